"""How cookies are called follows from the public address, as it was when the program started."""

import json
import subprocess
import sys

import pytest

TELL = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.settings"
import django
django.setup()
from django.test import Client
answer = Client().get("/signin/", headers={"host": "localhost"}, secure=SECURE)
print(json.dumps({name: cookie.OutputString() for name, cookie in answer.cookies.items()}))
"""


def cookies(tmp_path, url: str) -> dict[str, str]:
    """Return the cookies that a program with this public address sets on its sign-in page."""
    script = TELL.replace("SECURE", str(url.startswith("https")))
    found = subprocess.run(
        [sys.executable, "-c", script],
        env={"MILEPOST_DATA": str(tmp_path), "MILEPOST_URL": url, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, str] = json.loads(found.stdout)
    return told


def test_over_https_no_other_host_can_set_our_cookies(tmp_path):
    found = cookies(tmp_path, "https://post.example.com")
    assert found
    for name, words in found.items():
        assert name.startswith("__Host-milepost_")
        assert "; Secure" in words
        assert "; Path=/" in words
        assert "; HttpOnly" in words
        assert "Domain" not in words


@pytest.mark.parametrize("url", ["", "http://localhost:8000"])
def test_on_ones_own_machine_cookies_work_without_https(tmp_path, url):
    found = cookies(tmp_path, url)
    assert set(found) <= {"milepost_csrf", "milepost_session"}
    assert found
    assert all("Secure" not in words and "; HttpOnly" in words for words in found.values())
