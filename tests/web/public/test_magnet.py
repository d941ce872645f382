"""The magnet's page: an address for a gift, with consent, without script."""

import pytest
from django.test import Client
from tests.do.scenes import BROWSER, guide, tracked

from milepost.do.actions.magnets import Wording, reword_page
from milepost.do.models import Click, Lead

pytestmark = pytest.mark.django_db

FILLED = {"name": "Dora", "email": "dora@example.com", "agrees": "on"}


@pytest.fixture
def page(planned):
    made = guide(planned)
    reword_page(made, Wording("", "Here it is: https://example.com/list.pdf", made.consent, True))
    return made


def test_page_shows_what_is_given_and_an_unticked_box(client, page):
    html = client.get("/g/checklist").content.decode()
    assert "Closing checklist" in html
    assert "What to bring and what it costs" in html
    assert page.consent in html
    assert "checked" not in html
    assert "<script" not in html


def test_who_asks_gets_the_gift_and_becomes_a_lead(client, page):
    response = client.post("/g/checklist", FILLED, follow=True)
    assert 'href="https://example.com/list.pdf"' in response.content.decode()
    lead = Lead.objects.get()
    assert (lead.name, lead.email, lead.magnet) == ("Dora", "dora@example.com", page.magnet)


def test_gift_is_not_shown_to_who_did_not_ask(client, page):
    for address in ("/g/checklist/thanks", "/g/checklist/thanks?gift=made-up"):
        assert "list.pdf" not in client.get(address).content.decode()


def test_way_from_link_to_lead_is_known(client, page, planned):
    link = tracked(planned, "/g/checklist")
    there = client.get(f"/l/{link.code}", headers={"User-Agent": BROWSER})["Location"]
    assert f'value="{link.code}"' in client.get(there).content.decode()
    client.post("/g/checklist", {**FILLED, "via": link.code})
    lead = Lead.objects.get()
    assert (lead.link, lead.post, lead.tactic.code) == (link, link.post, "blog")
    assert Click.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": ""}, "Write your e-mail address."),
        ({"email": "dora"}, "such as ada@example.com"),
        ({"agrees": ""}, "Please tick this box"),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_the_rest_stays(client, page, wrong, says):
    response = client.post("/g/checklist", {**FILLED, **wrong})
    html = response.content.decode()
    assert response.status_code == 422
    assert says in html
    assert 'value="Dora"' in html
    assert not Lead.objects.exists()


def test_same_address_is_thanked_again_and_stays_one_lead(client, page):
    for _ in range(2):
        response = client.post("/g/checklist", FILLED, follow=True)
        assert "Thank you." in response.content.decode()
    assert Lead.objects.count() == 1


def test_machine_that_fills_every_field_is_thanked_for_nothing(client, page):
    response = client.post("/g/checklist", {**FILLED, "website": "https://a.example"}, follow=True)
    assert "Thank you." in response.content.decode()
    assert "list.pdf" not in response.content.decode()
    assert not Lead.objects.exists()


def test_visitor_who_asks_too_often_is_told_to_wait(client, page):
    for number in range(10):
        client.post("/g/checklist", {**FILLED, "email": f"d{number}@example.com"})
    response = client.post("/g/checklist", {**FILLED, "email": "d10@example.com"})
    assert "Please wait" in response.content.decode()
    assert Lead.objects.count() == 10


def test_form_from_another_site_is_refused(page):
    assert Client(enforce_csrf_checks=True).post("/g/checklist", FILLED).status_code == 403


def test_closed_page_says_so_and_takes_nothing(client, page):
    reword_page(page, Wording("", "", page.consent, False))
    response = client.post("/g/checklist", FILLED)
    assert response.status_code == 404
    assert "is not given at the moment" in response.content.decode()
    assert not Lead.objects.exists()
    assert client.get("/g/nothing").status_code == 404


def test_number_of_queries_is_small(client, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        client.get("/g/checklist")
