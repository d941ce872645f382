"""Whether a text fits: the same answer while writing and before sending."""

import pytest

from milepost.do.fit import fit
from milepost.networks import open_network

PRACTICE = open_network("practice")


def test_text_that_fits_has_no_problem():
    assert fit(PRACTICE, "x" * 500).problems == ()


def test_too_long_text_says_how_much_to_cut():
    found = fit(PRACTICE, "x" * 512)
    assert (found.length, found.longest) == (512, 500)
    assert found.problems == ("Practice takes 500 characters; cut 12.",)


@pytest.mark.parametrize("text", ["", " \n "])
def test_empty_text_does_not_fit(text):
    assert fit(PRACTICE, text).problems == ("There is no text yet.",)


def test_mark_without_an_address_does_not_fit():
    assert "{link}" in fit(PRACTICE, "Read {link}").problems[0]


def test_network_without_a_limit_takes_any_length():
    assert fit(open_network("own_page"), "x" * 50_000).problems == ()
