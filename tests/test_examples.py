"""The examples are plans without fault, and their readings are drawn again byte for byte."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from milepost.demo.sample import SEED, read_sample
from milepost.plan.capacity import loads_of_week
from milepost.plan.check import check_file
from milepost.plan.file import read_plan, write_plan
from milepost.plan.funnel import needed_for
from milepost.review.report import review
from milepost.review.series import read_readings

EXAMPLES = Path(__file__).parent.parent / "examples"
PLAN, READINGS = EXAMPLES / "estate-agent.yaml", EXAMPLES / "estate-agent-readings.csv"
WORK, README = EXAMPLES / "estate-agent-work.yaml", EXAMPLES / "README.md"
# May and March are plain words too.
TIME_OF_YEAR = re.compile(
    r"\b(January|February|April|June|July|August|September|October|November|December|spring|summer"
    r"|autumn|winter|Christmas|Easter|Thanksgiving|Halloween|New Year|20\d\d)\b"
)


@pytest.fixture(scope="module")
def plan():
    return read_plan(PLAN)


def test_check_finds_nothing():
    found = check_file(PLAN)
    assert (found.quadrant, found.missing, found.allowed) == ("both", (), 0)
    assert [finding.says for finding in found.findings] == []


def test_export_of_the_export_is_byte_equal(plan):
    exported = write_plan(plan)
    assert read_plan(exported) == plan
    assert write_plan(read_plan(exported)) == exported


def test_nobody_has_more_to_do_than_hours(plan):
    weeks = [plan.starts + timedelta(weeks=n) for n in range(52)]
    loads = [load for monday in weeks for load in loads_of_week(plan, monday)]
    assert [load for load in loads if load.is_over or load.has is None] == []


def test_every_channel_is_a_place_of_an_audience(plan):
    places = {place for audience in plan.audiences for place in audience.places}
    assert {label for tactic in plan.tactics for label in tactic.channels} <= places


def test_targets_agree_with_the_funnel(plan):
    target = {each.id: each.number for each in plan.objectives}
    [leads] = needed_for(plan, "offers", target["offers-10"])
    offers, _ = needed_for(plan, "escrows", target["escrows-5"])
    assert leads.count.high <= target["leads-24"]
    assert offers.count.low <= target["offers-10"] <= offers.count.high


def test_readings_are_drawn_again_as_the_readme_says(tmp_path, monkeypatch):
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / PLAN.name).write_bytes(PLAN.read_bytes())
    monkeypatch.chdir(tmp_path)
    [script] = re.findall(r"<<'END'\n(.*?)    END$", README.read_text("utf-8"), re.S | re.M)
    exec(re.sub(r"^ {4}", "", script, flags=re.M), {})
    assert (tmp_path / "examples" / READINGS.name).read_bytes() == READINGS.read_bytes()
    assert f"seed={SEED})" in script


def test_readings_are_those_of_twelve_weeks(plan):
    readings = read_readings(READINGS, plan)
    assert readings.first_day == plan.starts
    assert readings.last_day == plan.starts + timedelta(days=83)


def test_review_of_the_example_knows_where_each_objective_stands(plan):
    readings = read_readings(READINGS, plan)
    found = review(plan, readings, as_of=plan.starts + timedelta(days=83))
    counted = [each for each in found.objectives if each.objective.measure]
    assert [each.objective.id for each in counted if each.so_far is None] == []


def test_work_belongs_to_parts_of_the_plan(plan):
    sample = read_sample()
    tactics = {tactic.id for tactic in plan.tactics}
    labels = {label for tactic in plan.tactics for label in tactic.channels}
    assert {post.tactic for post in (*sample.posts, *sample.coming)} <= tactics
    assert {caller.tactic for caller in sample.callers} - {""} <= tactics
    assert {label for post in sample.coming for label in post.channels} <= labels
    assert {guide.magnet for guide in sample.guides} == {magnet.id for magnet in plan.magnets}


def test_no_post_is_written_twice():
    sample = read_sample()
    texts = [post.text for post in (*sample.posts, *sample.coming)]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("path", [PLAN, WORK], ids=lambda path: path.name)
def test_no_words_fall_behind_when_the_example_is_moved_in_time(path):
    values = yaml.safe_load(path.read_text("utf-8"))
    said = [text for text in texts(values) if not re.search(r"\d{4}-\d\d-\d\d", text)]
    assert [text for text in said if TIME_OF_YEAR.search(text)] == []


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in texts(each))
    elif isinstance(value, list):
        yield from (text for each in value for text in texts(each))
