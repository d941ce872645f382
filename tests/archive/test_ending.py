"""Deleting a workspace for good: nothing of it stays, nothing else goes, nothing comes back."""

from datetime import date
from threading import Event, Thread

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone
from tests.archive.rich import enrich
from tests.do.posting import due_now, own_page
from tests.do.scenes import SEEN

from milepost.archive.actions.ending import end_workspace
from milepost.archive.scope import paths_to_workspace
from milepost.base.errors import SaidError
from milepost.do.actions.clicks import note_click
from milepost.do.actions.days import mark_changed
from milepost.do.actions.deliveries import begin_sending, settle
from milepost.do.actions.leads import Told, add_by_hand
from milepost.do.actions.slots import seed_freezings
from milepost.do.models import ChangedDay, Channel, Delivery, Freezing, Link, Slot
from milepost.do.sending import Step
from milepost.do.tasks import freeze, send
from milepost.engine.claims import claim
from milepost.review.actions import seed_reviews
from milepost.review.models import DayCount, Reading
from milepost.review.tasks import roll_up
from milepost.team.models import Invitation, Undo, Workspace
from milepost.team.tokens import make_api_token

pytestmark = pytest.mark.django_db


def fill(workspace, user, plan):
    enrich(workspace, user, plan)
    make_api_token(workspace, name="mine")
    seed_reviews()
    DayCount.objects.create(workspace=workspace, day=date(2026, 1, 5), count=1)
    Undo.objects.create(workspace=workspace, kind="x", says="x", kept="{}")
    Invitation.objects.create(
        workspace=workspace, role="viewer", token_hash=workspace.slug, expires_at=timezone.now()
    )


def rows_of(workspace_pk):
    """Return the number of rows of every model that has a path to the workspace."""
    return {
        model: model._base_manager.filter(**{path: workspace_pk}).count()
        for model, path in paths_to_workspace()
    }


def test_nothing_of_it_stays_and_nothing_else_goes(
    owner, workspace, stranger, other_workspace, golden_plan
):
    for each, user in ((workspace, owner), (other_workspace, stranger)):
        fill(each, user, golden_plan)
    pk, before = workspace.pk, rows_of(other_workspace.pk)
    assert [model.__name__ for model, count in rows_of(pk).items() if not count] == []
    end_workspace(workspace, name="Redding Homes")
    assert [model.__name__ for model, count in rows_of(pk).items() if count] == []
    assert rows_of(other_workspace.pk) == before
    connection.check_constraints()


@pytest.mark.parametrize("typed", ["", "redding homes", "Redding Homes ", "Other Shop"])
def test_its_name_has_to_be_typed_exactly(workspace, typed):
    with pytest.raises(SaidError, match="Redding Homes") as caught:
        end_workspace(workspace, name=typed)
    assert caught.value.where == "name"
    assert Workspace.objects.filter(pk=workspace.pk, ending_at=None).exists()


def test_what_its_practice_channels_wrote_goes_with_it(
    planned, other_workspace, django_capture_on_commit_callbacks
):
    paths = []
    for workspace in (planned, other_workspace):
        channel = Channel.objects.create(workspace=workspace, network="practice", name="Try")
        path = settings.DATA / "practice" / f"{channel.pk}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}\n")
        paths.append(path)
    with django_capture_on_commit_callbacks(execute=True):
        end_workspace(planned, name=planned.name)
    assert [path.exists() for path in paths] == [False, True]


def take(rows):
    [taken] = claim(rows, now=timezone.now(), lease_seconds=60, most=1)
    return taken


def test_a_worker_that_is_sending_finds_nothing_to_write_to(planned):
    delivery = due_now(planned, own_page(planned))
    taken = take(Delivery.objects.filter(pk=delivery.pk))
    begun, _ = begin_sending(taken)
    pk = planned.pk
    end_workspace(planned, name=planned.name)
    assert settle(taken, begun, Step("out")) is False
    assert not any(rows_of(pk).values())


def test_a_worker_that_claimed_a_row_carries_out_nothing(planned):
    due_now(planned, own_page(planned))
    mark_changed(planned.pk, date(2027, 1, 4))
    seed_freezings()
    Freezing.objects.update(due_at=timezone.now(), until=date(2026, 1, 1))
    work = [(Delivery, send), (Freezing, freeze), (ChangedDay, roll_up)]
    claims = [(run, take(model.objects.filter(workspace=planned))) for model, run in work]
    pk = planned.pk
    end_workspace(planned, name=planned.name)
    for run, taken in claims:
        run(taken)
    assert not any(rows_of(pk).values())
    assert not Slot.objects.exists()
    assert not Reading.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whoever_writes_meanwhile_is_stopped_and_leaves_nothing(owner, workspace, golden_plan):
    enrich(workspace, owner, golden_plan)
    pk, link = workspace.pk, Link.objects.select_related("workspace").earliest("pk")
    stop, unforeseen, written = Event(), [], []

    def write(action):
        try:
            while not stop.is_set():
                action()
                written.append(action)
        except IntegrityError:
            pass  # the workspace is gone
        except (DatabaseError, AttributeError, Link.DoesNotExist) as trouble:
            unforeseen.append(trouble)
        finally:
            connection.close()

    actions = (
        lambda: note_click(link, SEEN),
        lambda: mark_changed(pk, date(2027, 1, 1 + len(written) % 28)),
        lambda: add_by_hand(workspace, Told(name="Late"), None),
    )
    threads = [Thread(target=write, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    while len(set(written)) < len(actions):
        stop.wait(0.01)
    end_workspace(workspace, name=workspace.name)
    stop.wait(0.3)
    stop.set()
    for thread in threads:
        thread.join()
    assert not any(rows_of(pk).values())
    assert [str(each) for each in unforeseen if "deadlock" not in str(each)] == []
