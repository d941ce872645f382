"""Undoing by hand: the button in the message, and the record that tells of both."""

import pytest
from tests.browser.test_path import become_owner, bring_plan, plan_that_runs_now

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_deleted_lead_is_brought_back_and_the_record_tells(milepost, visit, tmp_path):
    owner = visit()
    become_owner(owner, milepost.link)
    bring_plan(owner, plan_that_runs_now(tmp_path))
    write_down_a_caller(owner)
    delete_and_bring_back(owner)
    read_the_record(owner)


def write_down_a_caller(owner):
    page = owner.page
    page.get_by_role("link", name="Leads", exact=True).click()
    page.get_by_text("The phone rang").click()
    page.get_by_label("Name").fill("Finn Ash")
    page.get_by_role("button", name="Write down").click()
    page.get_by_role("button", name="offer").first.click()
    page.get_by_role("button", name="Undo").wait_for()
    owner.look("lead-moved-with-undo")
    page.get_by_role("link", name="Finn Ash").click()


def delete_and_bring_back(owner):
    page = owner.page
    page.get_by_text("Delete Finn Ash", exact=True).first.click()
    page.get_by_role("button", name="Delete Finn Ash").click()
    assert page.get_by_text("until then it can be undone").count() == 1
    owner.look("lead-deleted-with-undo")
    undo = page.get_by_role("button", name="Undo")
    undo.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Undone: deleted a lead.").wait_for()
    assert page.get_by_role("heading", name="Finn Ash").count() == 1
    page.get_by_text("Who changed what").click()
    owner.look("lead-with-history")


def read_the_record(owner):
    page = owner.page
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Record").click()
    assert page.get_by_text("undid a step: deleted a lead").count() == 1
    assert page.get_by_role("button", name="Undo: moved a lead to offer").count() == 1
    owner.look("record")
    page.get_by_label("About").select_option("leads")
    page.get_by_role("button", name="Show").click()
    assert page.get_by_text("brought a plan").count() == 0
    owner.look("record-of-leads")
