"""The API keeps its own description: every route is asked as every role, rightly and wrongly."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import GenerationMode

from milepost.api.api import api
from milepost.engine.models import Rate
from milepost.team.access import ROLES
from milepost.wsgi import application

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROUTES = [
    pytest.param(path, method.upper(), id=f"{method.upper()} {path}")
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
]
many = settings(deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def described(planned_early, of_owner):
    """The description, of a workspace in which there is something to ask for."""
    channel = of_owner.tell("channels", {"network": "practice"})["id"]
    of_owner.tell("posts", {"text": "Hi", "tactic": "blog", "channels": [channel]})
    of_owner.tell("leads", {"name": "Finn"})
    signals = (request_started, request_finished)
    for signal in signals:  # the rows of this test are in a transaction that must stay open
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", application)
    for signal in signals:
        signal.connect(close_old_connections)


def asked(described, path, method, mode: GenerationMode, ask, *, most: int = 20) -> None:
    """Let `ask` try many cases of one route."""
    cases = described[path][method].as_strategy(generation_mode=mode)

    @seed(0)
    @settings(parent=many, max_examples=most)
    @given(case=cases)
    def tried(case) -> None:
        Rate.objects.all().delete()  # so that the pace is no reason
        ask(case)

    tried()


# What no schema can say is said in a sentence with 422, and an unknown name in a query is
# passed over; neither is a fault.
NEVER_WRONG = [schemathesis.checks.positive_data_acceptance]
WRONG_IN_BODIES = [schemathesis.checks.negative_data_rejection]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_every_answer_is_as_described(described, of_owner, path, method, mode):
    left_out = NEVER_WRONG + (WRONG_IN_BODIES if method == "GET" else [])

    def ask(case) -> None:
        case.call_and_validate(headers=of_owner.headers, excluded_checks=left_out)

    asked(described, path, method, mode, ask)


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_every_role_is_answered_as_described(described, holder, nobody, planned, path, method):
    callers = {role: holder(planned, role) for role in ROLES} | {"nobody": nobody}
    statuses: dict[str, set[int]] = {role: set() for role in callers}

    def ask(case) -> None:
        for role, caller in callers.items():
            answer = case.call_and_validate(
                headers=caller.headers, excluded_checks=NEVER_WRONG + WRONG_IN_BODIES
            )
            statuses[role].add(answer.status_code)

    asked(described, path, method, GenerationMode.POSITIVE, ask, most=2)
    assert statuses.pop("nobody") == {401}
    assert not any(401 in found for found in statuses.values())
    assert 403 not in statuses["owner"]
    assert (statuses["viewer"] == {403}) == (method != "GET")
