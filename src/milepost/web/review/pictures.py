"""The pictures of a review, each number leading to the readings it is made of."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.base.charts import (
    BarPicture,
    ChainLink,
    ChainPicture,
    LinePicture,
    Point,
    StripPicture,
    bar,
    chain,
    line,
    strip,
)
from milepost.base.charts.figures import figure
from milepost.base.charts.strip import Slot
from milepost.plan.sentences import objective_words
from milepost.review.adherence import Adherence, Week
from milepost.review.chain import Chain, Link
from milepost.review.report import adherence_words
from milepost.review.series import Series
from milepost.review.standing import Standing

_DONE: tuple[Slot, ...] = ("done",)
_MISSED: tuple[Slot, ...] = ("missed",)
_OPEN: tuple[Slot, ...] = ("open",)
_TONES: dict[bool | None, Literal["good", "warn", "none"]] = {
    None: "none",
    True: "warn",
    False: "good",
}


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective on a page: its words, its bar, and where its readings stand."""

    id: str
    title: str
    standing: Standing
    picture: str
    readings: str | None


@dataclass(frozen=True)
class TacticLine:
    """A tactic on a page: done against planned, in words and as a strip."""

    id: str
    title: str
    says: str
    picture: str
    readings: str | None


@dataclass(frozen=True)
class ChainLine:
    """The chain of a strategy to one objective on a page."""

    strategy: str
    objective: str
    says: str
    picture: str


def readings_address(slug: str, measure: str, of: tuple[str, ...], days: tuple[date, date]) -> str:
    """Return the address of the readings that a number is made of."""
    first, last = days
    asked = [("measure", measure), *(("of", each) for each in of)]
    # A level counts from whenever it was last read.
    asked += [("since", first.isoformat())] if first > date.min else []
    asked += [("until", last.isoformat())]
    return f"{reverse('readings', args=[slug])}?{urlencode(asked)}"


def objective_line(slug: str, found: Standing) -> ObjectiveLine:
    """Lay out one objective."""
    objective = found.objective
    words = objective_words(objective)
    picture, address = "", None
    if found.measure and found.so_far is not None:
        picture = _bar(found, words)
    if found.measure and found.window and found.so_far is not None:
        days = (found.window.first, found.window.last)
        address = readings_address(slug, found.measure.code, found.made_of, days)
    return ObjectiveLine(objective.id, words, found, picture, address)


def _bar(found: Standing, words: str) -> str:
    number = found.objective.number
    return bar(
        BarPicture(
            name=f"objective-{found.objective.id}",
            so_far=found.so_far,
            should_be=found.should_be,
            target=None if number is None else float(number),
            unit=found.measure.unit if found.measure else "",
            tone=_TONES[found.is_behind],
            title=words,
            says=found.says,
        )
    )


def history_line(found: Standing, history: Series) -> str:
    """Draw how an objective's number went, week by week."""
    number = found.objective.number
    words = objective_words(found.objective)
    return line(
        LinePicture(
            name=f"history-{found.objective.id}",
            points=tuple(Point(day, value) for day, value in history.items()),
            title=words,
            says=_("What it stood at, week by week. %(says)s") % {"says": found.says},
            unit=found.measure.unit if found.measure else "",
            every_days=7,
            target=None if number is None else float(number),
        )
    )


def tactic_line(slug: str, found: Adherence) -> TacticLine:
    """Lay out one tactic's done against planned."""
    tactic = found.tactic
    address = None
    if found.done is not None:
        address = readings_address(slug, "done", (tactic.id,), (found.first, found.last))
    says = adherence_words(found)
    return TacticLine(tactic.id, tactic.tactic, says, _strip(found, says), address)


def _strip(found: Adherence, says: str) -> str:
    weeks = tuple(_slots(week) for week in found.weeks)
    if not any(weeks):
        return ""
    title = _("%(tactic)s, the last %(weeks)s weeks") % {
        "tactic": found.tactic.tactic,
        "weeks": len(weeks),
    }
    return strip(StripPicture(f"tactic-{found.tactic.id}", weeks, title, says))


def _slots(week: Week) -> tuple[Slot, ...]:
    done, missed, open_ = _DONE * week.done, _MISSED * week.missed, _OPEN * week.open
    return done + missed + open_


def chain_line(slug: str, found: Chain) -> ChainLine:
    """Lay out one chain."""
    goal = found.objective.id if found.objective else "none"
    first, second, third, fourth = (_link(slug, link) for link in found.links)
    picture = ChainPicture(
        name=f"chain-{found.strategy.id}-{goal}",
        links=(first, second, third, fourth),
        joins=found.joins,
        title=found.strategy.strategy,
        says=found.says,
    )
    words = objective_words(found.objective) if found.objective else ""
    return ChainLine(found.strategy.strategy, words, found.says, chain(picture))


def _link(slug: str, link: Link) -> ChainLink:
    address = None
    if link.measure and link.of:
        address = readings_address(slug, link.measure, link.of, (link.first, link.last))
    return ChainLink(link.name, None if link.count is None else figure(link.count), address)
