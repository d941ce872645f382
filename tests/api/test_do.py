"""Programs connect channels, send posts, look at the calendar and write leads down."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.api.conftest import DUE, is_error
from tests.do.scenes import SEEN, guide, post_out, tracked

from milepost.do.actions.leads import Asked, ask
from milepost.do.models import Channel, Delivery, Lead, Post
from milepost.plan.models import Stage
from milepost.team.secrets import unseal

pytestmark = pytest.mark.django_db


def test_what_opens_a_channel_is_kept_encrypted_and_never_given_back(of_owner):
    sent = {"network": "practice", "name": "Trial", "access": {"token": "very secret"}}
    told = of_owner.tell("channels", sent)
    assert set(told) == {"id", "network", "name", "address", "made_at"}
    kept = Channel.objects.get(pk=told["id"]).sealed_access
    assert "very secret" not in kept
    assert unseal(kept) == {"token": "very secret"}
    assert of_owner.ask("channels")["items"] == [told]


def test_post_with_its_time_goes_out_where_the_token_may_approve(of_owner, draft, practice):
    told = of_owner.tell("posts", {**draft, "due_at": DUE})
    assert told == {
        "id": told["id"],
        "text": "What closing costs",
        "title": "",
        "tactic": "blog",
        "slot": None,
        "off_plan_reason": "",
        "target": "",
        "due_at": "2027-03-01T17:00:00Z",
        "deliveries": [
            {
                "channel": practice,
                "state": "due",
                "tries": 0,
                "url": None,
                "says": "",
                "sent_at": None,
                "taken_down_at": None,
            }
        ],
    }
    assert of_owner.ask(f"posts/{told['id']}") == told
    delivery = Delivery.objects.get()
    assert delivery.due_at.isoformat() == "2027-03-01T17:00:00+00:00"


def test_post_waits_where_the_token_may_not_approve(of_manager, of_owner, draft):
    told = of_manager.tell("posts", {**draft, "due_at": DUE})
    assert states(told) == ["waiting"]
    assert Delivery.objects.get().due_at is None
    assert is_error(of_manager("POST", f"posts/{told['id']}/approve"), 403)
    assert states(of_owner.tell(f"posts/{told['id']}/approve", status=200)) == ["due"]
    assert is_error(of_owner("POST", f"posts/{told['id']}/approve"), 422)


def states(post) -> list[str]:
    return [each["state"] for each in post["deliveries"]]


def test_post_without_a_time_stays_a_draft(of_owner, draft):
    assert states(of_owner.tell("posts", draft)) == ["draft"]


def test_post_fills_a_slot_and_serves_its_tactic(planned_early, of_owner, draft):
    sent = {**draft, "tactic": None, "slot": "blog~2027-03-01~0", "due_at": DUE}
    told = of_owner.tell("posts", sent)
    assert (told["tactic"], told["slot"]) == ("blog", "blog~2027-03-01~0")
    assert is_error(of_owner("POST", "posts", sent), 422, "slot")
    entries = of_owner.ask("calendar?first=2027-03-01&last=2027-03-01")["items"]
    filled = next(each for each in entries if each["slot"] == "blog~2027-03-01~0")
    assert (filled["state"], filled["post"]) == ("filled", told["id"])


def test_post_off_plan_says_why(of_owner, draft):
    off_plan = {**draft, "tactic": None}
    assert is_error(of_owner("POST", "posts", off_plan), 422, "tactic")
    told = of_owner.tell("posts", {**off_plan, "off_plan_reason": "A neighbour's good news"})
    assert (told["tactic"], told["off_plan_reason"]) == (None, "A neighbour's good news")


def test_channel_gets_its_own_wording(of_owner, draft, practice):
    of_owner.tell("posts", {**draft, "variants": {practice: "Closing costs, in short"}})
    assert Delivery.objects.get().text == "Closing costs, in short"


def test_post_that_cannot_be_kept_leaves_nothing(of_owner, draft, practice):
    for sent, where in [
        ({**draft, "channels": []}, "channels"),
        ({**draft, "channels": [practice + 1000]}, "channels"),
        ({**draft, "tactic": "none such"}, "tactic"),
        ({**draft, "text": "  "}, "text"),
        ({**draft, "target": "javascript:alert(1)"}, "target"),
        ({**draft, "slot": "blog~2027-03-02~0"}, "slot"),
    ]:
        assert is_error(of_owner("POST", "posts", sent), 422, where)
    assert not Post.objects.exists()


def test_cancel_says_whether_all_was_stopped(of_owner, planned, draft):
    told = of_owner.tell("posts", {**draft, "due_at": DUE})
    answer = of_owner.tell(f"posts/{told['id']}/cancel", status=200)
    assert answer == {"cancelled": True, "says": "Cancelled. Nothing of it goes out."}
    assert states(of_owner.ask(f"posts/{told['id']}")) == ["cancelled"]
    out = post_out(planned, "It is out")
    late = of_owner.tell(f"posts/{out.post_id}/cancel", status=200)
    assert late["cancelled"] is False
    assert "too late" in late["says"]


def test_posts_are_listed_by_page_and_state(of_owner, draft):
    for _ in range(3):
        of_owner.tell("posts", draft)
    due = of_owner.tell("posts", {**draft, "due_at": DUE})
    first = of_owner.ask("posts?size=3")
    assert (first["count"], first["page"], first["pages"], len(first["items"])) == (4, 1, 2, 3)
    second = of_owner.ask("posts?size=3&page=2")
    ids = {each["id"] for each in first["items"] + second["items"]}
    assert len(ids) == 4
    assert of_owner.ask("posts?page=9") == {"items": [], "count": 4, "page": 9, "pages": 1}
    assert [each["id"] for each in of_owner.ask("posts?state=due")["items"]] == [due["id"]]
    assert of_owner.ask(f"posts?page={10**30}")["items"] == []


def test_calendar_shows_what_the_plan_lays_out(planned_early, of_viewer):
    told = of_viewer.ask("calendar?first=2027-03-01&last=2027-03-07&size=200")
    blog = [each for each in told["items"] if each["tactic"] == "blog"]
    assert [each["day"] for each in blog] == ["2027-03-01", "2027-03-03", "2027-03-05"]
    assert blog[0] == {
        "day": "2027-03-01",
        "at": "2027-03-01T17:00:00Z",
        "tactic": "blog",
        "says": "Article on a question of buyers",
        "state": "open",
        "slot": "blog~2027-03-01~0",
        "post": None,
        "deliveries": [],
        "channels": ["wordpress"],
        "is_task": False,
    }
    assert told["count"] == len(told["items"]) == 19  # 3 articles, 14 rounds, 1 letter, 1 event


def test_calendar_takes_at_most_400_days(of_viewer):
    first = date(2027, 1, 1)
    for days, is_taken in ((399, True), (400, False), (-1, False)):
        path = f"calendar?first={first}&last={first + timedelta(days=days)}"
        answer = of_viewer("GET", path)
        assert answer.status_code == 200 if is_taken else is_error(answer, 422, "last")
    assert is_error(of_viewer("GET", "calendar?first=2027-01-01"), 422, "last")
    assert is_error(of_viewer("GET", "calendar?first=0001-01-01&last=2027-01-01"), 422, "first")


def test_lead_is_written_down_and_moves_on(of_manager):
    sent = {"name": "Finn Ash", "phone": "530 555 0100", "heard": "the paper", "tactic": "events"}
    told = of_manager.tell("leads", sent)
    assert told | sent == told
    assert (told["stage"], told["email"], told["post"]) == ("lead", "", None)
    moved = of_manager.tell(f"leads/{told['id']}/move", {"stage": "offer"}, status=200)
    assert moved == {**told, "stage": "offer"}
    assert of_manager.ask("leads")["items"] == [moved]


def test_stage_of_a_named_funnel_is_told_with_its_funnel(of_manager, planned):
    Stage.objects.create(workspace=planned, code="hire/talk", says="talk", measure="talks")
    lead = of_manager.tell("leads", {"name": "Finn Ash"})
    moved = of_manager.tell(f"leads/{lead['id']}/move", {"stage": "hire/talk"}, status=200)
    assert moved["stage"] == "hire/talk"


def test_lead_that_cannot_be_kept_is_explained(of_manager):
    assert is_error(of_manager("POST", "leads", {"note": "who?"}), 422, "name")
    assert is_error(of_manager("POST", "leads", {"email": "finn"}), 422, "email")
    assert is_error(of_manager("POST", "leads", {"name": "F", "tactic": "x"}), 422, "tactic")
    lead = of_manager.tell("leads", {"name": "Finn"})
    path = f"leads/{lead['id']}/move"
    assert is_error(of_manager("POST", path, {"stage": "nowhere"}), 422, "stage")
    assert is_error(of_manager("POST", "leads/999999/move", {"stage": "offer"}), 404)


def test_lead_tells_what_brought_it(of_viewer, planned):
    link = tracked(planned, "/g/checklist")
    ask(guide(planned), Asked(email="d@example.com", agrees=True, via_code=link.code), SEEN)
    lead = of_viewer.ask("leads")["items"][0]
    assert (lead["post"], lead["tactic"], lead["magnet"]) == (link.post_id, "blog", "checklist")


def test_number_of_queries_does_not_grow(
    of_owner, planned_early, draft, django_assert_max_num_queries
):
    for _ in range(20):
        of_owner.tell("posts", {**draft, "due_at": DUE})
    now = timezone.now()
    stage, tactic = Stage.objects.first(), planned_early.tactics.get(code="blog")
    Lead.objects.bulk_create(
        Lead(workspace=planned_early, name=f"{n}", stage=stage, tactic=tactic, asked_at=now)
        for n in range(60)
    )
    for path in (
        "channels",
        "posts",
        "posts?state=due",
        "leads",
        "calendar?first=2027-03-01&last=2027-03-31",
    ):
        with django_assert_max_num_queries(15):
            assert of_owner.ask(path)["count"]
