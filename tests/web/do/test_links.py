"""The links' page: people, machines and ourselves apart, and the leads each link brought."""

import re
from dataclasses import replace

import pytest
from tests.do.scenes import SEEN, guide, tracked

from milepost.do.actions.clicks import note_click
from milepost.do.actions.leads import Asked, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(planned) -> str:
    return f"/w/{planned.slug}/links/"


def test_visits_are_told_apart(client, manager, planned, root):
    link = tracked(planned, "/g/checklist")
    came = [
        SEEN,
        SEEN,
        replace(SEEN, ip="192.0.2.2"),
        replace(SEEN, agent="Twitterbot/1.0"),
        replace(SEEN, agent="curl/8"),
        replace(SEEN, purpose="prefetch"),
        replace(SEEN, is_member=True),
    ]
    for seen in came:
        note_click(link, seen)
    ask(guide(planned), Asked(email="d@example.com", agrees=True, via_code=link.code), SEEN)
    client.force_login(manager)
    html = client.get(root).content.decode()
    assert re.findall(r'<td class="n"[^>]*>(\d+)</td>', html) == ["2", "3", "1", "1"]
    assert "Closing costs" in html
    assert f"http://testserver/l/{link.code}" in html


def test_workspace_without_links_says_how_to_get_one(client, owner, root):
    client.force_login(owner)
    assert "No link yet" in client.get(root).content.decode()


def test_number_of_queries_does_not_grow(
    client, owner, planned, root, django_assert_max_num_queries
):
    for _ in range(10):
        note_click(tracked(planned, "/g/checklist"), SEEN)
    client.force_login(owner)
    with django_assert_max_num_queries(6):
        client.get(root)


def test_viewer_reads_and_stranger_finds_nothing(client, viewer, stranger, root):
    client.force_login(viewer)
    assert client.get(root).status_code == 200
    client.force_login(stranger)
    assert client.get(root).status_code == 404
