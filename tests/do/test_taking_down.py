"""Posts that are out: taken down where the network can, put back and changed on the own page."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.do.posting import Flaky, due_now, own_page, practice, work
from tests.do.scenes import tracked

from milepost.base.errors import SaidError
from milepost.base.network import Busy, NetworkError, Published, Refused, SignedOut, Unsure
from milepost.do.actions.posts import LONGEST_TEXT
from milepost.do.actions.taking_down import put_back, reword_out, take_down
from milepost.do.models import Channel, Delivery
from milepost.do.queries.public import own_posts
from milepost.networks import NETWORKS
from milepost.review.queries import day_of_work
from milepost.team.models import Record

pytestmark = pytest.mark.django_db


class Deleting(Flaky):
    """A network that takes posts down, but for what its answer says."""

    answer: NetworkError | None = None

    def delete(self, published: Published, *, key: str) -> None:
        if self.answer:
            raise self.answer
        self.posted.remove(key)


def out_on(workspace, channel: Channel, **words: object) -> Delivery:
    delivery = due_now(workspace, channel, **words)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "out"
    return delivery


@pytest.fixture
def out(planned) -> Delivery:
    return out_on(planned, own_page(planned), tactic="blog", text="Costs")


def refused(act, *told: object) -> str:
    rows = Record.objects.count()
    with pytest.raises(SaidError) as raised:
        act(*told)
    assert Record.objects.count() == rows
    return raised.value.says


def test_post_leaves_the_own_page_and_its_delivery_stays_out(planned, out):
    take_down(planned, out.pk)
    out.refresh_from_db()
    assert (out.state, out.taken_down_at is None) == ("out", False)
    assert not own_posts(planned)
    row = Record.objects.order_by("pk").last()
    assert (row.part, row.says) == (f"post:{out.post_id}", "took post “Costs” down from Own page")


def test_work_that_was_done_stays_done(planned, out):
    day = out.sent_at.astimezone().date()
    before = [day_of_work(planned, day + timedelta(days=n)).done for n in (-1, 0, 1)]
    take_down(planned, out.pk)
    assert [day_of_work(planned, day + timedelta(days=n)).done for n in (-1, 0, 1)] == before
    assert any(before)


def test_post_is_put_back_under_its_old_address(planned, out):
    take_down(planned, out.pk)
    put_back(planned, out.pk)
    (back,) = own_posts(planned)
    assert (back.remote_id, back.sent_at) == (out.remote_id, out.sent_at)
    assert refused(put_back, planned, out.pk) == "This is up already."


def test_post_is_taken_down_once(planned, out):
    take_down(planned, out.pk)
    assert refused(take_down, planned, out.pk) == "This has been taken down already."


def test_practice_is_asked_and_writes_it_down(planned):
    out = out_on(planned, practice(planned))
    take_down(planned, out.pk)
    asked = Path(out.channel.address).read_text().splitlines()
    assert asked[-1] == f'{{"deleted": "{out.key}", "again": false}}'
    assert "is gone there; write a new post" in refused(put_back, planned, out.pk)


def test_what_the_network_cannot_take_down_stays(planned, flaky):
    out = out_on(planned, Channel.objects.create(workspace=planned, network="flaky", name="Flaky"))
    assert "do it there yourself" in refused(take_down, planned, out.pk)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Refused("Only its author may."), "Only its author may. It is still up."),
        (SignedOut("The token has ended."), "Connect the channel again."),
        (Busy("Too many asks.", wait=timedelta(minutes=2)), "still up; try again in 3 min."),
        (Unsure("No answer within 60 s."), "It may still be up: look there, or try again."),
    ],
)
def test_answer_of_the_network_is_said_and_nothing_is_pretended(
    planned, flaky, monkeypatch, answer, says
):
    monkeypatch.setitem(NETWORKS, "flaky", Deleting)
    monkeypatch.setattr(Deleting, "answer", answer)
    out = out_on(planned, Channel.objects.create(workspace=planned, network="flaky", name="Flaky"))
    assert says in refused(take_down, planned, out.pk)
    out.refresh_from_db()
    assert out.taken_down_at is None
    monkeypatch.setattr(Deleting, "answer", None)
    take_down(planned, out.pk)
    assert Deleting.posted == []


@pytest.mark.parametrize("act", [take_down, put_back, lambda *told: reword_out(*told, "x")])
def test_stranger_and_what_is_not_out_find_nothing(planned, other_workspace, out, act):
    assert "no such post" in refused(act, other_workspace, out.pk)
    draft = due_now(planned, own_page(planned))
    assert "no such post" in refused(act, planned, draft.pk)


def test_text_on_the_own_page_is_changed_there_alone(planned, out):
    reword_out(planned, out.pk, " Closing costs \n")
    (seen,) = own_posts(planned)
    assert (seen.text, seen.post.text, seen.state) == ("Closing costs", "Costs", "out")
    row = Record.objects.order_by("pk").last()
    assert (row.says, row.before, row.after) == (
        "changed post “Costs” as it is out on Own page",
        "Costs",
        "Closing costs",
    )


def test_text_kept_as_it_is_changes_nothing(planned, out):
    rows = Record.objects.count()
    reword_out(planned, out.pk, "Costs")
    out.refresh_from_db()
    assert (out.reworded_at, Record.objects.count()) == (None, rows)


@pytest.mark.parametrize("text", ["", " \n", "a\x00b", "x" * (LONGEST_TEXT + 1)])
def test_text_that_cannot_be_kept_is_refused(planned, out, text):
    assert refused(reword_out, planned, out.pk, text)
    (seen,) = own_posts(planned)
    assert seen.text == ""


def test_text_of_a_post_elsewhere_is_changed_there(planned):
    out = out_on(planned, practice(planned))
    assert "can only be changed there" in refused(reword_out, planned, out.pk, "New")


def test_links_of_a_post_that_was_taken_down_go_on_working(client, planned):
    link = tracked(planned, "https://shop.example/")
    take_down(planned, link.delivery_id)
    answer = client.get(f"/l/{link.code}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://shop.example/")
    assert link.clicks.count() == 1
