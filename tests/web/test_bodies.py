"""What is too much is answered in a sentence, on pages and in the API."""

import socket
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse
from tests.browser.conftest import Milepost

from milepost.base.errors import SaidError
from milepost.web import bodies
from milepost.web.bodies import ARCHIVES, LARGEST, LARGEST_ARCHIVE, measured
from milepost.web.forms import text_of

pytestmark = pytest.mark.django_db
SAYS = "send it in smaller parts"


def says_too_large(answer, path: str) -> bool:
    assert answer.status_code == 413
    if path.startswith("/api/"):
        assert set(answer.json()) == {"detail", "where"}
    assert SAYS in answer.content.decode()
    return True


@pytest.mark.parametrize("path", ["/signin/", "/g/x", "/api/posts", "/api/plan", "/nothing"])
@pytest.mark.parametrize("length", [str(LARGEST + 1), "9" * 30, "-1", "1e9", "²"])
def test_length_beyond_the_limit_is_not_read(client, path, length):
    class Unread(BytesIO):
        def read(self, *_: object) -> bytes:
            raise AssertionError("it was read")

    answer = client.generic("POST", path, b"", CONTENT_LENGTH=length, **{"wsgi.input": Unread()})
    assert says_too_large(answer, path)


@pytest.mark.parametrize("path", ["/signin/", "/signin/passkey/"])
def test_long_form_is_too_large(client, path):
    body = b"login=" + b"x" * 6_000_000
    kind = "application/x-www-form-urlencoded"
    answer = client.generic("POST", path, body, content_type=kind)
    assert says_too_large(answer, path)


@pytest.mark.parametrize("kind", ["urlencoded", "multipart", "query"])
def test_many_fields_are_too_large(client, kind):
    fields = {f"f{n}": "x" for n in range(1100)}
    if kind == "query":
        answer = client.get("/signin/", fields)
    elif kind == "multipart":
        answer = client.post("/signin/", fields)
    else:
        body = "&".join(f"{name}=x" for name in fields)
        answer = client.generic(
            "POST", "/signin/", body, content_type="application/x-www-form-urlencoded"
        )
    assert says_too_large(answer, "/signin/")


def test_many_files_are_too_large(client):
    files = {f"f{n}": SimpleUploadedFile(f"{n}.txt", b"x") for n in range(120)}
    assert says_too_large(client.post("/signin/", files), "/signin/")


def test_broken_form_is_not_understood(client):
    answer = client.generic("POST", "/signin/", b"--x", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "could not read" in answer.content.decode()


def measure(environ: dict[str, object]) -> tuple[str, bytes]:
    """Return the length and the body that the application beneath sees."""
    seen = []

    def application(environ, start):
        seen.append((environ["CONTENT_LENGTH"], environ["wsgi.input"].read()))
        return []

    measured(application)(environ, lambda *_: None)
    return seen[0]


def test_body_in_chunks_is_measured():
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(b"x" * 100_000)}
    assert measure(environ) == ("100000", b"x" * 100_000)


def test_length_that_a_body_in_chunks_claims_is_not_believed():
    environ = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": BytesIO(b"x" * 9)}
    assert measure({**environ, "CONTENT_LENGTH": "1"}) == ("9", b"x" * 9)


def test_body_in_chunks_without_end_is_read_to_the_limit_alone(monkeypatch):
    monkeypatch.setattr(bodies, "LARGEST", 200_000)

    class Endless:
        left = 10

        def read(self, size: int) -> bytes:
            self.left -= 1
            assert self.left > 0, "read on and on"
            return b"x" * size

    length, body = measure({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Endless()})
    assert int(length) == len(body) > 200_000


def test_body_that_says_its_length_is_left_alone():
    stream = BytesIO(b"abc")
    assert measure({"CONTENT_LENGTH": "3", "wsgi.input": stream}) == ("3", b"abc")


@pytest.mark.slow
def test_a_running_server_takes_chunks_and_ends_those_without_end(tmp_path):
    running = Milepost(tmp_path / "data")
    try:
        small = b"5\r\nhello\r\n0\r\n\r\n"
        assert b" 401 " in sent(running, "/api/posts", small)
        many = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
        assert b" 413 " in sent(running, "/api/posts", many * 900)
        assert b" 413 " in sent(running, "/signin/", many * 900)
        assert b" 403 " in sent(running, "/signin/", small)
    finally:
        assert running.stop() == 0


def sent(running: Milepost, path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(running.address.rpartition(":")[2]))) as way:
        way.settimeout(30)
        with suppress(OSError):  # it may hang up with its answer given
            way.sendall(head.encode() + body)
        return way.recv(400).split(b"\r\n")[0]


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 9,
        b"PK\x03\x04\x14\x00",
        b"%PDF-1.7\n1 0 obj",
        b"{\\rtf1 hello}",
        b"\x7fELF",
        "day,measure".encode("utf-16"),
        "naïve".encode("latin-1"),
        b"a,b\x00c",
        b"a\x1bc",
    ],
)
def test_file_that_is_no_text_is_told_so(content):
    with pytest.raises(SaidError, match=r"../x.csv|x\.csv") as raised:
        text_of(SimpleUploadedFile("x.csv", content), most_megabytes=1)
    assert raised.value.where == "file"


def test_text_file_is_read():
    content = "\ufeffday,measure\r\n\t“naïve” 👋\n".encode()
    assert text_of(SimpleUploadedFile("x.csv", content), most_megabytes=1) == (
        "day,measure\r\n\t“naïve” 👋\n"
    )


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/cron.d/x", "..\\..\\x.csv", "a\x00.csv"]
)
def test_name_of_a_file_leads_nowhere(client, planned, owner, name, tmp_path, settings):
    """What is uploaded is read and forgotten: nothing is written under its name."""
    client.force_login(owner)
    upload = SimpleUploadedFile("x", b"day,measure,of,value\n2027-01-05,leads,,1\n")
    upload.name = name
    before = sorted(settings.DATA.rglob("*"))
    address = f"/w/{planned.slug}/review/readings/import/"
    with override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=0):
        answer = client.post(address, {"file": upload, "text": ""})
    assert answer.status_code in {302, 422}
    assert sorted(settings.DATA.rglob("*")) == before


def test_whole_business_may_be_larger_for_who_is_signed_in(client, owner):
    length = {"CONTENT_LENGTH": str(LARGEST + 1)}
    assert reverse("bring") == ARCHIVES
    assert says_too_large(client.generic("POST", ARCHIVES, b"", **length), ARCHIVES)
    client.force_login(owner)
    assert client.generic("POST", ARCHIVES, b"", **length).status_code != 413
    length = {"CONTENT_LENGTH": str(LARGEST_ARCHIVE + 1)}
    assert says_too_large(client.generic("POST", ARCHIVES, b"", **length), ARCHIVES)
