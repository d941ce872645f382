"""Leads: people ask once a day, callers are written down, and all can be forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.do.scenes import SEEN, guide, tracked

from milepost.base.errors import SaidError
from milepost.do.actions.leads import (
    Asked,
    Told,
    add_by_hand,
    ask,
    delete_lead,
    move,
    rewrite_lead,
)
from milepost.do.models import ChangedDay, Lead, StageChange
from milepost.do.queries.leads import NO_STAGE, SHOWN, board, lead_of, leads_at, new_leads
from milepost.plan.actions import import_plan
from milepost.plan.models import Stage

pytestmark = pytest.mark.django_db

ASKED = Asked(email="Dora@Example.com ", name=" Dora  Fir ", agrees=True)


def stage(workspace, code: str) -> Stage:
    return Stage.objects.get(workspace=workspace, code=code)


def test_who_asks_becomes_a_lead_in_the_first_stage(planned):
    page = guide(planned)
    lead = ask(page, ASKED, SEEN)
    assert (lead.name, lead.email, lead.magnet) == ("Dora Fir", "dora@example.com", page.magnet)
    assert (lead.stage.says, lead.changes.get().at) == ("lead", lead.asked_at)
    assert (lead.consent, lead.consent_at) == (page.consent, lead.asked_at)
    assert lead.made_by is None
    assert ChangedDay.objects.filter(workspace=planned).exists()


def test_lead_knows_the_post_and_tactic_that_brought_it(planned):
    link = tracked(planned, "/g/checklist")
    lead = ask(guide(planned), Asked(email="d@example.com", agrees=True, via_code=link.code), SEEN)
    assert (lead.link, lead.post, lead.tactic) == (link, link.post, link.tactic)


def test_link_of_another_business_brings_nothing(planned, other_workspace, golden_plan):
    import_plan(other_workspace, golden_plan)
    link = tracked(other_workspace, "/g/checklist")
    lead = ask(guide(planned), Asked(email="d@example.com", agrees=True, via_code=link.code), SEEN)
    assert (lead.link, lead.post, lead.tactic) == (None, None, None)


def test_same_address_on_the_same_day_is_one_lead(planned):
    page = guide(planned)
    assert ask(page, ASKED, SEEN) == ask(page, Asked(email="dora@example.com", agrees=True), SEEN)
    Lead.objects.update(asked_at=timezone.now() - timedelta(days=1))
    ask(page, ASKED, SEEN)
    assert Lead.objects.count() == 2


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        (Asked(email="dora", agrees=True), "email"),
        (Asked(email="", agrees=True), "email"),
        (Asked(email="d@example.com"), "agrees"),
    ],
)
def test_nothing_is_kept_without_address_and_consent(planned, asked, where):
    with pytest.raises(SaidError) as raised:
        ask(guide(planned), asked, SEEN)
    assert raised.value.where == where
    assert not Lead.objects.exists()


def test_one_visitor_asks_ten_times_an_hour_at_most(planned):
    page = guide(planned)
    for number in range(10):
        ask(page, Asked(email=f"d{number}@example.com", agrees=True), SEEN)
    with pytest.raises(SaidError, match="wait 6 min"):
        ask(page, Asked(email="d10@example.com", agrees=True), SEEN)
    assert Lead.objects.count() == 10


def test_caller_is_written_down_with_the_tactic_they_named(planned, owner):
    told = Told(name="Finn", phone="530 555 0100", heard="a friend read it", tactic="blog")
    lead = add_by_hand(planned, told, owner)
    assert (lead.made_by, lead.tactic.code, lead.stage.says) == (owner, "blog", "lead")
    assert lead.changes.get().made_by == owner


@pytest.mark.parametrize(
    ("told", "where"),
    [
        (Told(heard="somewhere"), "name"),
        (Told(email="finn"), "email"),
        (Told(name="Finn", tactic="nonsense"), "tactic"),
    ],
)
def test_caller_needs_something_to_be_found_by(planned, owner, told, where):
    with pytest.raises(SaidError) as raised:
        add_by_hand(planned, told, owner)
    assert raised.value.where == where


def test_stage_can_be_named_and_must_be_the_plans(planned, owner):
    assert add_by_hand(planned, Told(name="Finn"), owner, stage="/offer").stage.says == "offer"
    with pytest.raises(SaidError):
        add_by_hand(planned, Told(name="Finn"), owner, stage="/nonsense")


def test_lead_moves_on_and_back_and_remembers(planned, owner):
    lead = add_by_hand(planned, Told(name="Finn"), owner)
    for code in ("/offer", "/offer", "/lead"):
        move(lead, stage(planned, code), owner)
    reached = lead.changes.order_by("pk").values_list("stage__says", flat=True)
    assert list(reached) == ["lead", "offer", "lead"]
    lead.refresh_from_db()
    assert lead.stage.says == "lead"


def test_move_has_the_day_counted_again(planned, owner):
    lead = add_by_hand(planned, Told(name="Finn"), owner)
    ChangedDay.objects.all().delete()
    move(lead, stage(planned, "/offer"), owner)
    assert ChangedDay.objects.get().workspace == planned


def test_lead_never_enters_a_stage_of_another_business(
    planned, owner, other_workspace, golden_plan
):
    import_plan(other_workspace, golden_plan)
    lead = add_by_hand(planned, Told(name="Finn"), owner)
    with pytest.raises(SaidError):
        move(lead, stage(other_workspace, "/offer"), owner)


def test_plan_without_funnel_has_leads_in_no_stage(workspace, owner):
    lead = add_by_hand(workspace, Told(name="Finn"), owner)
    assert lead.stage is None
    assert not StageChange.objects.exists()
    (column,) = board(workspace)
    assert (column.stage, column.following, column.leads) == (None, None, (lead,))


def test_rewritten_lead_keeps_its_history(planned, owner):
    lead = add_by_hand(planned, Told(name="Finn"), owner)
    rewrite_lead(lead, Told(name="Finn Ash", note="call on Monday", tactic="events"))
    lead.refresh_from_db()
    assert (lead.name, lead.note, lead.tactic.code) == ("Finn Ash", "call on Monday", "events")
    assert lead.changes.count() == 1


def test_deleted_lead_is_gone_and_its_days_are_counted_again(planned, owner):
    lead = add_by_hand(planned, Told(name="Finn"), owner)
    lead.changes.update(at=timezone.now() - timedelta(days=3))
    ChangedDay.objects.all().delete()
    delete_lead(lead)
    assert not Lead.objects.exists()
    assert not StageChange.objects.exists()
    assert ChangedDay.objects.count() == 2


def test_board_has_the_funnels_stages_in_order(planned, owner):
    first = add_by_hand(planned, Told(name="Finn"), owner)
    second = add_by_hand(planned, Told(name="Gus"), owner)
    move(first, stage(planned, "/escrow"), owner)
    columns = board(planned)
    assert [column.stage.says for column in columns] == ["lead", "offer", "escrow"]
    assert [column.leads for column in columns] == [(second,), (), (first,)]
    assert [column.following and column.following.says for column in columns] == [
        "offer",
        "escrow",
        None,
    ]


def test_lead_of_a_retired_stage_stays_in_sight(planned, owner, golden_plan):
    lead = add_by_hand(planned, Told(name="Finn"), owner, stage="/offer")
    import_plan(planned, golden_plan.replace("stage: offer", "stage: viewing"))
    columns = board(planned)
    assert [column.stage and column.stage.says for column in columns] == [
        None,
        "lead",
        "viewing",
        "escrow",
    ]
    assert columns[0].leads == (lead,)
    assert columns[0].following.says == "lead"


def test_long_column_shows_its_newest_and_how_many_there_are(planned):
    now, first = timezone.now(), stage(planned, "/lead")
    Lead.objects.bulk_create(
        Lead(workspace=planned, name=str(n), stage=first, asked_at=now - timedelta(minutes=n))
        for n in range(SHOWN + 5)
    )
    column = board(planned)[0]
    assert (column.count, len(column.leads), column.has_more) == (SHOWN + 5, SHOWN, True)
    assert column.leads[0].name == "0"
    assert leads_at(planned, first.pk).count() == SHOWN + 5
    assert not leads_at(planned, NO_STAGE)


def test_new_leads_are_those_nobody_moved_on(planned, owner):
    moved = add_by_hand(planned, Told(name="Finn"), owner)
    fresh = add_by_hand(planned, Told(name="Gus"), owner)
    move(moved, stage(planned, "/offer"), owner)
    assert list(new_leads(planned)) == [fresh]


def test_stranger_finds_no_lead_of_ours(planned, owner, other_workspace):
    lead = add_by_hand(planned, Told(name="Finn"), owner)
    assert lead_of(other_workspace, lead.pk) is None
    assert board(other_workspace)[0].count == 0
    assert not new_leads(other_workspace)
