"""The whole path by hand: from the first link to the objective that moves."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from milepost.plan.file import read_plan, write_plan
from milepost.plan.shift import shifted

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ZONE = ZoneInfo("America/Los_Angeles")


def plan_that_runs_now(folder: Path) -> Path:
    """Write the example so that it began four weeks ago."""
    plan = read_plan(EXAMPLES / "estate-agent.yaml")
    weeks = (datetime.now(ZONE).date() - plan.starts).days // 7 - 4
    path = folder / "plan.yaml"
    path.write_text(write_plan(shifted(plan, weeks)), encoding="utf-8")
    return path


def next_minute_but_one() -> datetime:
    """Return a whole minute that leaves time to fill in the form."""
    now = datetime.now(UTC)
    return (now + timedelta(seconds=75)).replace(second=0, microsecond=0)


def test_a_plan_becomes_a_post_a_lead_and_a_number(milepost, visit, tmp_path):
    owner, stranger = visit(), visit("narrow")
    become_owner(owner, milepost.link)
    bring_plan(owner, plan_that_runs_now(tmp_path))
    look_through_calendar(owner)
    due = next_minute_but_one()
    post_address = write_post_for_a_slot(owner, due)
    late = wait_until_out(stranger.page, due)
    assert late <= 1.0, f"on the own page {late:.2f} s after its time"
    ask_for_the_guide(stranger)
    owner.page.goto(post_address)
    owner.look("post-out")
    move_the_lead_to_offer(owner)
    owner.page.wait_for_timeout(1500)
    owner.page.get_by_role("link", name="Review", exact=True).click()
    owner.look("review")
    assert owner.page.get_by_text("1 offer", exact=False).count() >= 1
    assert owner.page.get_by_text("would be on the line", exact=False).count() >= 1
    owner.page.get_by_role("link", name="Today", exact=True).click()
    owner.look("today")


def become_owner(owner, link):
    page = owner.page
    page.goto(link)
    owner.look("start")
    page.get_by_label("Your name").fill("Ada Pine")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Name of the business").fill("Pine Homes")
    page.get_by_label("Time zone").fill("America/Los_Angeles")
    page.get_by_role("button", name="Start").click()
    owner.look("first-day")


def bring_plan(owner, path):
    page = owner.page
    page.get_by_role("link", name="Bring or begin a plan").first.click()
    page.get_by_label("A plan file").set_input_files(path)
    owner.look("plan-text")
    page.get_by_role("button", name="Save as a new version").click()
    owner.look("plan")


def look_through_calendar(owner):
    page = owner.page
    page.get_by_role("link", name="Calendar", exact=True).click()
    assert page.locator("a.slot.open").count() > 5
    owner.look("calendar-month")
    page.get_by_role("link", name="Week", exact=True).click()
    owner.look("calendar-week")
    page.get_by_role("link", name="List", exact=True).click()
    owner.look("calendar-list")


def write_post_for_a_slot(owner, due) -> str:
    page = owner.page
    page.locator("a.slot.open:visible", has_text="Answer one question").first.click()
    owner.look("slot")
    page.get_by_role("link", name="Write its post").click()
    page.get_by_label("Title").fill("What closing costs really are")
    page.get_by_label("The post").fill(
        "Nobody tells first-time buyers what the last week costs.\n\nHere is every line of it."
    )
    page.get_by_label("Day").fill(due.astimezone(ZONE).strftime("%Y-%m-%d"))
    page.get_by_label("Time").fill(due.astimezone(ZONE).strftime("%H:%M"))
    owner.look("compose")
    page.get_by_role("button", name="Schedule").click()
    owner.look("post-due")
    return page.url


def wait_until_out(page, due: datetime) -> float:
    """Return how many seconds after its time the post stood on the own page."""
    while True:
        page.goto("/p/pine-homes/")
        if page.get_by_text("What closing costs really are").count():
            return max(0.0, (datetime.now(UTC) - due).total_seconds())
        assert datetime.now(UTC) < due + timedelta(seconds=20), "it never went out"
        time.sleep(0.1)


def ask_for_the_guide(stranger):
    page = stranger.page
    stranger.look("own-page")
    page.get_by_role("link", name="What closing costs really are").first.click()
    stranger.look("own-post")
    page.locator("a[href*='/l/']").first.click()
    stranger.look("magnet")
    page.get_by_label("E-mail").fill("sam@example.com")
    page.get_by_label("Your name").fill("Sam Birch")
    page.get_by_role("checkbox").check()
    page.locator("form button").click()
    stranger.look("thanks")


def move_the_lead_to_offer(owner):
    page = owner.page
    page.get_by_role("link", name="Leads", exact=True).click()
    owner.look("leads")
    page.get_by_role("link", name="Sam Birch").first.click()
    assert page.get_by_text("What closing costs really are").count() >= 1
    assert page.get_by_text("Answer one question").count() >= 1
    owner.look("lead")
    page.goto("/w/pine-homes/leads/")
    page.get_by_role("button", name="offer").first.click()
    assert page.get_by_text("Sam Birch").count() >= 1
