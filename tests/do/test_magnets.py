"""Magnets: each of the plan's gets a page under an address nobody else has."""

import pytest
from tests.do.scenes import guide

from milepost.base.errors import SaidError
from milepost.do.actions.magnets import Wording, ensure_pages, reword_page
from milepost.do.models import MagnetPage
from milepost.do.queries.magnets import intro_of, is_given, magnet_page, magnet_pages
from milepost.plan.actions import import_plan

pytestmark = pytest.mark.django_db


def test_every_magnet_of_the_plan_gets_one_page(planned):
    ensure_pages(planned)
    ensure_pages(planned)
    page = MagnetPage.objects.get(workspace=planned)
    assert (page.slug, page.is_open) == ("checklist", True)
    assert "Redding Homes" in page.consent


def test_address_is_numbered_when_another_business_has_it(planned, other_workspace, golden_plan):
    guide(planned)
    import_plan(other_workspace, golden_plan)
    assert guide(other_workspace).slug == "checklist-2"


def test_page_says_what_the_plan_gives_until_it_is_worded(planned):
    page = guide(planned)
    assert intro_of(page) == "What to bring and what it costs"
    reword_page(page, Wording(intro="All of it", gift="", consent="Yes", is_open=True))
    assert intro_of(page) == "All of it"


def test_page_without_consent_is_refused_and_stays(planned):
    page = guide(planned)
    with pytest.raises(SaidError) as raised:
        reword_page(page, Wording(intro="", gift="", consent=" ", is_open=False))
    assert raised.value.where == "consent"
    page.refresh_from_db()
    assert page.is_open


def test_retired_magnet_is_not_given(planned, golden_plan):
    assert is_given(guide(planned))
    kept = golden_plan.split("magnets:")[0].replace("magnet: checklist, ", "")
    import_plan(planned, kept)
    assert not is_given(guide(planned))


def test_stranger_finds_no_page_of_ours(planned, other_workspace):
    page = guide(planned)
    assert magnet_page(planned, page.slug) == page
    assert magnet_page(other_workspace, page.slug) is None
    assert not magnet_pages(other_workspace)
