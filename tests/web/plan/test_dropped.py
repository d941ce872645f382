"""A version that drops a tactic names the posts that would still go out for it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.do.posting import practice, write

from milepost.do.actions.posts import cancel_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(planned) -> str:
    return f"/w/{planned.slug}/"


@pytest.fixture
def signed_in(client, owner, planned):
    client.force_login(owner)
    return client


def retire(client, root: str) -> str:
    answer = client.post(f"{root}plan/parts/tactic/blog/retire/", {"based_on": 1}, follow=True)
    return " ".join(answer.content.decode().split())


def test_posts_still_to_go_out_are_named_with_links(signed_in, planned, root):
    channel = practice(planned)
    due = write(planned, channel, tactic="blog", text="Costs & <b>more</b>", then="due")
    waiting = write(planned, channel, tactic="blog", text="Keys", then="waiting")
    html = retire(signed_in, root)
    assert "Posts of tactics that you dropped are still to go out" in html
    assert f'href="{root}posts/{due.pk}/">Costs &amp; &lt;b&gt;more' in html
    assert f'href="{root}posts/{waiting.pk}/">Keys' in html
    version = signed_in.get(f"{root}plan/versions/2/").content.decode()
    assert f"{root}posts/{due.pk}/" in version and f"{root}posts/{waiting.pk}/" in version
    cancel_post(planned, due.pk)
    assert f"{root}posts/{due.pk}/" not in signed_in.get(f"{root}plan/versions/2/").content.decode()


def test_drafts_and_posts_of_other_tactics_are_left_alone(signed_in, planned, root):
    channel = practice(planned)
    write(planned, channel, tactic="blog")
    write(planned, channel, tactic="events", then="due")
    assert "still to go out" not in retire(signed_in, root)


def test_many_posts_are_named_shortly_and_in_full_on_the_versions_page(signed_in, planned, root):
    channel = practice(planned)
    made = [write(planned, channel, tactic="blog", text=f"Part {n}", then="due") for n in range(8)]
    html = retire(signed_in, root)
    assert "and 3 more" in html
    version = signed_in.get(f"{root}plan/versions/2/").content.decode()
    assert all(f"{root}posts/{post.pk}/" in version for post in made)


def test_tactic_dropped_later_leaves_the_posts_before_that_day(
    signed_in, planned, root, golden_plan
):
    channel, now = practice(planned), timezone.now()
    early = write(planned, channel, tactic="blog", due_at=now + timedelta(days=2), then="due")
    late = write(planned, channel, tactic="blog", due_at=now + timedelta(days=9), then="due")
    day = (now + timedelta(days=5)).date()
    text = golden_plan.replace("minutes: 90", f"minutes: 90, retired: {day}")
    answer = signed_in.post(f"{root}plan/text/", {"text": text, "based_on": 1}, follow=True)
    html = answer.content.decode()
    assert f"{root}posts/{late.pk}/" in html
    assert f"{root}posts/{early.pk}/" not in html


def test_taking_a_tactic_out_of_the_file_counts_as_dropping_it(signed_in, planned, root):
    post = write(planned, practice(planned), tactic="events", then="due")
    page = signed_in.get(f"{root}plan/text/")
    text = page.context["form"]["text"].value().replace("id: events", "id: fairs")
    answer = signed_in.post(f"{root}plan/text/", {"text": text, "based_on": 1}, follow=True)
    assert f"{root}posts/{post.pk}/" in answer.content.decode()
