"""Tokens in addresses stay out of the log."""

import logging

import pytest

from milepost.base.logs import HideTokens

TOKEN = "kJ8_s-3nVq0ZpXw2LrYb7TtUe5GhMc1D"


def logged(msg: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, msg, args, None)
    assert HideTokens().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("where", ["/signin/", "/join/"])
def test_an_address_loses_its_token(where):
    assert logged("%s: %s", "Gone", f"{where}{TOKEN}/") == f"Gone: {where}…/"
    assert logged(f"GET {where}{TOKEN}/?next=/ failed") == f"GET {where}…/?next=/ failed"


def test_everything_else_is_logged_as_it_is():
    assert logged("%s: %s", "Not Found", "/signin/second/") == "Not Found: /signin/second/"
    assert logged("50 %% of %s", "it") == "50 % of it"
