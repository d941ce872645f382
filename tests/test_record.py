"""Every action that someone can trigger leaves its row in the record, in a sentence."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.do.posting import SLOT, due_now, practice, write
from tests.do.scenes import SEEN, guide, post_out

from milepost.do.actions import channels, leads, magnets, plans, posts, slots, start
from milepost.do.actions.taking_down import put_back, reword_out, take_down
from milepost.do.actions.undo import undo_step
from milepost.do.models import Delivery, Lead
from milepost.plan import actions as plan_actions
from milepost.plan.file import read_plan_text
from milepost.plan.models import Stage
from milepost.plan.queries import current_plan, current_text
from milepost.review import actions as review_actions
from milepost.team.models import Record, User, Workspace
from milepost.team.record import Actor, acting

pytestmark = pytest.mark.django_db

SRC = Path(__file__).parent.parent / "src" / "milepost"
MODULES = [SRC / "plan" / "actions.py", *sorted((SRC / "do" / "actions").glob("*.py")),
           SRC / "review" / "actions.py"]  # fmt: skip
# Public functions of the actions' modules that add no row, and why.
EXEMPT = {
    "do.actions.clicks.forget_old_salts": "the worker clears up after itself",
    "do.actions.clicks.note_click": "a visitor's click is a row of its own, and names nobody",
    "do.actions.clicks.visitor_names": "asks for the day's salt, and changes nothing people see",
    "do.actions.keeping.bring_back": "a part of undoing a step, which has its row",
    "do.actions.keeping.kept_rows": "asks, and changes nothing",
    "do.actions.leads.days_of": "asks, and changes nothing",
    "do.actions.days.mark_changed": "tells the worker to count a day again",
    "do.actions.days.mark_moment": "tells the worker to count a day again",
    "do.actions.deliveries.begin_sending": "the worker's: the delivery itself says what became",
    "do.actions.deliveries.settle": "the worker's: the delivery itself says what became of it",
    "do.actions.links.free_code": "only makes up a code",
    "do.actions.links.make_link": "a part of writing a post, which has its row",
    "do.actions.magnets.ensure_pages": "a part of saving a plan, which has its rows",
    "do.actions.magnets.open_page": "a part of saving a plan, which has its rows",
    "do.actions.rotation.forget_keys": "every workspace's keys, changed by who runs the machine",
    "do.actions.rotation.rotate_channels": "every workspace's keys; it changes no meaning",
    "do.actions.rotation.rotate_secrets": "every workspace's keys; it changes no meaning",
    "do.actions.posts.checked_text": "asks, and changes nothing",
    "do.actions.slots.freeze_past": "the plan's own slots, kept as they were laid out",
    "do.actions.slots.freeze_slots": "the worker's, every night",
    "do.actions.slots.keep_slot": "a part of filling or changing a slot, which has its row",
    "do.actions.slots.seed_freezings": "the worker's, when it begins",
    "do.actions.start.start_business": "the members and the workspace are the team's to record",
    "do.actions.start.workspace_for": "the workspace is the team's to record",
    "review.actions.keep_review": "the worker's: reckoned from rows that have theirs",
    "review.actions.leave_unreviewed": "the worker's: reckoned from rows that have theirs",
    "review.actions.note_readings_changed": "tells the worker to reckon the review again",
    "review.actions.seed_reviews": "the worker's, when it begins",
    "review.actions.count_all_days": "counts what was given, which has its row",
    "review.actions.keep_counted": "the worker's: counted from rows that have theirs",
    "review.actions.store_counted": "the worker's: counted from rows that have theirs",
}


@dataclass
class Scene:
    """A workspace with the golden plan, and the person who works in it."""

    workspace: Workspace
    user: User

    @property
    def plan_text(self) -> str:
        return current_text(self.workspace) or ""

    def lead(self) -> Lead:
        return leads.add_by_hand(self.workspace, leads.Told(name="Finn Ash"), self.user)

    def stage(self, code: str) -> Stage:
        return Stage.objects.get(workspace=self.workspace, code=code)

    def out(self) -> Delivery:
        return post_out(self.workspace, "Costs")

    def in_state(self, state: str) -> Delivery:
        delivery = due_now(self.workspace)
        Delivery.objects.filter(pk=delivery.pk).update(state=state)
        return delivery


Act = Callable[[Scene], object]


def retarget(scene: Scene) -> object:
    changed = scene.plan_text.replace("        target: 20\n", "        target: 25\n")
    return plan_actions.save_plan(scene.workspace, read_plan_text(changed), says="Aimed higher")


def restore(take_back: Callable[..., object], scene: Scene) -> object:
    retarget(scene)
    return take_back(scene.workspace, 1, made_by=scene.user)


def save_through_do(scene: Scene) -> object:
    changed = read_plan_text(scene.plan_text.replace("minutes: 90", "minutes: 75"))
    told = {"says": "Less", "made_by": scene.user, "based_on": 1}
    return plans.save_plan(scene.workspace, changed, **told)


def rewrite(scene: Scene) -> object:
    post = write(scene.workspace)
    kept = {"channels": [practice(scene.workspace).pk], "off_plan_reason": "a trial"}
    words = posts.Written(text="Closing costs, line by line", due_at=post.due_at, **kept)
    return posts.rewrite_post(scene.workspace, post.pk, words)


def on_post(act: Callable[..., object], then: str, **told: object) -> Act:
    return lambda scene: act(scene.workspace, write(scene.workspace, then=then).pk, **told)


def on_delivery(act: Callable[..., object], state: str, *told: object) -> Act:
    return lambda scene: act(scene.workspace, scene.in_state(state).pk, *told)


def close(scene: Scene) -> object:
    return channels.close_channel(scene.workspace, practice(scene.workspace).pk)


def map_label(scene: Scene) -> object:
    return channels.map_labels(scene.workspace, {"wordpress": practice(scene.workspace).pk})


def ask(scene: Scene) -> object:
    asked = leads.Asked(email="dora@example.com", name="Dora Fir", agrees=True)
    return leads.ask(guide(scene.workspace), asked, SEEN)


def rewrite_lead(scene: Scene) -> object:
    told = leads.Told(name="Finn Ash", phone="530 555 0100", note="Call on Monday")
    return leads.rewrite_lead(scene.lead(), told)


def move(scene: Scene) -> object:
    return leads.move(scene.lead(), scene.stage("/offer"), scene.user)


def reword(scene: Scene) -> object:
    words = magnets.Wording(intro="", gift="Here", consent="You may write to me", is_open=True)
    return magnets.reword_page(guide(scene.workspace), words)


def reopen(scene: Scene) -> object:
    slots.mark_done(scene.workspace, SLOT)
    return slots.reopen_slot(scene.workspace, SLOT)


def move_slot(scene: Scene) -> object:
    return slots.move_slot(scene.workspace, SLOT, timezone.now() + timedelta(days=1))


def give(scene: Scene) -> object:
    day = timezone.now().date() - timedelta(days=40)
    text = f"day,measure,of,value\n{day},leads,,1\n{day},done,blog,1\n"
    return review_actions.import_readings(scene.workspace, text)


def give_one(scene: Scene) -> object:
    day = str(timezone.now().date() - timedelta(days=40))
    typed = {"day": day, "measure": "leads", "of": "", "value": "2"}
    return review_actions.add_reading(scene.workspace, **typed)


def put_back_up(scene: Scene) -> object:
    delivery = scene.out()
    take_down(scene.workspace, delivery.pk)
    return put_back(scene.workspace, delivery.pk)


def undo_deletion(scene: Scene) -> object:
    step = leads.delete_lead(scene.lead())
    return undo_step(scene.workspace, step.pk, by=scene.user)


def again(take: Callable[..., object], scene: Scene) -> object:
    return take(scene.workspace, scene.plan_text.replace("vision: The", "vision: A"))


# Each action, how it is done, the part its last row is about, and the words of that row.
POST, LEAD = "post:", "lead:"
NAME = "post “What closing costs are”"
ACTIONS: dict[str, tuple[Act, str, str]] = {
    "plan.actions.import_plan": (
        lambda scene: again(plan_actions.import_plan, scene), "plan",
        "changed the vision of the plan"),
    "plan.actions.save_plan": (
        retarget, "objective:leads-20", "changed the target of “20 leads a month”"),
    "plan.actions.restore_version": (
        lambda scene: restore(plan_actions.restore_version, scene), "plan",
        "made version 1 the plan again, as version 3"),
    "do.actions.plans.import_plan": (
        lambda scene: again(plans.import_plan, scene), "plan", "changed the vision of the plan"),
    "do.actions.plans.save_plan": (
        save_through_do, "tactic:blog",
        "changed the minutes of work each time of “Article on a question of buyers”"),
    "do.actions.plans.restore_version": (
        lambda scene: restore(plans.restore_version, scene), "plan",
        "made version 1 the plan again, as version 3"),
    "do.actions.channels.connect_channel": (
        lambda scene: practice(scene.workspace), "channel:", "connected Practice"),
    "do.actions.channels.ensure_own_page": (
        lambda scene: channels.ensure_own_page(scene.workspace), "channel:", "connected Own page"),
    "do.actions.channels.close_channel": (close, "channel:", "closed Practice"),
    "do.actions.channels.map_labels": (
        map_label, "label:wordpress", "changed what the plan means by “wordpress”"),
    "do.actions.leads.ask": (ask, LEAD, "asked for “Closing checklist” and became a lead"),
    "do.actions.leads.add_by_hand": (Scene.lead, LEAD, "wrote down a lead"),
    "do.actions.leads.rewrite_lead": (
        rewrite_lead, LEAD, "changed the phone number and the note of a lead"),
    "do.actions.leads.move": (move, LEAD, "moved a lead"),
    "do.actions.leads.delete_lead": (
        lambda scene: leads.delete_lead(scene.lead()), LEAD, "deleted a lead"),
    "do.actions.magnets.reword_page": (
        reword, "magnet:checklist",
        "changed the words of consent of guide “Closing checklist”"),
    "do.actions.posts.write_post": (
        lambda scene: write(scene.workspace), POST, f"wrote {NAME}"),
    "do.actions.posts.rewrite_post": (
        rewrite, POST, "changed the text of post “Closing costs, line by line”"),
    "do.actions.posts.schedule_post": (
        on_post(posts.schedule_post, "draft", may_approve=True), POST, f"scheduled {NAME}"),
    "do.actions.posts.approve_post": (
        on_post(posts.approve_post, "waiting"), POST, f"approved {NAME}"),
    "do.actions.posts.cancel_post": (
        on_post(posts.cancel_post, "due"), POST, f"cancelled {NAME}"),
    "do.actions.posts.delete_draft": (
        on_post(posts.delete_draft, "draft"), POST, f"deleted {NAME}"),
    "do.actions.posts.decide_unknown": (
        on_delivery(posts.decide_unknown, "unknown", "unwanted"), POST,
        f"found {NAME} absent, and did not send it again to Practice"),
    "do.actions.posts.try_again": (
        on_delivery(posts.try_again, "refused"), POST, f"sent {NAME} to Practice once more"),
    "do.actions.slots.mark_done": (
        lambda scene: slots.mark_done(scene.workspace, SLOT), f"slot:{SLOT}",
        "said that “Article on a question of buyers” of 4 January 2027 is done"),
    "do.actions.slots.skip_slot": (
        lambda scene: slots.skip_slot(scene.workspace, SLOT, "ill"), f"slot:{SLOT}",
        "left out “Article on a question of buyers” of 4 January 2027"),
    "do.actions.slots.reopen_slot": (
        reopen, f"slot:{SLOT}",
        "opened “Article on a question of buyers” of 4 January 2027 again"),
    "do.actions.slots.move_slot": (
        move_slot, f"slot:{SLOT}", "moved “Article on a question of buyers” of 4 January 2027"),
    "do.actions.start.add_business": (
        lambda scene: start.add_business(scene.user, name="Blue Door Bakery", zone="UTC"), "",
        "began this business"),
    "do.actions.taking_down.take_down": (
        lambda scene: take_down(scene.workspace, scene.out().pk), POST,
        "took post “Costs” down from Own page"),
    "do.actions.taking_down.put_back": (
        put_back_up, POST, "put post “Costs” back up on Own page"),
    "do.actions.taking_down.reword_out": (
        lambda scene: reword_out(scene.workspace, scene.out().pk, "Closing costs"), POST,
        "changed post “Costs” as it is out on Own page"),
    "do.actions.undo.undo_step": (undo_deletion, LEAD, "undid a step: deleted a lead"),
    "review.actions.import_readings": (give, "readings", "gave readings: 2 new, 0 changed"),
    "review.actions.add_reading": (give_one, "readings", "gave readings: 1 new, 0 changed"),
}  # fmt: skip


def public_actions() -> set[str]:
    """Return the functions of the actions' modules that other files may call."""
    return {
        f"{'.'.join(path.relative_to(SRC).with_suffix('').parts)}.{node.name}"
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def test_every_action_is_tried_here_or_exempt_with_a_reason():
    assert public_actions() == ACTIONS.keys() | EXEMPT.keys()
    assert not ACTIONS.keys() & EXEMPT.keys()
    assert all(EXEMPT.values())


@pytest.mark.parametrize("name", ACTIONS)
def test_action_leaves_its_row(planned, owner, name):
    act, part, says = ACTIONS[name]
    before = Record.objects.count()
    with acting(Actor("Ada Pine", owner)):
        act(Scene(planned, owner))
    assert Record.objects.count() > before
    row = Record.objects.order_by("pk").last()
    assert re.sub(r" for [0-9].*", "", row.says) == says
    assert row.part.startswith(part)
    assert part.endswith(":") == (row.part != part)
    assert row.by_name == ("A visitor" if name.endswith("ask") else "Ada Pine")
    assert row.workspace == planned or name.endswith("add_business")


def rows_after(before: int) -> list[tuple[str, str, str, str]]:
    kept = Record.objects.order_by("pk")[before:]
    return [(row.part, row.says, row.before, row.after) for row in kept]


def test_who_changed_a_target_is_one_query(planned, owner, django_assert_num_queries):
    with acting(Actor("Ada Pine", owner)):
        retarget(Scene(planned, owner))
    with django_assert_num_queries(1):
        row = Record.objects.filter(workspace=planned, part="objective:leads-20").get()
        assert (row.by_name, row.before, row.after) == ("Ada Pine", "20", "25")


def test_plan_that_is_brought_is_one_row(workspace, golden_plan):
    plans.import_plan(workspace, golden_plan)
    assert rows_after(0) == [("plan", "brought a plan, version 1", "", "")]


def test_plan_saved_as_it_was_leaves_no_row(planned, golden_plan):
    before = Record.objects.count()
    plans.import_plan(planned, golden_plan)
    plans.restore_version(planned, 1, made_by=None)
    assert rows_after(before) == []


def test_refused_save_leaves_no_row(planned):
    before = Record.objects.count()
    changed = read_plan_text((current_text(planned) or "").replace("minutes: 90", "minutes: 75"))
    with pytest.raises(plan_actions.PlanConflict):
        plans.save_plan(planned, changed, says="Less", made_by=None, based_on=7)
    assert rows_after(before) == []


def test_post_scheduled_at_once_has_both_its_rows(planned):
    practice(planned)
    before = Record.objects.count()
    write(planned, practice(planned), then="due")
    wrote, scheduled = [says for _, says, _, _ in rows_after(before)][1:]
    assert wrote == f"wrote {NAME}"
    assert re.fullmatch(rf"scheduled {NAME} for \d+ \w+ \d{{4}}, \d\d:\d\d", scheduled)


def test_scheduled_post_that_is_changed_is_said_to_be_taken_back(planned):
    channel = practice(planned)
    post = write(planned, channel, then="due")
    before = Record.objects.count()
    words = posts.Written(
        text=post.text, channels=[channel.pk], off_plan_reason="a trial", due_at=post.due_at
    )
    posts.rewrite_post(planned, post.pk, words)
    assert [row[1] for row in rows_after(before)] == [f"took {NAME} back; it is a draft"]


def test_changed_post_tells_each_field_before_and_after(planned):
    channel = practice(planned)
    post = write(planned, channel)
    before = Record.objects.count()
    kept = {"channels": [channel.pk], "tactic": "blog", "due_at": None}
    posts.rewrite_post(planned, post.pk, posts.Written(text="Shorter", title="Costs", **kept))
    told = {says.removesuffix(" of post “Costs”"): (was, is_now)
            for _, says, was, is_now in rows_after(before)}  # fmt: skip
    assert told.keys() == {
        f"changed {what}" for what in ("the tactic", "the title", "the text", "the time")
    }
    assert told["changed the text"] == ("What closing costs are", "Shorter")
    assert told["changed the tactic"] == ("off plan: a trial", "Article on a question of buyers")


def test_record_of_a_lead_holds_nothing_about_the_person(planned, owner):
    known = {"name": "Dora Fir", "email": "dora@example.com", "phone": "530 555 0199"}
    told = leads.Told(**known, heard="at the fair", note="wants a garden")
    lead = leads.add_by_hand(planned, told, owner)
    leads.move(lead, Stage.objects.get(workspace=planned, code="/offer"), owner)
    leads.rewrite_lead(lead, leads.Told(name="Dora Elm", email="elm@example.com", note="rich"))
    leads.delete_lead(lead)
    asked = leads.Asked(email="dora@example.com", name="Dora Fir", agrees=True)
    leads.ask(guide(planned), asked, SEEN)
    kept = "\n".join(map(str, Record.objects.values_list("says", "before", "after", "by_name")))
    for word in ("Dora", "Fir", "Elm", "example.com", "555", "fair", "garden", "rich"):
        assert word not in kept
    assert "('moved a lead', 'lead', 'offer'" in kept


def test_record_of_a_channel_holds_no_secret(planned):
    asked = channels.Connection("practice", "Try", "", {"password": "hunter two"})
    channels.connect_channel(planned, asked)
    assert "hunter" not in str(list(Record.objects.values()))


def test_readings_given_again_leave_no_row(planned, owner):
    give(Scene(planned, owner))
    before = Record.objects.count()
    give(Scene(planned, owner))
    assert rows_after(before) == []


def test_row_goes_back_with_what_it_tells_of(planned):
    channel = practice(planned)
    before = Record.objects.count()
    with pytest.raises(posts.SaidError):
        write(planned, channel, then="due", text="x" * 501)
    assert rows_after(before) == []
    assert current_plan(planned).number == 1
