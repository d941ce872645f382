"""Limits on tries are the same for every process: what one counts, the others know."""

import subprocess
import sys

import pytest

from milepost.team.actions import set_password

GUESS = """
import django
django.setup()
from django.test import Client
told = {"login": "ada@example.com", "password": "wrong"}
host = {"host": "localhost"}
print(*[Client().post("/signin/", told, headers=host).status_code for _ in range(8)])
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_guesses_at_one_address_add_up_over_processes(owner, environment):
    set_password(owner, "a long sentence")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", GUESS], env=environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    codes = " ".join(each.communicate(timeout=120)[0] for each in running).split()
    assert len(codes) == 24
    assert codes.count("422") == 10
    assert codes.count("429") == 14
