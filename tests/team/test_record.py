"""The record: who did what, only ever added to, and kept to its workspace."""

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from milepost.team.actions import rename_user
from milepost.team.models import Record
from milepost.team.record import MILEPOST, Actor, acting, actor_now, note
from milepost.team.record_queries import BROUGHT, record_of

pytestmark = pytest.mark.django_db


def test_a_row_names_who_acts_and_what_changed(owner, workspace):
    with acting(Actor("Ada Pine", owner)):
        note(workspace, "objective:leads-20", "changed the target", before="15", after="20")
    row = Record.objects.get()
    assert (row.by_name, row.user, row.part) == ("Ada Pine", owner, "objective:leads-20")
    assert (row.before, row.after) == ("15", "20")


def test_what_nobody_does_milepost_does(workspace):
    note(workspace, "", "froze the past")
    assert Record.objects.get().by_name == "Milepost"


def test_an_actor_is_forgotten_afterwards_even_when_things_go_wrong(owner):
    with pytest.raises(ValueError, match="trouble"), acting(Actor("Ada Pine", owner)):
        raise ValueError("trouble")
    assert actor_now() == MILEPOST


def test_the_database_refuses_to_rewrite_a_row(workspace):
    note(workspace, "", "did it")
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        Record.objects.update(says="did nothing")
    assert Record.objects.get().says == "did it"


def test_the_database_refuses_to_delete_from_a_record_that_goes_on(workspace):
    note(workspace, "", "did it")
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
        Record.objects.all().delete()
    assert Record.objects.count() == 1


def test_a_record_goes_with_its_workspace(workspace, other_workspace):
    note(workspace, "", "did it")
    note(other_workspace, "", "did that")
    workspace.ending_at = timezone.now()
    workspace.save()
    workspace.delete()
    assert Record.objects.get().says == "did that"


def test_a_row_stays_when_its_user_goes(owner, workspace, stranger):
    with acting(Actor("Eve", stranger)):
        note(workspace, "", "did it")
    stranger.delete()
    row = Record.objects.get()
    assert (row.user, row.by_name) == (None, "Eve")


def test_whoever_is_called_otherwise_stands_in_the_record(workspace, manager):
    rename_user(manager, "Ada Pine")
    row = Record.objects.get()
    assert (row.by_name, row.before, row.after) == ("Ada Pine", "Ben Oak", "Ada Pine")
    assert row.user == manager


def test_rows_that_came_from_a_file_are_told_apart(workspace):
    note(workspace, "lead:1", "deleted all leads")
    note(workspace, "", BROUGHT)
    note(workspace, "lead:2", "moved a lead")
    found = {row.says: row.is_brought for row in record_of(workspace)}
    assert found == {"deleted all leads": True, BROUGHT: False, "moved a lead": False}
