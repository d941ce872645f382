"""API tokens: shown once, hashed, limited in time and in what they may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.team import tokens
from milepost.team.models import ApiToken, Record

pytestmark = pytest.mark.django_db


def test_an_ended_token_opens_nothing(workspace, other_workspace):
    token = tokens.make_api_token(workspace, name="mine")
    found = tokens.token_holder(token)
    assert found.workspace == workspace
    assert not tokens.end_api_token(other_workspace, found.pk)
    assert tokens.end_api_token(workspace, found.pk)
    assert tokens.token_holder(token) is None


def test_the_use_of_a_token_is_noted_by_the_minute(workspace):
    token = tokens.token_holder(tokens.make_api_token(workspace, name="mine"))
    tokens.note_token_use(token)
    token.refresh_from_db()
    first = token.used_at
    tokens.note_token_use(token)
    token.refresh_from_db()
    assert first is not None
    assert token.used_at == first


def test_a_token_ends_by_itself(workspace):
    token = tokens.make_api_token(workspace, name="mine", days=30)
    found = tokens.token_holder(token)
    assert timedelta(days=29) < found.expires_at - timezone.now() <= timedelta(days=30)
    ApiToken.objects.update(expires_at=timezone.now())
    assert tokens.token_holder(token) is None
    assert not tokens.api_tokens(workspace).exists()


def test_a_token_works_for_a_time_that_makes_sense(workspace):
    for days in (0, -1, 4000):
        with pytest.raises(SaidError, match="3660 days"):
            tokens.make_api_token(workspace, name="mine", days=days)


def test_nothing_kept_tells_the_token(workspace):
    token = tokens.make_api_token(workspace, name="mine")
    kept = [
        *ApiToken.objects.values_list("token_hash", "name"),
        *Record.objects.values_list("says"),
    ]
    assert token not in str(kept)


def test_making_and_ending_a_token_stands_in_the_record(workspace):
    pk = tokens.token_holder(tokens.make_api_token(workspace, name="shop", role="viewer")).pk
    tokens.end_api_token(workspace, pk)
    rows = Record.objects.filter(part=f"token:{pk}").order_by("pk").values_list("says", flat=True)
    assert list(rows) == [
        "made the API token “shop”, which may what a viewer may",
        "ended the API token “shop”",
    ]
