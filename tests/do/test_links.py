"""Links: one for each delivery, leading only where their row says."""

import pytest
from tests.do.scenes import post_out, tracked

from milepost.base.errors import SaidError
from milepost.do.actions.links import ALPHABET, make_link
from milepost.do.models import Link
from milepost.do.queries.links import destination_of, link_coded, links

pytestmark = pytest.mark.django_db


def test_code_is_short_and_can_be_read_aloud(planned):
    code = tracked(planned, "/g/checklist").code
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert not set("0o1li") & set(ALPHABET)


def test_link_knows_post_tactic_and_strategy(planned):
    link = tracked(planned, "/g/checklist")
    assert (link.post.text, link.tactic.code, link.strategy.code) == (
        "Closing costs",
        "blog",
        "teach",
    )


def test_delivery_keeps_its_code_and_follows_its_post(planned):
    delivery = post_out(planned, "Closing costs", tactic="blog")
    first = make_link(delivery, "/g/checklist")
    delivery.post.tactic = None
    again = make_link(delivery, "https://example.com/")
    assert (again.pk, again.code) == (first.pk, first.code)
    assert (again.target, again.tactic, again.strategy) == ("https://example.com/", None, None)


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//evil.example", "/\\evil.example", "ftp://a.example", ""]
)
def test_link_leads_to_web_pages_alone(planned, target):
    with pytest.raises(SaidError) as raised:
        tracked(planned, target)
    assert raised.value.where == "target"


def test_code_is_found_however_it_was_typed(planned):
    link = tracked(planned, "/g/checklist")
    assert link_coded(link.code.upper()) == link
    assert link_coded("nothing2") is None


def test_outside_address_gets_parameters_and_keeps_its_own(planned):
    link = tracked(planned, "https://example.com/page?utm_medium=mail&a=1#part")
    found = destination_of(link_coded(link.code))
    assert found == (
        "https://example.com/page?utm_medium=mail&a=1&utm_source=own_page"
        f"&utm_campaign=teach&utm_content=blog-{link.post_id}#part"
    )


def test_own_path_learns_the_code(planned, settings):
    link = tracked(planned, "/g/checklist?a=1#form")
    assert destination_of(link) == f"/g/checklist?a=1&via={link.code}#form"
    settings.PUBLIC_URL = "https://post.example.com"
    link.target = "https://post.example.com/g/checklist"
    assert destination_of(link) == f"/g/checklist?via={link.code}"


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//evil.example", "https://post.example.com//evil.example"]
)
def test_row_that_was_tampered_with_leads_nowhere(planned, settings, target):
    settings.PUBLIC_URL = "https://post.example.com"
    link = tracked(planned, "/g/checklist")
    link.target = target
    assert destination_of(link) is None


def test_list_holds_own_workspace_alone(planned, other_workspace):
    link = tracked(planned, "/g/checklist")
    assert list(links(planned)) == [link]
    assert not links(other_workspace)
    assert Link.objects.count() == 1
