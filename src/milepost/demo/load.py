"""Loads the example workspace, and gives it to the first owner."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from milepost.base.clock import day_in
from milepost.demo.people import keep_leads
from milepost.demo.posts import write_coming_posts, write_past_posts
from milepost.demo.sample import PLAN, SEED, Sample, read_sample
from milepost.demo.slots import keep_past_slots
from milepost.demo.story import Story
from milepost.demo.visits import keep_clicks
from milepost.do.actions.channels import Connection, connect_channel, ensure_own_page, map_labels
from milepost.do.actions.magnets import Wording, reword_page
from milepost.do.actions.plans import import_plan
from milepost.do.models import Channel, MagnetPage
from milepost.plan.file import read_plan, write_plan
from milepost.plan.outline import Plan
from milepost.plan.shift import shifted_to_begin
from milepost.review.actions import import_readings
from milepost.review.imagined import imagine
from milepost.review.series import Readings, write_readings
from milepost.team.actions import adopt_workspaces, make_workspace
from milepost.team.models import User, Workspace
from milepost.team.queries import first_owner
from milepost.team.record import Actor, acting

NAME = "Pine & Harbor Homes (example)"
WEEKS = 12
STORY = Actor("The example")  # who did it all, in the record


@transaction.atomic
def load_demo() -> None:
    """Make the example workspace unless it is there, and give it to the first owner, if any."""
    owner = first_owner()
    if not Workspace.objects.filter(is_example=True).exists():
        with acting(STORY):
            _make(timezone.now(), by=owner)
    if owner:
        adopt_workspaces(owner)


def _make(now: datetime, *, by: User | None) -> None:
    sample, written = read_sample(), read_plan(PLAN)
    today = day_in(written.timezone, now)
    plan = shifted_to_begin(written, weeks_ago=WEEKS, today=today)
    workspace = make_workspace(name=NAME, zone=plan.timezone, is_example=True)
    import_plan(workspace, write_plan(plan), made_by=by)
    story = Story(workspace, plan, _give_readings(workspace, plan, today), sample, today)
    _word_guides(workspace, sample)
    channels = _connect_channels(workspace, plan)
    keep_past_slots(story)
    write_past_posts(story, channels, now)
    write_coming_posts(story, channels)
    keep_clicks(story)
    keep_leads(story, by=by)


def _give_readings(workspace: Workspace, plan: Plan, today: date) -> Readings:
    """Give the readings of all days up to yesterday; today's are for the worker to count."""
    rows = imagine(plan, weeks=WEEKS + 1, until=today - timedelta(days=1), seed=SEED)
    import_readings(workspace, write_readings(rows))
    return Readings.of_rows(plan, rows)


def _word_guides(workspace: Workspace, sample: Sample) -> None:
    pages = {page.magnet.code: page for page in MagnetPage.objects.filter(workspace=workspace)}
    for guide in sample.guides:
        page = pages[guide.magnet]
        reword_page(page, Wording(guide.intro, guide.gift, page.consent, is_open=True))


def _connect_channels(workspace: Workspace, plan: Plan) -> dict[str, Channel]:
    """Let the plan's WordPress be the own page, and every other place one to practice on."""
    own_page = ensure_own_page(workspace)
    practice = connect_channel(workspace, Connection("practice", name="Practice, posts nowhere"))
    labels = sorted({label for tactic in plan.tactics for label in tactic.channels})
    channels = {label: own_page if label == "wordpress" else practice for label in labels}
    map_labels(workspace, {label: channel.pk for label, channel in channels.items()})
    return channels
