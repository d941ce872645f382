"""Every form and every body of the API, filled with odd values one field after another."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

from django.apps import apps
from django.db import connection, transaction
from django.test import Client

ODD = {
    "61 letters": "x" * 61,
    "301 letters": "x" * 301,
    "2,001 letters": "x" * 2001,
    "100,001 letters": "x" * 100_001,
    "families": "👩‍👩‍👧‍👦" * 70,
    "NUL": "a\x00b",
    "half a pair": "a\ud800b",
    "right to left": "\u202eשלום",
    "two lines": "a\r\nb",
    "a huge number": "9" * 320,
    "no number": "NaN",
    "a number with many decimals": "1.10000000000000000001",
    "digits of another script": "٣",
    "a day that never was": "2027-02-30",
    "a day far off": "9999-12-31",
    "letters that grow in lower case": "İ" * 200,
    "spaces": " \u00a0\u3000 ",
}


class Forms(HTMLParser):
    """The forms of a page that are posted: where to, and what stands in them."""

    def __init__(self, html: str, here: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]], list[str]]] = []
        self._here = here
        self._open: tuple[str, dict[str, list[str]], list[str]] | None = None
        self._area = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form" and at.get("method") == "post":
            self._open = (at.get("action") or self._here, {}, [])
        elif self._open and (name := at.get("name", self._select)):
            self._fill(tag, name, at)

    def _fill(self, tag: str, name: str, at: dict[str, str]) -> None:
        _, filled, texts = self._open or ("", {}, [])
        if tag == "option" and "selected" in at:
            filled[name] = [at.get("value", "")]
        elif tag == "button":
            filled.setdefault(name, [at.get("value", "")])
        elif at.get("type") in {"checkbox", "radio"}:
            filled.setdefault(name, []).extend([at.get("value", "on")] * ("checked" in at))
        elif tag in {"input", "textarea", "select"} and at.get("type") != "file":
            self._area = name if tag == "textarea" else ""
            self._select = name if tag == "select" else ""
            filled.setdefault(name, []).extend([at.get("value", "")] * (tag == "input"))
            texts.append(name)

    def handle_data(self, data: str) -> None:
        if self._open and self._area:
            self._open[1][self._area] = [data.removeprefix("\n")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form" and self._open:
            self.found.append(self._open)
            self._open = None


def encoded(fields: dict[str, list[str]]) -> bytes:
    """Write fields as a browser does; half a surrogate pair as a program might."""
    return "&".join(
        f"{_quoted(name)}={_quoted(value)}" for name, values in fields.items() for value in values
    ).encode()


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


def row_counts() -> dict[str, int]:
    """Return how many rows each table has."""
    tables = sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in {"team", "plan", "do", "review"}
    )
    selects = " UNION ALL ".join(f"SELECT '{each}', count(*) FROM {each}" for each in tables)
    with connection.cursor() as cursor:
        cursor.execute(selects)
        return dict(cursor.fetchall())


def answered(client: Client, method: str, path: str, body: bytes, kind: str) -> str:
    """Return how a request ended, and take back what it changed.

    Whatever was refused must not have added or taken a row.
    """
    with transaction.atomic():
        before = row_counts()
        answer = client.generic(method, path, body, content_type=kind)
        refused = answer.status_code >= 400
        if answer.status_code < 500 and refused and row_counts() != before:
            return f"{answer.status_code}, but half saved"
        transaction.set_rollback(True)
    return f"{answer.status_code}{_says(answer) if refused else ''}"


def _says(answer: Any) -> str:
    is_json = answer.headers["Content-Type"].startswith("application/json")
    return f" {answer.json().get('where')}" if is_json else ""


def tried_forms(client: Client, pages: list[str]) -> Iterator[tuple[str, str]]:
    """Send each form of the pages with each odd value in each field, and tell how it ended."""
    known = set()
    for page in pages:
        html = client.get(page).content.decode()
        for action, filled, texts in Forms(html, page).found:
            for name in texts:
                if name == "csrfmiddlewaretoken" or (action, name) in known:
                    continue
                known.add((action, name))
                for odd, value in ODD.items():
                    body = encoded({**filled, name: [value]})
                    kind = "application/x-www-form-urlencoded"
                    yield f"{action} {name}: {odd}", answered(client, "POST", action, body, kind)


def tried_bodies(client: Client, bodies: dict[str, dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Send each body of the API with each odd value in each of its places."""
    for route, body in bodies.items():
        method, path = route.split(" ")
        for name in body:
            for odd, value in {**ODD, "2**63": 2**63, "1e308": 1e308, "a list": ["x"]}.items():
                sent = json.dumps({**body, name: value}).encode()
                ended = answered(client, method, path, sent, "application/json")
                yield f"{route} {name}: {odd}", ended
