"""The review page: what it says, what it leads to, and who sees it."""

import re
from html import unescape

import pytest

from milepost.plan.actions import import_plan
from milepost.review.actions import import_readings

pytestmark = pytest.mark.django_db


def address(workspace, rest: str = "") -> str:
    return f"/w/{workspace.slug}/review/{rest}"


def shown(client, workspace, rest: str = "") -> str:
    response = client.get(address(workspace, rest))
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_without_a_plan_it_says_what_to_do_first(owner_client, workspace):
    text = shown(owner_client, workspace)
    assert "There is no plan yet" in text
    assert f"/w/{workspace.slug}/plan/" in text


def test_plan_that_has_not_begun_says_when_it_does(owner_client, planned):
    text = shown(owner_client, planned)
    assert "Golden Homes 2027 starts on 4 January 2027" in text
    assert "No tactic has begun yet." in text


def test_without_readings_it_says_so_and_shows_no_number(owner_client, begun):
    text = shown(owner_client, begun)
    assert "No readings yet: import a file or wait for the first click." in text
    assert "No readings of leads yet" in text
    assert 'class="bullet"' not in text


def test_it_says_where_each_objective_stands(owner_client, read):
    text = shown(owner_client, read)
    assert "leads in the last month; 9.89 would be on the line to 20" in text
    assert "56 leads since" in text
    assert "Not done yet; due by" in text
    assert "Named in the paper" in text
    assert text.count('class="bullet"') == 2


def test_it_shows_done_against_planned(owner_client, read):
    text = shown(owner_client, read)
    assert "56 done; 24 were planned." in text
    assert "112 planned; nothing says yet what was done." in text


def test_nothing_is_planned_before_the_plan_came(owner_client, begun):
    text = shown(owner_client, begun)
    assert "2 planned; nothing says yet what was done." in text
    assert "112 planned" not in text


def test_chain_is_drawn_once_for_each_objective_served(owner_client, read):
    text = shown(owner_client, read)
    assert text.count('class="chain"') == 2
    assert "Something came through every link." in text


def test_every_number_leads_to_the_readings_it_is_made_of(owner_client, read):
    found = re.findall(rf'href="({address(read, "readings/")}\?[^"]+)"', shown(owner_client, read))
    assert len(found) == 9
    for each in set(found):
        answer = owner_client.get(each).content.decode()
        assert "There are no such readings" not in answer
        assert "added up" in answer


def test_it_claims_no_verdict(owner_client, read):
    text = shown(owner_client, read)
    assert not re.search(r"on course|in 10|chance", text, re.IGNORECASE)


def test_stranger_finds_nothing(client, stranger, read):
    client.force_login(stranger)
    for rest in ("", "objectives/leads-20/", "readings/", "readings/readings.csv"):
        assert client.get(address(read, rest)).status_code == 404
    for rest in ("readings/import/", "readings/add/"):
        assert client.post(address(read, rest)).status_code == 404


def test_signed_out_visitor_is_asked_to_sign_in(client, read):
    response = client.get(address(read))
    assert response.status_code == 302
    assert "/signin/" in response["Location"]


def test_queries_are_few_and_do_not_grow(owner_client, read, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        shown(owner_client, read)


def test_words_of_the_plan_are_escaped(owner_client, workspace, today):
    import_plan(
        workspace,
        f"plan: P\nstarts: {today}\n"
        "strategies: [{id: s, strategy: '<script>alert(1)</script>'}]\n"
        "tactics: [{id: t, tactic: '<b>bold</b>', serves: s, cadence: daily}]\n",
    )
    import_readings(workspace, f"day,measure,of,value\n{today},done,t,1\n")
    text = owner_client.get(address(workspace)).content.decode()
    assert "<script>alert" not in text
    assert "<b>bold" not in text


def test_objective_page_shows_its_story(owner_client, read, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        text = shown(owner_client, read, "objectives/leads-20/")
    assert "Week by week" in text
    assert 'class="line"' in text
    assert text.count('class="chain"') == 1


def test_objective_without_readings_leads_to_the_import(owner_client, begun):
    text = shown(owner_client, begun, "objectives/in-all/")
    assert "Week by week" not in text
    assert "readings/#import" in text


def test_milestone_has_a_page_too(owner_client, begun):
    text = shown(owner_client, begun, "objectives/paper/")
    assert "Not done yet" in text
    assert "No strategy that has begun serves it." in text


def test_unknown_objective_is_not_found(owner_client, begun, planned):
    assert owner_client.get(address(begun, "objectives/none/")).status_code == 404
