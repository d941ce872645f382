"""Settings of a workspace, and the first page."""

import pytest

from milepost.do.actions.channels import ensure_own_page
from milepost.do.models import Channel, Label
from milepost.team.actions import add_member
from milepost.team.models import ApiToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(planned):
    return ensure_own_page(planned)


def test_the_owner_sees_channels_people_and_tokens(client, owner, channel):
    client.force_login(owner)
    text = client.get("/w/redding-homes/settings/").content.decode()
    assert "Own page" in text
    assert "ada@example.com" in text
    assert "Make a token" in text


def test_a_practice_channel_is_connected_and_closed(client, owner, channel):
    client.force_login(owner)
    client.post("/w/redding-homes/settings/channels/", {"network": "practice", "name": "Try"})
    made = Channel.objects.get(network="practice")
    assert made.address.endswith(f"{made.pk}.jsonl")
    client.post(f"/w/redding-homes/settings/channels/{made.pk}/close/")
    made.refresh_from_db()
    assert made.closed_at is not None


def test_the_own_page_stays(client, owner, channel):
    client.force_login(owner)
    answer = client.post(f"/w/redding-homes/settings/channels/{channel.pk}/close/", follow=True)
    assert "always there" in answer.content.decode()


def test_labels_of_the_plan_are_mapped_to_channels(client, owner, channel):
    client.force_login(owner)
    where = "/w/redding-homes/settings/labels/"
    client.post(where, {"label:wordpress": channel.pk, "label:facebook": ""})
    assert Label.objects.get().label == "wordpress"
    client.post(where, {"label:wordpress": ""})
    assert not Label.objects.exists()


def test_a_label_never_means_a_strangers_channel(client, owner, channel, other_workspace):
    theirs = ensure_own_page(other_workspace)
    client.force_login(owner)
    client.post("/w/redding-homes/settings/labels/", {"label:wordpress": theirs.pk})
    assert not Label.objects.exists()


def test_a_token_is_shown_once(client, owner, channel):
    client.force_login(owner)
    told = {"name": "mine", "role": "manager", "days": "90"}
    text = client.post("/w/redding-homes/settings/tokens/", told).content.decode()
    assert "shown this once" in text
    assert "shown this once" not in client.get("/w/redding-homes/settings/").content.decode()
    client.post(f"/w/redding-homes/settings/tokens/{ApiToken.objects.get().pk}/end/")
    assert ApiToken.objects.get().ended_at is not None


def test_a_manager_makes_no_tokens_and_a_viewer_changes_nothing(client, manager, viewer, channel):
    client.force_login(manager)
    told = {"name": "mine", "role": "owner"}
    assert client.post("/w/redding-homes/settings/tokens/", told).status_code == 403
    client.force_login(viewer)
    asked = client.post("/w/redding-homes/settings/channels/", {"network": "practice"})
    assert asked.status_code == 403
    assert "viewer" in asked.content.decode()


def test_a_stranger_finds_nothing(client, stranger, channel):
    client.force_login(stranger)
    for path in ("settings/", "settings/labels/", "settings/tokens/", "settings/channels/"):
        assert client.get(f"/w/redding-homes/{path}").status_code in {404, 405}
        assert client.post(f"/w/redding-homes/{path}").status_code == 404


def test_whoever_is_signed_out_is_asked_to_sign_in(client, channel):
    assert client.get("/w/redding-homes/settings/")["Location"].startswith("/signin/")


def test_several_businesses_are_offered(client, owner, other_workspace, channel):
    add_member(other_workspace, owner, "viewer")
    client.force_login(owner)
    text = client.get("/").content.decode()
    assert "Redding Homes" in text
    assert "Other Shop" in text


def test_health_answers(client, db):
    assert client.get("/healthz").json() == {"ok": True, "says": "Well.", "late_seconds": 0}


def test_an_unknown_host_is_told_how_to_become_known(client, db):
    page = client.get("/", headers={"host": "elsewhere.example"})
    assert page.status_code == 400
    answer = client.get("/api/posts", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "MILEPOST_HOSTS" in answer.json()["detail"]
