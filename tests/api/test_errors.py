"""Whatever goes wrong, a program gets JSON with one sentence, and never a page."""

import pytest
from django.conf import settings
from django.test import Client
from tests.api.conftest import is_error

from milepost.do.models import Channel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["", "nothing", "posts/", "posts/x", "docs", "%0A%FF", "posts/" + "9" * 5000]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_address_is_answered_in_json(nobody, method, path):
    assert is_error(nobody(method, path), 404)


def test_row_that_cannot_be_is_not_found(of_owner):
    for number in (0, 2**63, 10**40):
        assert is_error(of_owner("GET", f"posts/{number}"), 404)


def test_wrong_method_names_the_right_ones(of_owner):
    answer = of_owner("DELETE", "posts")
    assert is_error(answer, 405)
    assert answer["Allow"] == "GET, POST"
    assert answer.json()["detail"] == "This address takes GET or POST."


@pytest.mark.parametrize("body", ["{", "[" * 100_000, b"\xff", '{"text": ' + "9" * 5000 + "}"])
@pytest.mark.parametrize("path", ["posts", "readings"])
def test_body_that_is_no_json_is_refused(of_owner, path, body):
    assert is_error(of_owner("POST", path, body), 400)


def test_body_that_is_too_large_is_refused(of_owner):
    large = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert is_error(of_owner("POST", "posts", large), 413)
    assert is_error(of_owner("POST", "readings", large, kind="text/csv"), 413)
    assert is_error(of_owner("PUT", "plan", large, kind="text/yaml"), 413)


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ([], None),
        (3, None),
        ({"channels": [1]}, "text"),
        ({"text": 3, "channels": [1]}, "text"),
        ({"text": "a\x00b", "channels": [1]}, "text"),
        ({"text": "x", "channels": [1, "two"]}, "channels.1"),
        ({"text": "x", "channels": [2**70]}, "channels.0"),
        ({"text": "x", "channels": [1], "title": "t" * 201}, "title"),
        ({"text": "x", "channels": [1], "variants": {"one": "x"}}, "variants.one"),
        ({"text": "x", "channels": [1], "variants": {"2": "x"}}, "variants"),
        ({"text": "x", "channels": [1], "media": ["a.png"]}, "media"),
        ({"text": "x", "channels": [1], "when": "now"}, "when"),
        ({"text": "x", "channels": [1], "due_at": "2027-03-01T09:00:00"}, "due_at"),
        ({"text": "x", "channels": [1], "due_at": "2027-03-01"}, "due_at"),
        ({"text": "x", "channels": [1], "due_at": "soon"}, "due_at"),
        ({"text": "x", "channels": [1], "due_at": 1804000000}, "due_at"),
        ({"text": "x", "channels": [1], "due_at": "9999-12-31T23:59:59-12:00"}, "due_at"),
        ({"text": "x", "channels": [1], "tactic": "blog", "slot": "events~2027-01-07~0"}, "slot"),
    ],
)
def test_field_that_is_wrong_is_named(of_owner, sent, where):
    assert is_error(of_owner("POST", "posts", sent), 422, where)


def test_half_a_letter_is_refused(of_owner):
    assert is_error(of_owner("POST", "leads", r'{"name": "\ud800"}'), 422, "name")


@pytest.mark.parametrize(
    ("query", "where"),
    [("page=0", "page"), ("size=201", "size"), ("page=x", "page"), ("state=lost", "state")],
)
def test_question_that_is_wrong_is_named(of_viewer, query, where):
    assert is_error(of_viewer("GET", f"posts?{query}"), 422, where)


def test_sentences_tell_what_to_do(of_owner):
    def says(path: str, sent: object) -> str:
        return of_owner("POST", path, sent).json()["detail"]

    sent = {"text": "x", "channels": [1], "due_at": "2027-03-01T09:00:00"}
    example = "write it as 2027-01-04T09:00:00-08:00."
    assert says("posts", sent) == f"due_at: A time needs its offset from UTC or a Z; {example}"
    assert says("posts", None) == "There is no body; send it too."
    assert says("channels", {}) == "There is no network; send it too."
    assert says("channels", {"network": "practise"}).endswith("did you mean 'practice'?")
    assert says("leads", {"surname": "Ash"}).startswith("Nothing here is called surname;")


def test_fault_of_ours_shows_nothing_of_itself(planned, of_owner, caplog):
    # A channel whose network is no longer known stands for whatever nobody thought of.
    channel = Channel.objects.create(workspace=planned, network="gone", name="Gone")
    sent = {"text": "x", "tactic": "blog", "channels": [channel.pk], "due_at": "2027-03-01T09:00Z"}
    answer = of_owner("POST", "posts", sent)
    assert is_error(answer, 500)
    assert "KeyError" not in answer.content.decode()
    assert "KeyError: 'gone'" in caplog.text


def test_description_is_open_to_all(nobody):
    told = nobody.ask("openapi.json")
    assert told["info"]["title"] == "Milepost"
    assert "/api/posts/{pk}/cancel" in told["paths"]
    names = [each["operationId"] for path in told["paths"].values() for each in path.values()]
    assert len(names) == len(set(names)) == 16
    assert "http://" not in str(told)
    assert "https://" not in str(told)


def test_page_of_documentation_is_off():
    assert is_error(Client().get("/api/docs"), 404)
