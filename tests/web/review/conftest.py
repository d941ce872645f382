"""A workspace whose plan began eight weeks ago, with its readings."""

from datetime import date, timedelta

import pytest

from milepost.plan.actions import import_plan
from milepost.review.actions import import_readings
from milepost.team.models import Workspace
from milepost.web.access import today_of

PLAN = """plan: Redding
starts: {starts}
ends: {ends}
timezone: America/Los_Angeles
goals:
  - id: known
    goal: People ask for us
    objectives:
      - {{id: leads-20, measure: leads, baseline: 8, target: 20, per: month, by: {ends}}}
      - {{id: in-all, measure: leads, target: 180, per: total, by: {ends}}}
      - {{id: paper, kind: milestone, says: Named in the paper, by: {ends}}}
strategies:
  - {{id: teach, strategy: Win trust by teaching, serves: [leads-20, in-all], signal: clicks}}
tactics:
  - {{id: blog, tactic: An answer to a question, serves: teach, cadence: 3 per week on mon wed fri}}
  - {{id: rounds, tactic: Read and answer, serves: teach, cadence: 2 per day}}
"""


@pytest.fixture
def today(workspace) -> date:
    return today_of(workspace)


@pytest.fixture
def begun(workspace, today) -> Workspace:
    """The workspace with a plan that began eight weeks ago."""
    starts, ends = today - timedelta(days=55), today + timedelta(days=300)
    import_plan(workspace, PLAN.format(starts=starts, ends=ends))
    return workspace


@pytest.fixture
def read(begun, today) -> Workspace:
    """The same with a reading of leads, clicks and done on each day."""
    days = [today - timedelta(days=n) for n in range(56)]
    lines = [f"{day},leads,,1\n{day},clicks,teach,8\n{day},done,blog,1\n" for day in days]
    import_readings(begun, "day,measure,of,value\n" + "".join(lines))
    return begun


@pytest.fixture
def owner_client(client, owner):
    client.force_login(owner)
    return client
