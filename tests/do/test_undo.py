"""Steps are taken back whole, once, for a week, and only while the world stands as they left it."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.utils import timezone
from tests.do.posting import SLOT, SLOT_AT, own_page, practice, write
from tests.do.scenes import guide, tracked

from milepost.base.errors import SaidError
from milepost.do.actions.channels import close_channel, map_labels
from milepost.do.actions.leads import Told, add_by_hand, delete_lead, move
from milepost.do.actions.plans import import_plan, restore_version
from milepost.do.actions.posts import delete_draft
from milepost.do.actions.slots import skip_slot
from milepost.do.actions.undo import RIGHTS, undo_step
from milepost.do.models import (
    ChangedDay,
    Click,
    Delivery,
    Label,
    Lead,
    Link,
    Post,
    StageChange,
)
from milepost.do.tasks import look_after_days
from milepost.plan.models import Stage
from milepost.plan.queries import current_plan, current_text, step_to_undo
from milepost.team.models import Record, Undo
from milepost.team.undo import DAYS, steps_open
from milepost.work import JOBS

pytestmark = pytest.mark.django_db


def stage(workspace, code: str) -> Stage:
    return Stage.objects.get(workspace=workspace, code=code)


def undo(workspace, step: Undo | None) -> str:
    assert step is not None
    return undo_step(workspace, step.pk, by=None)


def refused(workspace, step: Undo | None) -> str:
    assert step is not None
    rows = Record.objects.count()
    with pytest.raises(SaidError) as raised:
        undo_step(workspace, step.pk, by=None)
    assert Record.objects.count() == rows
    return raised.value.says


def rows_of(*models) -> list[list[dict]]:
    """Return every column of every row, in order."""
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.fixture
def lead(planned, owner) -> Lead:
    told = Told(name="Finn Ash", email="finn@example.com", note="call\non Monday", tactic="blog")
    return add_by_hand(planned, told, owner, stage="/lead")


def aim_higher(workspace):
    text = (current_text(workspace) or "").replace("target: 20\n", "target: 25\n")
    return import_plan(workspace, text)


def test_change_of_the_plan_is_undone_as_a_new_version(planned):
    before = current_text(planned)
    version = aim_higher(planned)
    assert undo(planned, step_to_undo(version)) == "plan"
    assert current_text(planned) == before
    assert current_plan(planned).number == 3
    says = list(Record.objects.order_by("pk").values_list("says", "before", "after"))[-2:]
    assert says == [
        ("changed the target of “20 leads a month”".replace("20", "25"), "25", "20"),
        ("undid a step: imported a plan file", "", ""),
    ]


def test_undoing_of_a_change_can_be_undone_too(planned):
    version = aim_higher(planned)
    after = current_text(planned)
    undo(planned, step_to_undo(version))
    undo(planned, steps_open(planned).first())
    assert current_text(planned) == after


def test_retired_tactic_comes_back(planned):
    text = (current_text(planned) or "").replace(
        "minutes: 90", "minutes: 90\n    retired: 2026-01-01"
    )
    version = import_plan(planned, text)
    undo(planned, step_to_undo(version))
    assert current_plan(planned).plan.find("blog").retired is None


def test_change_is_not_undone_over_a_newer_one(planned):
    step = step_to_undo(aim_higher(planned))
    restore_version(planned, 1, made_by=None)
    assert "has changed again since version 2" in refused(planned, step)
    assert current_plan(planned).number == 3
    step.refresh_from_db()
    assert step.used_at is None


def test_first_version_has_nothing_before_it_to_go_back_to(planned):
    assert not Undo.objects.exists()


def test_moved_lead_goes_back_and_its_days_are_counted_again(planned, owner, lead):
    before = rows_of(Lead, StageChange)
    step = move(lead, stage(planned, "/offer"), owner)
    ChangedDay.objects.all().delete()
    assert undo(planned, step) == f"lead:{lead.pk}"
    assert rows_of(Lead, StageChange) == before
    assert ChangedDay.objects.count() == 1


def test_lead_that_was_in_no_stage_goes_back_there(planned, owner, lead):
    Lead.objects.update(stage=None)
    undo(planned, move(lead, stage(planned, "/offer"), owner))
    assert Lead.objects.get().stage is None


def test_move_to_where_a_lead_stands_is_no_step(planned, owner, lead):
    assert move(lead, stage(planned, "/lead"), owner) is None
    assert not Undo.objects.exists()


def test_lead_that_moved_again_stays(planned, owner, lead):
    step = move(lead, stage(planned, "/offer"), owner)
    move(lead, stage(planned, "/escrow"), owner)
    assert "has moved again since" in refused(planned, step)
    assert Lead.objects.get().stage.code == "/escrow"


def test_move_of_a_deleted_lead_is_not_undone(planned, owner, lead):
    step = move(lead, stage(planned, "/offer"), owner)
    delete_lead(lead)
    assert "has been deleted since" in refused(planned, step)


def test_deleted_lead_is_really_gone_and_comes_back_whole(planned, owner, lead):
    link = tracked(planned, "/g/checklist")
    Lead.objects.update(link=link, post=link.post, magnet=guide(planned).magnet)
    move(lead, stage(planned, "/offer"), owner)
    before = rows_of(Lead, StageChange)
    step = delete_lead(Lead.objects.get())
    assert rows_of(Lead, StageChange) == [[], []]
    ChangedDay.objects.all().delete()
    assert undo(planned, step) == f"lead:{lead.pk}"
    assert rows_of(Lead, StageChange) == before
    assert ChangedDay.objects.exists()


def test_what_a_lead_pointed_to_may_be_gone(planned, owner, lead):
    link = tracked(planned, "/g/checklist")
    Lead.objects.update(link=link, post=link.post, made_by=owner)
    step = delete_lead(Lead.objects.get())
    Post.objects.all().delete()
    undo(planned, step)
    back = Lead.objects.get()
    assert (back.post, back.link, back.made_by) == (None, None, owner)


def test_move_before_a_deletion_can_be_undone_after_both(planned, owner, lead):
    moved = move(lead, stage(planned, "/offer"), owner)
    undo(planned, delete_lead(lead))
    undo(planned, moved)
    assert Lead.objects.get().stage.code == "/lead"


def test_new_lead_never_takes_the_place_of_a_deleted_one(planned, owner, lead):
    pk, step = lead.pk, delete_lead(lead)
    other = add_by_hand(planned, Told(name="Gus"), owner)
    undo(planned, step)
    assert set(Lead.objects.values_list("pk", flat=True)) == {pk, other.pk}


def test_what_was_kept_of_a_lead_goes_when_it_is_back(planned, lead):
    step = delete_lead(lead)
    assert "Finn" in step.kept
    undo(planned, step)
    step.refresh_from_db()
    assert step.kept == "{}"


def test_deleted_draft_comes_back_with_its_deliveries_keys_links_and_clicks(planned):
    channels = own_page(planned), practice(planned)
    variants = {channels[0].pk: "In other words {link}"}
    told = {
        "target": "https://shop.example/",
        "slot": SLOT,
        "due_at": SLOT_AT,
        "variants": variants,
    }
    post = write(planned, *channels, **told)
    link = post.links.first()
    at = datetime(2026, 11, 2, 8, 30, 1, 234567, tzinfo=UTC)
    Click.objects.create(link=link, at=at, day=at.date(), kind="own", visitor="v", is_first=True)
    lead = Lead.objects.create(workspace=planned, name="Finn", asked_at=at, post=post, link=link)
    models = (Post, Delivery, Link, Click, Lead)
    before = rows_of(*models)
    step = delete_draft(planned, post.pk)
    assert rows_of(*models[:-1]) == [[], [], [], []]
    assert model_to_dict(Lead.objects.get(pk=lead.pk), ["post", "link"]) == {
        "post": None,
        "link": None,
    }
    assert undo(planned, step) == f"post:{post.pk}"
    assert rows_of(*models) == before


def test_draft_does_not_come_back_into_a_slot_that_was_filled_since(planned):
    channel = practice(planned)
    step = delete_draft(planned, write(planned, channel, slot=SLOT).pk)
    write(planned, channel, slot=SLOT, text="Another")
    assert "slot has been used since" in refused(planned, step)
    assert Post.objects.get().text == "Another"


def test_draft_does_not_come_back_into_a_slot_that_was_left_out_since(planned):
    step = delete_draft(planned, write(planned, slot=SLOT).pk)
    skip_slot(planned, SLOT, "ill")
    assert "slot has been used since" in refused(planned, step)


def test_closed_channel_opens_again_with_what_the_plan_called_it(planned):
    channel, other = practice(planned), practice(planned, "Other")
    map_labels(planned, {"wordpress": channel.pk, "facebook": channel.pk})
    step = close_channel(planned, channel.pk)
    map_labels(planned, {"facebook": other.pk})
    undo(planned, step)
    channel.refresh_from_db()
    assert channel.closed_at is None
    meant = dict(Label.objects.values_list("label", "channel"))
    assert meant == {"wordpress": channel.pk, "facebook": other.pk}


def test_channel_that_is_open_already_is_said_so(planned):
    channel = practice(planned)
    step = close_channel(planned, channel.pk)
    type(channel).objects.update(closed_at=None)
    assert "open already" in refused(planned, step)


def test_step_is_undone_once(planned, lead):
    step = delete_lead(lead)
    undo(planned, step)
    assert refused(planned, step) == "This has been undone already."
    assert Lead.objects.count() == 1


def test_step_of_another_business_is_not_there(planned, lead, other_workspace):
    step = delete_lead(lead)
    assert "no such step" in refused(other_workspace, step)
    assert not Lead.objects.exists()


def test_step_is_kept_for_a_week_and_then_forgotten(planned, lead):
    step = delete_lead(lead)
    Undo.objects.update(at=timezone.now() - timedelta(days=DAYS, seconds=1))
    assert "more than 7 days ago" in refused(planned, step)
    assert not steps_open(planned)
    kept = delete_draft(planned, write(planned).pk)
    look_after_days()
    assert list(Undo.objects.all()) == [kept]


def test_worker_looks_after_the_days_by_itself():
    assert look_after_days in [job.seed for job in JOBS]


def test_every_kind_of_step_says_who_may_undo_it(planned, owner, lead):
    aim_higher(planned)
    move(lead, stage(planned, "/offer"), owner)
    delete_lead(lead)
    delete_draft(planned, write(planned).pk)
    close_channel(planned, practice(planned, "Other").pk)
    assert set(Undo.objects.values_list("kind", flat=True)) == RIGHTS.keys()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_undo_once(planned, lead):
    step, both, said = delete_lead(lead), Barrier(2), []

    def click():
        both.wait()
        try:
            said.append(undo_step(planned, step.pk, by=None))
        except SaidError as error:
            said.append(error.says)
        connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert sorted(said) == ["This has been undone already.", f"lead:{Lead.objects.get().pk}"]
    assert Lead.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_undoings_of_one_change_of_the_plan_at_once_make_one_version(planned):
    step, both, said = step_to_undo(aim_higher(planned)), Barrier(2), []

    def click():
        both.wait()
        try:
            said.append(undo_step(planned, step.pk, by=None))
        except SaidError as error:
            said.append(error.says)
        connection.close()

    clicks = [Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert sorted(said) == ["This has been undone already.", "plan"]
    assert current_plan(planned).number == 3
