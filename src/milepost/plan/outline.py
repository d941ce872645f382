"""A plan as values: vision, mission, why, goals, objectives, audiences, strategies and tactics.

Each field carries how it is written (its form) and one sentence on what it means; file, schema and
pages are made from these.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from milepost.plan import writing as w
from milepost.plan.cadence import Cadence
from milepost.plan.values import Budget, Rise, Spread, Target


@dataclass(frozen=True, slots=True)
class Said:
    """What is known about one field of a part: form, number of values, and its sentence."""

    key: str
    says: str
    many: bool = False  # a list of values or parts
    form: w.Form[Any] | None = None
    part: type[Any] | None = None  # a nested part, or the parts of a list
    pairs: bool = False  # a mapping of words to texts


_REQUIRED = object()


def _said(form: w.Form[Any], says: str, *, default: Any = None) -> Any:
    more = {} if default is _REQUIRED else {"default": default}
    return field(metadata={"form": form, "says": says}, **more)


def _must(form: w.Form[Any], says: str) -> Any:
    return _said(form, says, default=_REQUIRED)


def _several(form: w.Form[Any], says: str) -> Any:
    return field(default=(), metadata={"form": form, "says": says, "many": True})


def _parts(part: type[Any], says: str) -> Any:
    return field(default=(), metadata={"part": part, "says": says, "many": True})


def _pairs(says: str) -> Any:
    return field(default=(), metadata={"says": says, "pairs": True})


def said_of(part: type[Any]) -> Mapping[str, Said]:
    """Return what is known about the fields of a part, by attribute, in the order of the file."""
    if part not in _SAID:
        ordered = sorted(fields(part), key=lambda each: each.name in _LAST)
        _SAID[part] = {each.name: Said(key=each.name, **each.metadata) for each in ordered}
    return _SAID[part]


_SAID: dict[type[Any], Mapping[str, Said]] = {}
_LAST = ("retired", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What every part may carry."""

    id: str = _must(w.ID, "its name in the file, unique over the whole plan")
    retired: date | None = _said(w.DAY, "the day from which it no longer counts")
    note: str | None = _said(w.TEXT, "anything worth remembering")

    def is_live(self, day: date) -> bool:
        """Tell whether the part counts on that day."""
        return self.retired is None or day < self.retired


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """The business strategy that the plan is a subset of."""

    corporate: str | None = _said(
        w.choice("growth", "stability", "retrenchment"), "what the whole business is set on"
    )
    unit: str | None = _said(
        w.choice(
            "market penetration",
            "market development",
            "product development",
            "service development",
            "diversification",
        ),
        "how the business wants to grow",
    )
    market: str | None = _said(w.TEXT, "the market strategy, in words")
    functions: tuple[tuple[str, str], ...] = _pairs(
        "functions of the business and what each wants from social media"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Part):
    """Someone who carries the plan."""

    role: str | None = _said(
        w.choice("strategist", "manager", "approver", "owner", "helper"), "what they do in it"
    )
    name: str | None = _said(w.LINE, "how they are called")
    hours: Decimal | None = _said(w.HOURS, "hours a week they have for it")
    may: str | None = _said(w.TEXT, "what they may decide on their own")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Part):
    """Something of our own that is counted."""

    name: str = _must(w.LINE, "how a page calls it")
    level: str = _must(
        w.choice("activity", "output", "out-take", "outcome", "impact"), "on which level it stands"
    )
    unit: str | None = _said(w.LINE, "what one of it is called")
    kind: str = _said(
        w.choice("flow", "stock", "rate", "duration"), "how it adds up", default="flow"
    )
    better: str = _said(w.choice("up", "down"), "which way is better", default="up")
    statistic: str | None = _said(
        w.choice("sum", "last", "mean", "median"), "how a period's readings become one number"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of a funnel."""

    stage: str = _must(w.NAME, "the name of the step")
    rate: Spread | None = _said(w.PERCENT, "which part of the step before gets here")
    after: Spread | None = _said(w.DELAY, "how long that takes")
    measure: str | None = _said(
        w.MEASURE, "the measure that counts it, its name and an s unless told"
    )

    @property
    def counted_as(self) -> str:
        """The code of the measure that counts the stage."""
        return self.measure or self.stage.replace(" ", "_") + "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """The steps a person takes from asking to the end; a plan with one funnel need not name it."""

    id: str | None = _said(w.ID, "its name where there are several")
    stages: tuple[Stage, ...] = _parts(Stage, "the steps, first one first")


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Part):
    """A place of business."""

    name: str | None = _said(w.LINE, "how it is called")
    timezone: str | None = _said(w.ZONE, "its time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience(Part):
    """Who is to be met."""

    who: str = _must(w.TEXT, "who they are")
    places: tuple[str, ...] = _several(w.LABEL, "where they hang out")
    conversations: tuple[str, ...] = _several(w.LINE, "what they talk about there")
    experience: str | None = _said(w.TEXT, "what they should feel when they meet us")
    does: str | None = _said(w.TEXT, "what they should do when they meet us")
    language: str | None = _said(w.LINE, "the language they speak, as in en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective(Part):
    """A step to a goal: measurable (measure, baseline, target, day), or a milestone."""

    kind: str | None = _said(w.choice("milestone"), "milestone, where nothing is counted")
    says: str | None = _said(w.LINE, "the objective in words")
    measure: str | None = _said(w.MEASURE, "what is counted")
    baseline: Decimal | None = _said(w.BASELINE, "where it stands at the start")
    target: Target | None = _said(w.TARGET, "the number to reach")
    per: str | None = _said(w.PERIOD, "per which period it is counted, or in total")
    by: date | None = _said(w.DAY, "the day by which it is to be reached")
    done: date | None = _said(w.DAY, "the day it was reached (milestones)")

    @property
    def is_milestone(self) -> bool:
        """Tell whether something is to happen rather than to be counted."""
        return self.kind == "milestone"

    @property
    def number(self) -> Decimal | None:
        """The number to reach, where it is known."""
        return self.target.number(self.baseline) if self.target else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Part):
    """An outcome wanted, in words, for a function of the business."""

    goal: str = _must(w.TEXT, "the outcome, in words")
    function: str | None = _said(w.FUNCTION, "the function of the business it is for")
    objectives: tuple[Objective, ...] = _parts(Objective, "the steps to it that can be measured")


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Part):
    """Something that is to have happened by a day."""

    says: str = _must(w.LINE, "what is to have happened")
    day: date = _must(w.DAY, "by when")
    serves: tuple[str, ...] = _several(w.ref("objective"), "the objectives it leads to")
    done: date | None = _said(w.DAY, "the day it was reached")


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Part):
    """An approach for an audience that serves objectives: why and where, no tool."""

    strategy: str = _must(w.TEXT, "the approach, without tool or cadence")
    why: str | None = _said(w.TEXT, "why it should work")
    serves: tuple[str, ...] = _several(w.ref("objective"), "the objectives it serves")
    audience: str | None = _said(w.ref("audience"), "for whom")
    stance: str | None = _said(
        w.choice("proactive", "reactive"), "whether we seek people out or wait to be found"
    )
    signal: str | None = _said(w.MEASURE, "the measure that moves first if it is right")
    expects: Rise | None = _said(w.RISE, "how much the signal should rise at full work")
    converts: Spread | None = _said(
        w.PERCENT, "which part of the signal becomes the objective's measure"
    )
    starts: date | None = _said(w.DAY, "its first day, else the plan's")
    ends: date | None = _said(w.DAY, "its last day, else the plan's")
    after: str | None = _said(w.ref("milestone"), "the milestone it waits for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tactic(Part):
    """An action that carries out a strategy: repeated, once, or whenever something happens."""

    tactic: str = _must(w.TEXT, "what is done")
    serves: tuple[str, ...] = _several(
        w.ref("strategy"), "the strategies it serves, principal first"
    )
    channels: tuple[str, ...] = _several(w.LABEL, "where it happens")
    cadence: Cadence | None = _said(w.CADENCE, "how often and when")
    kind: str | None = _said(w.LINE, "article, question, poll, round, local event, letter, task …")
    keywords: tuple[str, ...] = _several(w.LINE, "words it is to be found by")
    topic: str | None = _said(w.TEXT, "what it is about")
    call_to_action: str | None = _said(w.TEXT, "what the reader is asked to do")
    magnet: str | None = _said(w.ref("magnet"), "what is given for a person's address")
    measure: str | None = _said(w.MEASURE, "what shows that it works")
    selling: bool | None = _said(w.YES_NO, "whether it sells")
    owner: str | None = _said(w.ref("person"), "who does it")
    minutes: int | None = _said(w.COUNT, "minutes of work each time")
    budget: Budget | None = _said(w.BUDGET, "money for it")
    answers_within: timedelta | None = _said(w.WAIT, "how soon people get an answer")
    location: str | None = _said(w.ref("location"), "for which place of business")
    starts: date | None = _said(w.DAY, "its first day, else the plan's")
    ends: date | None = _said(w.DAY, "its last day, else the plan's")


@dataclass(frozen=True, slots=True, kw_only=True)
class Magnet(Part):
    """What is given for a person's address."""

    title: str = _must(w.LINE, "its title")
    gives: str | None = _said(w.TEXT, "what the reader gets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole of vision … tactics of one business."""

    plan: str = _must(w.LINE, "the name of the plan")
    vision: str | None = _said(w.TEXT, "the future wanted")
    mission: str | None = _said(w.TEXT, "what we do, for whom")
    why: str | None = _said(w.TEXT, "why we are on social media at all")
    business: Business | None = field(
        default=None, metadata={"part": Business, "says": "the business strategy behind it"}
    )
    guardrails: tuple[str, ...] = _several(w.LINE, "what the plan rules out")
    starts: date = _must(w.DAY, "its first day")
    ends: date = _must(w.DAY, "its last day")
    timezone: str = _said(w.ZONE, "the time zone of its days and times", default="UTC")
    currency: str | None = _said(w.CURRENCY, "the currency of its money")
    capacity: Decimal | None = _said(w.CAPACITY, "hours a week there are for it")
    people: tuple[Person, ...] = _parts(Person, "who carries it, with their hours")
    driver: str | None = _said(w.ref("person"), "who drives it")
    measures: tuple[Measure, ...] = _parts(Measure, "measures of our own")
    funnels: tuple[Funnel, ...] = _parts(Funnel, "the steps from asking to the end")
    locations: tuple[Location, ...] = _parts(Location, "places of business")
    audiences: tuple[Audience, ...] = _parts(Audience, "who is to be met")
    goals: tuple[Goal, ...] = _parts(Goal, "outcomes wanted, with their objectives")
    milestones: tuple[Milestone, ...] = _parts(Milestone, "what is to have happened by a day")
    strategies: tuple[Strategy, ...] = _parts(Strategy, "approaches that serve objectives")
    tactics: tuple[Tactic, ...] = _parts(Tactic, "actions that carry out strategies")
    magnets: tuple[Magnet, ...] = _parts(Magnet, "what is given for a person's address")
    allow: tuple[tuple[str, str], ...] = _pairs("findings that are allowed, each with its reason")

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """The objectives of all goals."""
        return tuple(objective for goal in self.goals for objective in goal.objectives)

    def span_of(self, part: Strategy | Tactic) -> tuple[date, date]:
        """Return the first and last day on which a strategy or tactic counts."""
        last = part.ends or self.ends
        if part.retired:
            last = min(last, part.retired - timedelta(days=1))
        return part.starts or self.starts, last

    def find(self, part_id: str) -> Any:
        """Return the part with that id, or None."""
        return next((part for _, part in self.walk() if part.id == part_id), None)

    def walk(self) -> Iterator[tuple[str, Any]]:
        """Yield every part that has an id, with its kind, in the order of the file."""
        for kind, name in KINDS.items():
            if kind == "objective":
                yield from ((kind, objective) for objective in self.objectives)
            else:
                yield from ((kind, part) for part in getattr(self, name) if part.id)


# The kinds of part that have an id, and the list each stands in.
KINDS = {
    "person": "people",
    "measure": "measures",
    "funnel": "funnels",
    "location": "locations",
    "audience": "audiences",
    "goal": "goals",
    "objective": "goals",
    "milestone": "milestones",
    "strategy": "strategies",
    "tactic": "tactics",
    "magnet": "magnets",
}
