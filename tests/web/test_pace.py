"""Forms that strangers can send keep a pace, sender by sender."""

import pytest
from tests.do.scenes import guide

from milepost.do.models import Lead
from milepost.engine.models import Rate
from milepost.team.members import invite
from milepost.web.pace import TRIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(planned) -> str:
    return f"/g/{guide(planned).slug}"


def ask(client, address: str, number: int, **sender: str):
    """Ask for the magnet as another browser each time, which alone does not make another sender."""
    told = {"email": f"p{number}@example.com", "name": "", "agrees": "on"}
    return client.post(address, told, headers={"User-Agent": f"Browser {number}"}, **sender)


def test_one_sender_is_held_up_and_others_are_not(client, address):
    codes = [ask(client, address, n).status_code for n in range(TRIES + 2)]
    assert codes == [302] * TRIES + [429] * 2
    assert Lead.objects.count() == TRIES
    answer = ask(client, address, 99)
    assert "Try again in an hour" in answer.content.decode()
    assert ask(client, address, 99, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_addresses_of_one_household_count_as_one(client, address):
    for n in range(TRIES):
        ask(client, address, n, REMOTE_ADDR=f"2001:db8:1:2::{n + 1:x}")
    assert ask(client, address, 98, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429
    assert ask(client, address, 99, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


def test_no_address_is_kept(client, address):
    ask(client, address, 1, REMOTE_ADDR="198.51.100.7")
    keys = list(Rate.objects.values_list("key", flat=True))
    assert keys
    assert not any("198.51" in key for key in keys)


def test_invitation_cannot_be_tried_on_and_on(client, planned, owner):
    token = invite(planned, role="viewer", note_="Gus", by=owner)
    sent = {"name": "Gus", "email": "none", "password": "x"}
    for _ in range(TRIES):
        assert "Try again in an hour" not in client.post(f"/join/{token}/", sent).content.decode()
    assert "Try again in an hour" in client.post(f"/join/{token}/", sent).content.decode()
