"""The example's clicks: as many people on the links of its posts as the readings tell."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from random import Random

from milepost.base.clock import day_bounds
from milepost.demo.links import OutLink, links_out
from milepost.demo.story import Story
from milepost.do.models import Click

# Of those who come by on a day, this part comes by the newest post, the same of the rest by the
# one before it, and so on.
_NEWEST = 0.6
_TWICE = 0.08  # chance that someone comes by the same link again that day
_MACHINES = ("preview", "preview", "bot")


def keep_clicks(story: Story) -> None:
    """Keep who came by each link, day by day, and the machines that fetch what was just posted."""
    clicks: list[Click] = []
    for tactic, own in groupby(links_out(story.workspace), key=lambda each: each.tactic):
        clicks += _clicks_of(story, tactic, list(own))
    Click.objects.bulk_create(clicks, batch_size=500)


def _clicks_of(story: Story, tactic: str, links: Sequence[OutLink]) -> Iterator[Click]:
    for day in story.days:
        dice = story.dice("clicks", tactic, story.nth(day))
        begin, end = day_bounds(day, story.plan.timezone)
        out = [link for link in links if link.out_at < end - timedelta(hours=3)]
        if not out:
            continue
        for _ in range(story.count("clicks", day, tactic)):
            yield from _person(story, _one_of(out, dice), day, dice)
        if out[-1].out_at >= begin:
            yield from (_click(story, out[-1], day, kind, dice) for kind in _MACHINES)


def _one_of(links: Sequence[OutLink], dice: Random) -> OutLink:
    for link in reversed(links):
        if dice.random() < _NEWEST:
            return link
    return links[-1]


def _person(story: Story, link: OutLink, day: date, dice: Random) -> Iterator[Click]:
    first = _click(story, link, day, "person", dice)
    yield first
    if dice.random() < _TWICE:
        again = first.at + timedelta(minutes=dice.randint(1, 30))
        yield Click(
            link=link.link, at=again, day=day, kind="person", visitor=first.visitor, is_first=False
        )


def _click(story: Story, link: OutLink, day: date, kind: str, dice: Random) -> Click:
    """Return a click on that day, after the post went out."""
    end = day_bounds(day, story.plan.timezone)[1] - timedelta(hours=1)
    begin = max(end - timedelta(hours=16), link.out_at)
    return Click(
        link=link.link,
        at=begin + (end - begin) * dice.random(),
        day=day,
        kind=kind,
        visitor=f"{dice.getrandbits(128):032x}",
        is_first=True,
    )
