"""The guides' pages: where each stands, how many asked, and their words."""

import pytest
from tests.do.scenes import SEEN, guide

from milepost.do.actions.leads import Asked, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(planned) -> str:
    return f"/w/{planned.slug}/guides/"


@pytest.fixture
def page(planned):
    return guide(planned)


def test_list_tells_address_and_how_many_asked(client, manager, root, page):
    ask(page, Asked(email="d@example.com", agrees=True), SEEN)
    client.force_login(manager)
    html = client.get(root).content.decode()
    assert "http://testserver/g/checklist" in html
    assert "1 person asked for it." in html


def test_workspace_without_guides_says_how_to_get_one(client, owner, workspace):
    client.force_login(owner)
    assert "Add a magnet to the plan" in client.get(f"/w/{workspace.slug}/guides/").content.decode()


def test_words_are_kept_and_the_page_can_be_closed(client, manager, root, page):
    client.force_login(manager)
    typed = {"intro": "All of it", "gift": "Here", "consent": "I agree"}
    assert client.post(f"{root}checklist/save/", typed).status_code == 302
    page.refresh_from_db()
    assert (page.intro, page.gift, page.consent, page.is_open) == (
        "All of it",
        "Here",
        "I agree",
        False,
    )
    assert "Its page is closed." in client.get(root).content.decode()
    assert "All of it" in client.get(f"{root}checklist/").content.decode()


def test_page_without_consent_is_explained_and_stays(client, manager, root, page):
    client.force_login(manager)
    response = client.post(f"{root}checklist/save/", {"gift": "Here", "consent": ""})
    assert response.status_code == 422
    assert ">\nHere</textarea>" in response.content.decode()


def test_number_of_queries_is_small(client, owner, root, page, django_assert_max_num_queries):
    client.force_login(owner)
    with django_assert_max_num_queries(5):
        client.get(root)


def test_viewer_reads_and_changes_nothing(client, viewer, root, page):
    client.force_login(viewer)
    assert client.get(f"{root}checklist/").status_code == 200
    assert client.post(f"{root}checklist/save/", {"consent": "x"}).status_code == 403


def test_stranger_finds_nothing(client, stranger, other_workspace, root, page):
    client.force_login(stranger)
    assert client.get(root).status_code == 404
    assert client.get(f"{root}checklist/").status_code == 404
    theirs = f"/w/{other_workspace.slug}/guides/checklist/"
    assert client.get(theirs).status_code == 404
    assert client.post(f"{theirs}save/", {"consent": "x"}).status_code == 404
