"""A long list gives what the rows in their order would give, from whichever end it is walked."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.do.models import Delivery, Post
from milepost.do.queries import lists, posts
from milepost.do.queries.lists import LongList
from milepost.do.queries.posts import posts as all_posts
from milepost.do.queries.posts import posts_in

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


@pytest.fixture
def written(workspace):
    """Thirty posts, three of them at each time, some without one, on two channels."""
    channels = [workspace.channels.create(network="practice", name=name) for name in "ab"]
    Post.objects.bulk_create(
        Post(
            workspace=workspace,
            text=f"Post {n}",
            due_at=None if n % 7 == 0 else NOON + timedelta(hours=n // 3),
        )
        for n in range(30)
    )
    Delivery.objects.bulk_create(
        Delivery(
            workspace=workspace,
            post=post,
            channel=channel,
            key=f"{post.pk}-{channel.pk}",
            state=("out", "due", "draft")[(post.pk + channel.pk) % 3],
        )
        for post in Post.objects.all()
        for channel in channels
    )
    return workspace


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.integers(0, 32), st.integers(0, 12), st.sampled_from((0, 3, 500)))
def test_page_of_a_long_list_is_that_of_its_rows(written, first, size, near):
    rows = all_posts(written)
    with patch.object(lists, "NEAR", near):
        assert LongList(rows)[first : first + size] == list(rows[first : first + size])


def test_one_row_is_that_of_the_rows(written):
    rows = all_posts(written)
    assert LongList(rows)[3] == rows[3]
    assert len(LongList(rows)) == 30
    assert len(LongList(rows, count=7)) == 7


@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize("state", ["out", "due", "draft", "refused"])
def test_posts_in_a_state_stand_once_and_in_their_order(written, state, few):
    chosen = [
        post
        for post in all_posts(written)
        if any(each.state == state for each in post.deliveries.all())
    ]
    with patch.object(posts, "FEW", few):
        found = posts_in(written, state)
    assert len(found) == len(chosen)
    assert found[:30] == chosen


def test_posts_of_others_are_in_no_list(written, other_workspace):
    assert len(posts_in(other_workspace, "out")) == 0
    assert LongList(all_posts(other_workspace))[:5] == []
