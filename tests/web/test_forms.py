"""Numbers in addresses and forms: keys, or nothing."""

import pytest

from milepost.web.forms import number_of

ODD = ["", "²", "٣", "-1", "1.5", "1e3", " 1", "9" * 5000, "x"]


@pytest.mark.parametrize("written", ODD)
def test_what_is_no_number_is_none(written):
    assert number_of(written) is None


def test_a_number_is_read():
    assert number_of("42") == number_of(42) == 42


@pytest.mark.django_db
@pytest.mark.parametrize("written", ODD)
def test_no_page_stops_at_an_odd_number(client, owner, planned, written):
    client.force_login(owner)
    root = f"/w/{planned.slug}"
    assert client.get(f"{root}/plan/versions/1/", {"against": written}).status_code == 200
    told = {"label:blog": written}
    assert client.post(f"{root}/settings/labels/", told).status_code == 302
    assert client.post(f"{root}/leads/1/move/", {"stage": written}).status_code == 404
