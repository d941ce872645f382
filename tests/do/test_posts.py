"""Posts: what is kept, what is refused with a sentence, and who may let them go out."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from tests.do.posting import SLOT, SLOT_AT, SOON, due_now, own_page, practice, write

from milepost.base.errors import SaidError
from milepost.do.actions.channels import Connection, close_channel, connect_channel
from milepost.do.actions.magnets import ensure_pages
from milepost.do.actions.posts import (
    LONGEST_TEXT,
    Written,
    approve_post,
    cancel_post,
    decide_unknown,
    delete_draft,
    rewrite_post,
    schedule_post,
    try_again,
)
from milepost.do.actions.slots import mark_done, skip_slot
from milepost.do.models import ChangedDay, Delivery, Link, Post, Slot
from milepost.do.queries.posts import (
    draft_of,
    needs_of,
    post_of,
    post_of_delivery,
    posts,
    previews,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(planned):
    return practice(planned)


def states(post) -> list[str]:
    return list(post.deliveries.order_by("channel__network").values_list("state", flat=True))


def refusal(call, *arguments, **named) -> SaidError:
    """Return what an action said when it refused; nothing of it is kept."""
    before = (Post.objects.count(), Delivery.objects.count(), Link.objects.count())
    with pytest.raises(SaidError) as raised:
        call(*arguments, **named)
    assert (Post.objects.count(), Delivery.objects.count(), Link.objects.count()) == before
    return raised.value


def rewritten(post, **words) -> Post:
    kept = {
        "text": post.text,
        "channels": [each.channel_id for each in post.deliveries.all()],
        "off_plan_reason": "a trial",
        "due_at": post.due_at,
    }
    return rewrite_post(post.workspace, post.pk, Written(**{**kept, **words}))


def test_post_has_one_delivery_for_each_channel_with_a_key_of_its_own(planned, channel):
    post = write(planned, own_page(planned), channel)
    assert states(post) == ["draft", "draft"]
    assert len(set(post.deliveries.values_list("key", flat=True))) == 2


def test_draft_is_never_due(planned, channel):
    assert not write(planned, channel).deliveries.exclude(due_at=None).exists()


def test_scheduled_post_is_due_at_its_time(planned, channel):
    post = write(planned, channel, then="due")
    assert list(post.deliveries.values_list("state", "due_at")) == [("due", post.due_at)]


def test_without_the_right_to_approve_a_post_waits(planned, channel):
    post = write(planned, channel, then="waiting")
    assert list(post.deliveries.values_list("state", "due_at")) == [("waiting", None)]
    assert needs_of(planned).to_approve == (post,)


def test_approved_post_goes_out_at_its_time(planned, channel):
    post = write(planned, channel, then="waiting")
    approve_post(planned, post.pk)
    assert list(post.deliveries.values_list("state", "due_at")) == [("due", post.due_at)]
    assert needs_of(planned).to_approve == ()


def test_only_what_waits_is_approved(planned, channel):
    post = write(planned, channel)
    assert "does not wait" in refusal(approve_post, planned, post.pk).says


def test_post_without_a_time_cannot_be_scheduled(planned, channel):
    post = write(planned, channel, due_at=None)
    assert refusal(schedule_post, planned, post.pk, may_approve=True).where == "due_at"
    assert refusal(write, planned, channel, due_at=None, then="due").where == "due_at"


def test_scheduling_twice_is_said(planned, channel):
    post = write(planned, channel, then="due")
    assert "already" in refusal(schedule_post, planned, post.pk, may_approve=True).says


def test_off_plan_post_says_why(planned, channel):
    assert refusal(write, planned, channel, off_plan_reason=" ").where == "tactic"
    assert write(planned, channel, off_plan_reason="the mayor asked").tactic is None


def test_post_for_a_tactic_gives_no_reason(planned, channel):
    post = write(planned, channel, tactic="blog", off_plan_reason="left from before")
    assert (post.tactic.code, post.off_plan_reason) == ("blog", "")


def test_unknown_tactic_is_refused(planned, channel):
    assert refusal(write, planned, channel, tactic="blogg").where == "tactic"


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ({"text": " \n "}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"title": "a\x00b"}, "title"),
        ({"text": "x" * (LONGEST_TEXT + 1)}, "text"),
        ({"target": "javascript:alert(1)"}, "target"),
        ({"target": f"https://a.example/{'x' * 1000}"}, "target"),
        ({"off_plan_reason": "\x00"}, "off_plan_reason"),
        ({"variants": {7: "\x00"}}, "variant_7"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(planned, channel, words, where):
    assert refusal(write, planned, channel, **words).where == where


def test_text_that_does_not_fit_may_be_a_draft_but_not_scheduled(planned, channel):
    write(planned, channel, text="x" * 501)
    error = refusal(write, planned, channel, text="x" * 501, then="due")
    assert (error.where, error.says) == (
        "text",
        "Practice: Practice takes 500 characters; cut 1.",
    )


def test_variant_that_does_not_fit_is_refused_beside_it(planned, channel):
    written = {"variants": {channel.pk: "x" * 501}, "then": "due"}
    assert refusal(write, planned, channel, **written).where == f"variant_{channel.pk}"


def test_channel_with_its_own_wording_need_not_take_the_long_one(planned, channel):
    variants = {channel.pk: "In short"}
    post = write(planned, own_page(planned), channel, text="x" * 900, variants=variants, then="due")
    texts = {d.channel.name: draft_of(d).text for d in post.deliveries.all()}
    assert texts == {"Own page": "x" * 900, "Practice": "In short"}


def test_link_counts_where_it_stands_in_the_text(planned, channel):
    post = write(planned, channel, text="x" * 495, target="https://shop.example/")
    assert [preview.fit.length for preview in previews(post_of(planned, post.pk))] == [508]
    assert refusal(schedule_post, planned, post.pk, may_approve=True).where == "text"


def test_channels_are_ones_of_this_workspace(planned, other_workspace):
    assert refusal(write, planned, practice(other_workspace)).where == "channels"
    told = Written(text="Hello", channels=[], off_plan_reason="a trial")
    post = write(planned)
    assert refusal(rewrite_post, planned, post.pk, told).where == "channels"


def test_post_of_another_workspace_is_not_there(planned, other_workspace, channel):
    post = write(planned, channel)
    told = Written(text="Mine", channels=[channel.pk], off_plan_reason="mine")
    for refused in (
        refusal(rewrite_post, other_workspace, post.pk, told),
        refusal(schedule_post, other_workspace, post.pk, may_approve=True),
        refusal(approve_post, other_workspace, post.pk),
        refusal(cancel_post, other_workspace, post.pk),
        refusal(delete_draft, other_workspace, post.pk),
    ):
        assert refused.says == "There is no such post."
    delivery = post.deliveries.get()
    refusal(decide_unknown, other_workspace, delivery.pk, "out")
    refusal(try_again, other_workspace, delivery.pk)
    assert post_of(other_workspace, post.pk) is None
    assert post_of_delivery(other_workspace, delivery.pk) is None
    assert not posts(other_workspace).exists()


def test_post_fills_its_slot_and_serves_its_tactic(planned, channel):
    post = write(planned, channel, slot=SLOT, tactic="events", due_at=SLOT_AT)
    assert (post.tactic.code, str(post.slot.planned_day)) == ("blog", "2027-01-04")


def test_slot_stands_where_its_post_does(planned, channel):
    # Late on Tuesday in Los Angeles, Wednesday in UTC.
    post = write(planned, channel, slot=SLOT, due_at=datetime(2027, 1, 6, 3, tzinfo=UTC))
    slot = Slot.objects.get(pk=post.slot_id)
    assert (str(slot.planned_day), str(slot.day), slot.at) == (
        "2027-01-04",
        "2027-01-05",
        post.due_at,
    )


def test_slot_is_filled_once(planned, channel):
    write(planned, channel, slot=SLOT)
    assert refusal(write, planned, channel, slot=SLOT).where == "slot"


def test_slot_that_is_done_takes_no_post(planned, channel):
    mark_done(planned, SLOT)
    assert refusal(write, planned, channel, slot=SLOT).where == "slot"


def test_slot_that_was_left_out_takes_a_post_after_all(planned, channel):
    skip_slot(planned, SLOT, "ill")
    assert write(planned, channel, slot=SLOT).slot.skipped_at is None


@pytest.mark.parametrize("name", ["blog~2027-01-05~0", "none~2027-01-04~0", "blog", "~~", "\x00"])
def test_slot_that_is_not_in_the_plan_takes_no_post(planned, channel, name):
    assert refusal(write, planned, channel, slot=name).where == "slot"


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_fill_a_slot_once(planned):
    channel, both, said = practice(planned), Barrier(2), []

    def fill():
        both.wait()
        try:
            said.append(write(planned, channel, slot=SLOT, then="due"))
        except SaidError as error:
            said.append(error)
        connection.close()

    people = [Thread(target=fill) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(type(each).__name__ for each in said) == ["Post", "SaidError"]
    assert Post.objects.filter(slot__isnull=False).count() == 1
    assert Delivery.objects.count() == 1


def test_each_delivery_has_a_link_of_its_own(planned, channel):
    post = write(planned, own_page(planned), channel, target="https://shop.example/")
    links = Link.objects.filter(post=post)
    assert {link.target for link in links} == {"https://shop.example/"}
    assert len({link.code for link in links}) == len({link.delivery_id for link in links}) == 2


def test_link_leads_to_the_guide_of_its_tactic_unless_told(planned, channel):
    ensure_pages(planned)
    post = write(planned, channel, tactic="blog")
    assert Link.objects.get(post=post).target == "/g/checklist"


def test_post_of_a_tactic_without_a_guide_has_no_link(planned, channel):
    ensure_pages(planned)
    assert not Link.objects.filter(post=write(planned, channel, tactic="letter")).exists()


def test_link_without_a_target_is_refused(planned, channel):
    error = refusal(write, planned, channel, text="Read {link}", then="due")
    assert (error.where, "{link}" in error.says) == ("text", True)


def test_link_keeps_its_code_when_the_post_is_changed(planned, channel):
    post = write(planned, channel, target="https://shop.example/")
    code = Link.objects.get().code
    rewritten(post, target="https://shop.example/other", text="Other")
    assert Link.objects.values_list("code", "target").get() == (
        code,
        "https://shop.example/other",
    )
    rewritten(post, target="")
    assert not Link.objects.exists()


@pytest.fixture
def outside(planned, flaky):
    return connect_channel(planned, Connection("flaky"))


def test_path_of_ours_goes_outside_by_the_public_address(planned, outside, monkeypatch):
    monkeypatch.setattr(settings, "PUBLIC_URL", "https://post.example", raising=False)
    ensure_pages(planned)
    delivery = due_now(planned, outside, tactic="blog")
    code = Link.objects.get().code
    assert draft_of(delivery).text.endswith(f"\n\nhttps://post.example/l/{code}")


def test_path_of_ours_never_goes_outside_without_a_public_address(planned, outside):
    ensure_pages(planned)
    delivery = due_now(planned, outside, tactic="blog", text="Ask for it: {link}")
    draft = draft_of(delivery)
    assert (draft.text, draft.link) == ("Ask for it:", "")
    assert "MILEPOST_URL is not set" in previews(post_of(planned, delivery.post_id))[0].placed.says


def test_original_address_goes_outside_without_a_public_address(planned, outside):
    delivery = due_now(planned, outside, tactic="blog", target="https://shop.example/")
    text = draft_of(delivery).text
    assert "/l/" not in text
    assert "https://shop.example/?utm_source=flaky&utm_medium=social&utm_campaign=teach" in text


def test_changed_post_is_a_draft_again(planned, channel):
    post = write(planned, channel, then="due")
    assert states(rewritten(post, text="Other")) == ["draft"]
    assert not post.deliveries.exclude(due_at=None).exists()


def test_channel_taken_away_takes_its_delivery_along(planned, channel):
    post = write(planned, own_page(planned), channel)
    kept = post.deliveries.get(channel=channel)
    rewritten(post, channels=[channel.pk])
    assert list(post.deliveries.values_list("pk", "key")) == [(kept.pk, kept.key)]


@pytest.mark.parametrize("state", ["sending", "out", "unknown"])
def test_post_that_has_begun_to_go_out_is_not_changed(planned, channel, state):
    post = write(planned, own_page(planned), channel, then="due")
    post.deliveries.filter(channel=channel).update(state=state)
    assert "write a new one" in refusal(rewritten, post, text="Other").says
    assert states(post) == ["due", state]


def test_cancelled_post_stays_where_it_is_and_may_be_scheduled_anew(planned, channel):
    post = write(planned, channel, then="due")
    assert cancel_post(planned, post.pk).says == "Cancelled. Nothing of it goes out."
    assert cancel_post(planned, post.pk).cancelled
    schedule_post(planned, post.pk, may_approve=True)
    assert states(post) == ["due"]


@pytest.mark.parametrize(
    ("state", "words"),
    [("sending", "going out now"), ("out", "out"), ("unknown", "may or may not be out")],
)
def test_cancel_says_where_it_was_too_late(planned, channel, state, words):
    post = write(planned, own_page(planned), channel, then="due")
    post.deliveries.filter(channel=channel).update(state=state)
    answer = cancel_post(planned, post.pk)
    says = f"The rest is cancelled, but it was too late for Practice ({words})."
    assert (answer.cancelled, answer.says) == (False, says)
    assert states(post) == ["cancelled", state]
    assert cancel_post(planned, post.pk).says == f"It was too late for Practice ({words})."


def test_draft_is_deleted_with_all_that_hangs_on_it(planned, channel):
    post = write(planned, channel, slot=SLOT, target="https://shop.example/")
    delete_draft(planned, post.pk)
    assert not Post.objects.exists()
    assert not Link.objects.exists()
    assert Slot.objects.count() == 1


@pytest.mark.parametrize("state", ["waiting", "due", "sending", "out", "refused", "unknown"])
def test_post_that_went_anywhere_is_not_deleted(planned, channel, state):
    post = write(planned, channel)
    post.deliveries.update(state=state)
    assert "Cancel the post first" in refusal(delete_draft, planned, post.pk).says


@pytest.fixture
def doubtful(planned, channel) -> Delivery:
    delivery = due_now(planned, channel)
    Delivery.objects.update(state="unknown", due_at=None, tries=9)
    ChangedDay.objects.all().delete()
    return delivery


def test_person_who_sees_the_post_settles_it_as_out(planned, doubtful):
    assert needs_of(planned).doubtful == (doubtful,)
    decide_unknown(planned, doubtful.pk, "out")
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.sent_at) == ("out", doubtful.post.due_at)
    assert ChangedDay.objects.count() == 1
    assert "already" in refusal(decide_unknown, planned, doubtful.pk, "absent").says


def test_person_who_sees_nothing_there_has_it_sent(planned, doubtful):
    decide_unknown(planned, doubtful.pk, "absent")
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.tries) == ("due", 0)
    assert doubtful.due_at <= timezone.now()


def test_person_who_sees_nothing_there_may_leave_it(planned, doubtful):
    decide_unknown(planned, doubtful.pk, "unwanted")
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.due_at, doubtful.sent_at) == ("cancelled", None, None)


def test_refused_delivery_is_tried_again(planned, doubtful):
    Delivery.objects.update(state="refused")
    try_again(planned, doubtful.pk)
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.tries) == ("due", 0)
    assert "Only what was refused" in refusal(try_again, planned, doubtful.pk).says


def test_nothing_is_sent_to_a_channel_that_was_closed(planned, channel):
    draft, refused = write(planned, channel), due_now(planned, channel)
    Delivery.objects.filter(pk=refused.pk).update(state="refused", due_at=None)
    close_channel(planned, channel.pk)
    assert refusal(schedule_post, planned, draft.pk, may_approve=True).where == "channels"
    assert refusal(try_again, planned, refused.pk).where == "channels"


def test_posts_are_listed_newest_first(planned, channel):
    now = timezone.now()
    late, soon = (write(planned, channel, due_at=now + SOON * n) for n in (2, 1))
    assert list(posts(planned)) == [late, soon]


@pytest.mark.parametrize("text", ["👩‍💻 naïve 日本 \u202e", "a\tb", "<script>", "'; drop table"])
def test_text_is_kept_as_it_was_written(planned, channel, text):
    post = write(planned, channel, text=text)
    assert Post.objects.get(pk=post.pk).text == text
    assert timedelta(0) < post.due_at - timezone.now() <= SOON
