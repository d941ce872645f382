"""Imagines the readings of a small business that carries out its plan, for examples and trials.

Nothing here is measured. The plan's own beliefs are taken for true (`expects`, `converts`, the
rates and delays of its funnel), people do most of what they planned, and chance does the rest: so
the numbers look like those of a shop in its first months, and it is known what made them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random

from milepost.plan.cadence import per_week
from milepost.plan.funnel import funnel_of
from milepost.plan.outline import Funnel, Measure, Objective, Plan, Strategy, Tactic
from milepost.plan.slots import slots_of
from milepost.review.series import BUSINESS, Row, is_flow

# Monday to Sunday: people look things up at the beginning of a week.
_WEEKDAYS = (1.1, 1.15, 1.1, 1.0, 0.85, 0.8, 1.0)
_DILIGENCE = 0.92  # of what was planned is done in an ordinary week
_LAZY_FORTNIGHT, _LAZY_DILIGENCE = range(35, 49), 0.3
_LONG_WEEKEND = range(60, 64)
_OUTAGE = range(52, 55)  # nobody could read the web's figures
_GAP = 0.03  # chance of a day on which nobody wrote the web's figures down
_FADES = 0.7  # of a post's pull is left the day after
_WARM_UP_DAYS = 42  # until as many know us as the plan believes
_LUMPINESS = 3.0  # shape of the negative binomial: variance is mean + mean² / shape
_SEEN_PER_VISIT = 25
_EVENTS_A_WEEK = 0.8  # how often what a cadence waits for happens
_BY_PHONE = 0.3  # who read us and called, for each one who came by a link
_HISTORY_DAYS = 240  # longer than any usual delay from asking to the end
_DAYS_IN = {"day": 1.0, "week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}
# Labels of channels that people follow.
_FOLLOWED = frozenset(
    (
        "activerain",
        "bluesky",
        "facebook",
        "instagram",
        "linkedin",
        "mastodon",
        "newsletter",
        "pinterest",
        "tiktok",
        "x",
    )
)


def imagine(plan: Plan, *, weeks: int, until: date, seed: int = 0) -> list[Row]:
    """Return the readings of the `weeks` weeks up to `until`, in order; none before the plan began.

    A day counts from the plan's first, so that a plan moved by weeks gets the same story. The
    same plan, days and seed give the same readings.
    """
    first = max(plan.starts, until - timedelta(days=7 * weeks - 1))
    days = [plan.starts + timedelta(days=n) for n in range((until - plan.starts).days + 1)]
    told: dict[tuple[object, ...], Row] = {}
    for row in _Story(plan, days, seed).rows():
        # A strategy's signal is told first, and stands where it is told again in passing.
        told.setdefault(row[:3], row)
    return sorted(row for row in told.values() if row.day >= first)


@dataclass(frozen=True)
class _Story:
    """What happened to one plan, day by day from its first."""

    plan: Plan
    days: Sequence[date]
    seed: int

    def rows(self) -> Iterable[Row]:
        yield from self._work()
        for strategy in self.plan.strategies:
            if strategy.expects and strategy.signal and is_flow(self.plan, strategy.signal):
                yield from self._attention(strategy, strategy.signal)
        for tactic in self.plan.tactics:
            if tactic.measure == "engagements":
                yield from self._engagements(tactic)
        yield from self._outcomes()
        for measure in self.plan.measures:
            if measure.kind in {"duration", "rate"}:
                yield from self._levels(measure)
        yield from self._followers()

    def dice(self, *names: object) -> Random:
        """Return dice of their own for each thing, so that one more tactic changes no other."""
        return Random("/".join(map(str, (self.seed, *names))))  # noqa: S311 - a story, no secret

    def nth(self, day: date) -> int:
        return (day - self.plan.starts).days

    def chance_of_doing(self, day: date) -> float:
        if self.nth(day) in _LONG_WEEKEND:
            return 0.0
        return _LAZY_DILIGENCE if self.nth(day) in _LAZY_FORTNIGHT else _DILIGENCE

    @cached_property
    def done(self) -> Mapping[str, Mapping[date, int]]:
        """What was done of each tactic on each of its days."""
        return {tactic.id: self._done_of(tactic) for tactic in self.plan.tactics}

    def _done_of(self, tactic: Tactic) -> dict[date, int]:
        first, last = self.plan.span_of(tactic)
        own = [day for day in self.days if first <= day <= last]
        planned = Counter(slot.day for slot in slots_of(self.plan, tactic, first, last))
        kind = tactic.cadence.kind if tactic.cadence else ""
        done = {}
        for day in own:
            dice, chance = self.dice("done", tactic.id, self.nth(day)), self.chance_of_doing(day)
            if kind == "once":
                done[day] = planned[day]
            elif kind in {"as_needed", "on_event"}:
                done[day] = _poisson(dice, _times_a_day(tactic) * chance / _DILIGENCE)
            else:
                done[day] = sum(dice.random() < chance for _ in range(planned[day]))
        return done

    def _work(self) -> Iterable[Row]:
        for tactic in self.plan.tactics:
            each = _cost_of_one(tactic)
            for day, count in self.done[tactic.id].items():
                yield Row(day, "done", tactic.id, float(count))
                if each and count:
                    dice = self.dice("spend", tactic.id, self.nth(day))
                    yield Row(
                        day, "spend", tactic.id, round(count * each * dice.uniform(0.6, 1.1), 2)
                    )

    def freshness(self, tactic: Tactic, day: date) -> float:
        """Tell how present a tactic is on a day: 1 where all that was planned was done."""
        full = _times_a_day(tactic) / (1 - _FADES)
        past = ((self.nth(day) - self.nth(d), n) for d, n in self.done[tactic.id].items() if n)
        return sum(n * _FADES**age for age, n in past if age >= 0) / full if full else 0.0

    @cached_property
    def pulls(self) -> Mapping[str, "_Pull"]:
        """Whom each strategy brought."""
        return {strategy.id: _pull(self, strategy) for strategy in self.plan.strategies}

    def _attention(self, strategy: Strategy, signal: str) -> Iterable[Row]:
        pull = self.pulls[strategy.id]
        for day in self.days:
            yield from _with_total(day, "tracked_leads", strategy.id, pull.leads[day])
            if self._is_missing(day):
                continue
            yield from _with_total(day, signal, strategy.id, pull.visits[day])
            seen = _SEEN_PER_VISIT * pull.expected[day] + 10
            dice = self.dice("impressions", strategy.id, self.nth(day))
            yield Row(day, "impressions", strategy.id, float(round(dice.gammavariate(6, seen / 6))))

    def _is_missing(self, day: date) -> bool:
        return self.nth(day) in _OUTAGE or self.dice("gap", self.nth(day)).random() < _GAP

    def _engagements(self, tactic: Tactic) -> Iterable[Row]:
        for day in self.days:
            if not self._is_missing(day):
                mean = 4 * self.freshness(tactic, day) * _WEEKDAYS[day.weekday()]
                dice = self.dice("engagements", tactic.id, self.nth(day))
                yield Row(day, "engagements", tactic.id, float(_lumpy(dice, mean)))

    def _outcomes(self) -> Iterable[Row]:
        asked = {day: self._leads_on(day) for day in self.days}
        yield from (Row(day, "leads", BUSINESS, float(count)) for day, count in asked.items())
        funnel = funnel_of(self.plan, "leads")
        if funnel:
            yield from self._later_stages(funnel, asked)

    def _leads_on(self, day: date) -> int:
        pulls = self.pulls.values()
        tracked = sum(sum(pull.leads[day].values()) for pull in pulls)
        called = _BY_PHONE * sum(pull.expected_leads[day] for pull in pulls)
        dice = self.dice("leads", self.nth(day))
        return tracked + _poisson(dice, self._leads_a_day_before() + called)

    def _leads_a_day_before(self) -> float:
        objective = _objective_on(self.plan, "leads")
        if objective is None or objective.baseline is None:
            return 0.0
        return float(objective.baseline) / _DAYS_IN.get(objective.per or "", 365.25)

    def _later_stages(self, funnel: Funnel, asked: Mapping[date, int]) -> Iterable[Row]:
        """Let those who asked, before the plan too, go on at the funnel's rates and delays."""
        before = {-n: self._asked_before(n) for n in range(1, _HISTORY_DAYS)}
        arrived = Counter(before) + Counter({self.nth(day): n for day, n in asked.items()})
        here = [stage.counted_as for stage in funnel.stages].index("leads")
        for stage in funnel.stages[here + 1 :]:
            if stage.rate is None:
                return
            rate, after = float(stage.rate.middle) / 100, stage.after
            low, high = (float(after.low), float(after.high)) if after else (0.0, 0.0)
            going: Counter[int] = Counter()
            for nth, count in sorted(arrived.items()):
                dice = self.dice(stage.stage, nth)
                moves = [nth + round(dice.triangular(low, high)) for _ in range(count)]
                going.update(there for there in moves if dice.random() < rate)
            arrived = going
            for day in self.days:
                yield Row(day, stage.counted_as, BUSINESS, float(arrived[self.nth(day)]))

    def _asked_before(self, days_ago: int) -> int:
        return _poisson(self.dice("before", days_ago), self._leads_a_day_before())

    def _levels(self, measure: Measure) -> Iterable[Row]:
        """Let a level go from its baseline towards its target, as far as the work is done."""
        objective = _objective_on(self.plan, measure.id)
        if objective is None or objective.baseline is None or objective.number is None:
            return
        work = [each for each in self.plan.tactics if each.measure == measure.id]
        of = [BUSINESS, *(each.id for each in self.plan.strategies if each.signal == measure.id)]
        low, high = float(objective.baseline), float(objective.number)
        for day in self.days:
            if not any(self.done[each.id].get(day) for each in work):
                continue
            habit = max(min(1.0, self.freshness(each, day)) for each in work)
            level = low + (high - low) * habit * min(1.0, self.nth(day) / 70)
            dice = self.dice(measure.id, self.nth(day))
            value = round(max(level, 0.1) * dice.lognormvariate(0, 0.35), 1)
            yield from (Row(day, measure.id, each, value) for each in of)

    def _followers(self) -> Iterable[Row]:
        labels = [label for tactic in self.plan.tactics for label in tactic.channels]
        for label in sorted(_FOLLOWED.intersection(labels)):
            dice = self.dice("followers", label)
            count = dice.randint(60, 320)
            for day in self.days:
                count += _poisson(dice, 0.15 + 0.25 * self.chance_of_doing(day))
                # Looked up once a week, when someone thinks of it.
                if day.weekday() == 0 and dice.random() < 0.9:
                    yield Row(day, "followers", label, float(count))


@dataclass(frozen=True)
class _Pull:
    """Whom a strategy's tactics brought by day: visits and leads by tactic, and what was likely."""

    visits: Mapping[date, Mapping[str, int]]
    leads: Mapping[date, Mapping[str, int]]
    expected: Mapping[date, float]
    expected_leads: Mapping[date, float]


def _pull(story: _Story, strategy: Strategy) -> _Pull:
    shares = _shares(story.plan, strategy)
    rise, rate = _rise_a_day(strategy, shares), _rate(strategy)
    visits: dict[date, dict[str, int]] = {}
    leads: dict[date, dict[str, int]] = {}
    expected: dict[date, float] = {}
    for day in story.days:
        warm = min(1.0, 0.3 + 0.7 * story.nth(day) / _WARM_UP_DAYS)
        means = {
            tactic.id: rise * share * warm * _WEEKDAYS[day.weekday()] * story.freshness(tactic, day)
            for tactic, share in shares
        }
        dice = {name: story.dice("visits", name, story.nth(day)) for name in means}
        visits[day] = {name: _lumpy(dice[name], mean) for name, mean in means.items()}
        leads[day] = {
            tactic.id: sum(dice[tactic.id].random() < rate for _ in range(visits[day][tactic.id]))
            for tactic, _ in shares
            if tactic.magnet
        }
        expected[day] = sum(means.values())
    return _Pull(visits, leads, expected, {day: mean * rate for day, mean in expected.items()})


def _shares(plan: Plan, strategy: Strategy) -> list[tuple[Tactic, float]]:
    """Return the tactics that move a strategy's signal: each half as strong as the one before."""
    own = [
        each
        for each in plan.tactics
        if each.serves[:1] == (strategy.id,) and each.measure == strategy.signal
    ]
    steady = [each for each in own if _times_a_day(each)]
    whole = sum(0.5**n for n in range(len(steady)))
    return [(tactic, 0.5**n / whole) for n, tactic in enumerate(steady)]


def _rise_a_day(strategy: Strategy, shares: Iterable[tuple[Tactic, float]]) -> float:
    if strategy.expects is None:
        return 0.0
    middle, per = float(strategy.expects.spread.middle), strategy.expects.per
    if per == "post":
        return middle * sum(_times_a_day(tactic) for tactic, _ in shares)
    return middle / _DAYS_IN[per]


def _rate(strategy: Strategy) -> float:
    return float(strategy.converts.middle) / 100 if strategy.converts else 0.0


def _times_a_day(tactic: Tactic) -> float:
    """Return how often a tactic comes; 0 for what is done once or has no cadence."""
    if tactic.cadence is None or tactic.cadence.kind == "once":
        return 0.0
    return (per_week(tactic.cadence) or _EVENTS_A_WEEK) / 7


def _cost_of_one(tactic: Tactic) -> float:
    if tactic.budget is None or tactic.budget.per == "total" or not _times_a_day(tactic):
        return 0.0
    return float(tactic.budget.amount) / _DAYS_IN[tactic.budget.per] / _times_a_day(tactic)


def _objective_on(plan: Plan, measure: str) -> Objective | None:
    return next((each for each in plan.objectives if each.measure == measure), None)


def _with_total(day: date, measure: str, strategy: str, parts: Mapping[str, int]) -> Iterable[Row]:
    yield from (Row(day, measure, name, float(count)) for name, count in parts.items())
    yield Row(day, measure, strategy, float(sum(parts.values())))


def _lumpy(dice: Random, mean: float) -> int:
    """Draw from the negative binomial: a Poisson whose mean is drawn from a gamma."""
    return _poisson(dice, dice.gammavariate(_LUMPINESS, mean / _LUMPINESS)) if mean else 0


def _poisson(dice: Random, mean: float) -> int:
    """Count the arrivals of one day, whose gaps are exponential."""
    count, passed = 0, dice.expovariate(1.0)
    while passed < mean:
        count += 1
        passed += dice.expovariate(1.0)
    return count
