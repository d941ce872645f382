"""What docs/api.md shows is what happens: its examples are run as they stand."""

import json
import re
import shlex
from pathlib import Path
from string import Template

import pytest
from tests.api.conftest import Caller, make_old

from milepost.do.sending import STATES
from milepost.team.access import ROLES
from milepost.team.tokens import make_api_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_golden")]
ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sh\n(.*?)```\n(?:```json\n(.*?)```)?", TEXT, re.DOTALL)
# Values that are another on each machine.
LOOSE = {"id", "channel", "address", "made_at", "at"}


class Curl:
    """The little of curl that the examples use, spoken to the API of the tests."""

    def __init__(self, **shell: object) -> None:
        self.shell = shell

    def __call__(self, line: str):
        words = iter(shlex.split(Template(line.replace("\\\n", " ")).substitute(self.shell)))
        assert next(words) == "curl"
        method, path, sent, headers = "GET", "", None, {}
        for word in words:
            if word == "-X":
                method = next(words)
            elif word == "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            elif word == "--json":
                method, sent, headers["Content-Type"] = "POST", next(words), "application/json"
            elif word == "--data-binary":
                method = "POST" if method == "GET" else method
                sent = (ROOT / "tests" / "golden" / next(words).removeprefix("@")).read_text()
            else:
                path = word.removeprefix("/api/")
        kind = headers.pop("Content-Type", "")
        return Caller()(method, path, sent, kind=kind, **headers)


def made_by(line: str) -> str:
    """Return the name that the page gives to the id of what an example makes."""
    return re.search(r"/api/(\w+)s", line)[1].upper()


def same(shown, told) -> bool:
    """Tell whether an answer is the one shown, but for what differs from machine to machine."""
    if isinstance(shown, dict):
        assert shown.keys() == told.keys()
        return all(key in LOOSE or same(shown[key], told[key]) for key in shown)
    if isinstance(shown, list):
        return len(shown) == len(told) and all(map(same, shown, told))
    return shown in {told, "…"}


def test_examples_answer_as_shown(workspace):
    token = make_api_token(workspace, name="docs", role="owner")
    curl = Curl(MILEPOST="", TOKEN=token)
    for line, shown in EXAMPLES:
        answer = curl(line)
        told = answer.json()
        make_old(workspace)
        if shown:
            assert same(json.loads(shown), told), (line, told)
        else:
            assert answer.status_code == 200
        if answer.status_code == 201:
            curl.shell[made_by(line)] = told["id"]


def test_page_names_every_route_state_and_role(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    for path in paths:
        start = path.partition("{")[0].rstrip("/")
        assert start in TEXT
    assert all(f"`{state}`" in TEXT for state in STATES)
    assert all(role in TEXT for role in ROLES)
