"""Programs send a plan whole and get it back whole."""

import pytest
from tests.api.conftest import is_error

from milepost.plan.models import PlanVersion

pytestmark = pytest.mark.django_db


def test_plan_that_is_sent_is_the_plan_that_is_given(of_owner, golden_plan):
    changed = golden_plan.replace("Golden Homes 2027", "Silver Homes 2027")
    answer = of_owner("PUT", "plan", changed, kind="text/yaml")
    assert (answer.status_code, answer.json()) == (200, {"number": 2})
    told = of_owner.ask("plan")
    assert told["number"] == 2
    assert told["text"].startswith("plan: Silver Homes 2027\n")
    again = of_owner("PUT", "plan", told["text"], kind="text/yaml")
    assert again.json() == {"number": 2}
    assert PlanVersion.objects.last().made_by is None


def test_plan_is_given_as_a_file_to_those_who_ask_for_one(of_viewer):
    answer = of_viewer("GET", "plan", Accept="text/yaml")
    assert answer["Content-Type"] == "text/yaml; charset=utf-8"
    assert answer.content.decode() == of_viewer.ask("plan")["text"]
    assert of_viewer("GET", "plan", Accept="*/*")["Content-Type"].startswith("application/json")


@pytest.mark.parametrize(
    ("text", "status", "where"),
    [
        ("", 422, "line 1"),
        ("no plan", 422, "line 1"),
        ("plan: X\ntactic: []\n", 422, "line 2"),
        ("plan: [\n", 422, "line 2"),
        (b"plan: \xff", 400, None),
        ("/etc/hostname", 422, "line 1"),
    ],
)
def test_bad_plan_changes_nothing_and_names_the_line(of_owner, text, status, where):
    assert is_error(of_owner("PUT", "plan", text, kind="text/yaml"), status, where)
    assert PlanVersion.objects.count() == 1


def test_no_plan_is_not_found(of_stranger):
    assert is_error(of_stranger("GET", "plan"), 404)
