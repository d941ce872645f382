"""Whatever a program sends, the answer is one of the described ones, and never a fault of ours."""

import json
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.conftest import DUE, is_error

from milepost.engine.models import Rate

pytestmark = pytest.mark.django_db

# The rows of all examples of a test stand in one transaction, which does no harm here.
many = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
words = st.text(st.characters(exclude_categories=()), max_size=12)
numbers = st.integers(-(2**70), 2**70) | st.floats()
anything = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)
# Values that are nearly right come further than any others.
likely = anything | st.sampled_from(
    [
        "blog",
        "blog~2027-03-01~0",
        "blog~0001-01-01~9",
        "blog~9999-12-31~²",
        "lead",
        "offer",
        DUE,
        "2027-01-04",
        "leads",
        "practice",
        "1.5",
        1,
        {},
    ]
)


def object_of(*names: str) -> st.SearchStrategy[dict[str, object]]:
    """Objects in which some of the names, and sometimes another, stand for anything."""
    known = st.fixed_dictionaries({}, optional=dict.fromkeys(names, likely))
    return st.builds(lambda a, b: {**a, **b}, known, st.dictionaries(words, anything, max_size=1))


# Each is made whole with what it must have, so that one strange value is often all that is wrong.
CHANNEL = object_of("name", "address", "access").map(lambda sent: {"network": "practice", **sent})
POST = object_of(
    "text", "title", "tactic", "slot", "off_plan_reason", "due_at", "media", "variants", "target"
)
LEAD = object_of("name", "email", "phone", "heard", "note", "tactic").map(
    lambda sent: {"name": "F", **sent}
)
READING = object_of("day", "measure", "of", "value").map(
    lambda sent: {"day": "2027-01-04", "measure": "leads", "value": 1, **sent}
)


def is_answered(answer) -> None:
    """Hold an answer to what is described: JSON, and an error only in its one shape."""
    Rate.objects.all().delete()  # so that the pace is no reason
    if answer.status_code >= 400:
        told = answer.json()
        assert is_error(answer, answer.status_code, told["where"])
        assert answer.status_code in {400, 404, 409, 422}, told
    else:
        assert answer.status_code in {200, 201}


@many
@given(sent=anything | CHANNEL)
def test_any_channel_is_answered(of_owner, sent):
    is_answered(of_owner("POST", "channels", json.dumps(sent)))


@many
@given(sent=POST)
def test_any_post_is_answered(of_owner, practice, sent):
    is_answered(
        of_owner("POST", "posts", {"text": "x", "tactic": "blog", "channels": [practice], **sent})
    )


@many
@given(sent=anything | LEAD)
def test_any_lead_is_answered(of_owner, sent):
    is_answered(of_owner("POST", "leads", json.dumps(sent)))


@many
@given(sent=st.lists(READING, max_size=3) | anything)
def test_any_readings_are_answered(of_owner, sent):
    is_answered(of_owner("POST", "readings", json.dumps(sent)))


@many
@given(sent=st.binary(max_size=60) | st.builds(lambda sent: json.dumps(sent).encode(), anything))
def test_any_bytes_are_answered(of_owner, sent):
    is_answered(of_owner("PUT", "plan", sent, kind="text/yaml"))
    is_answered(of_owner("POST", "readings", sent, kind="text/csv"))
    is_answered(of_owner("POST", "readings", sent))
    is_answered(of_owner("POST", "posts", sent))


LISTS = {
    "posts": ("page", "size", "state"),
    "leads": ("page", "size"),
    "readings": ("page", "size", "measure", "of", "since", "until"),
    "calendar": ("first", "last", "page"),
    "review": ("as_of",),
}
days = st.dates().map(str) | st.just("2027-03-01")


@many
@given(asked=st.data())
def test_any_question_is_answered(of_viewer, asked):
    path = asked.draw(st.sampled_from(sorted(LISTS)))
    value = (likely | days).map(lambda sent: str(sent).encode("utf-8", "surrogatepass"))
    query = asked.draw(st.dictionaries(st.sampled_from(LISTS[path]), value))
    sent = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    is_answered(of_viewer("GET", f"{path}?{sent}"))
