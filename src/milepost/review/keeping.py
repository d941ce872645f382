"""A review as text, kept so that a page need not count anew; with its plan it reads as it was."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from milepost.plan.outline import Objective, Plan
from milepost.plan.sentences import objective_words
from milepost.review.adherence import Adherence, Week
from milepost.review.chain import Chain, Link
from milepost.review.report import Review
from milepost.review.series import Readings, Series, measure_of
from milepost.review.standing import Standing, Window, history

# Moved whenever a review counts or is written differently, so that no older one is shown.
ENGINE = "1"


@dataclass(frozen=True)
class Kept:
    """A review as it is kept: itself, how its objectives went, and which stand behind their line.

    histories and behind stand apart: most pages need neither, and a list of businesses the last
    alone.
    """

    review: str
    histories: str
    behind: str


def kept(review: Review, readings: Readings) -> Kept:
    """Return what is kept of a review of these readings."""
    past = {
        each.objective.id: history(review.plan, readings, each.objective, review.as_of)
        for each in review.objectives
    }
    return Kept(_written(_review_values(review)), _written(_series_values(past)), _behind(review))


def read_review(text: str, plan: Plan) -> Review:
    """Return the review that was kept, of the plan it was made of."""
    found, reader = json.loads(text), _Reader(plan, {part.id: part for _, part in plan.walk()})
    return Review(
        plan=plan,
        as_of=date.fromisoformat(found["as_of"]),
        has_readings=found["has_readings"],
        objectives=tuple(reader.standing(each) for each in found["objectives"]),
        adherence=tuple(reader.adherence(each) for each in found["adherence"]),
        chains=tuple(reader.chain(each) for each in found["chains"]),
    )


def read_history(text: str, objective: Objective) -> Series:
    """Return how an objective's number went, as it was kept."""
    past = json.loads(text).get(objective.id, {})
    return {date.fromisoformat(day): value for day, value in past.items()}


def read_behind(text: str) -> list[tuple[str, str]]:
    """Return the objectives that stand behind their line: the id of each, and its words."""
    return [(objective, words) for objective, words in json.loads(text)]


def _written(values: Any) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def _behind(review: Review) -> str:
    standings = [each for each in review.objectives if each.is_behind]
    return _written([(each.objective.id, objective_words(each.objective)) for each in standings])


def _series_values(past: Mapping[str, Series]) -> dict[str, dict[str, float]]:
    return {
        name: {day.isoformat(): value for day, value in series.items()}
        for name, series in past.items()
    }


def _review_values(review: Review) -> dict[str, Any]:
    return {
        "as_of": review.as_of.isoformat(),
        "has_readings": review.has_readings,
        "objectives": [_standing_values(each) for each in review.objectives],
        "adherence": [_adherence_values(each) for each in review.adherence],
        "chains": [_chain_values(each) for each in review.chains],
    }


def _standing_values(found: Standing) -> dict[str, Any]:
    window = found.window
    return {
        "id": found.objective.id,
        "measure": found.measure.code if found.measure else None,
        "window": [window.first.isoformat(), window.last.isoformat(), window.says]
        if window
        else None,
        "numbers": [found.so_far, found.should_be, found.needed],
        "made_of": found.made_of,
        "says": found.says,
        "gaps": found.gaps,
    }


def _adherence_values(found: Adherence) -> dict[str, Any]:
    return {
        "id": found.tactic.id,
        "days": [found.first.isoformat(), found.last.isoformat()],
        "numbers": [found.planned, found.done],
        "weeks": [(w.monday.isoformat(), w.done, w.missed, w.open) for w in found.weeks],
    }


def _chain_values(found: Chain) -> dict[str, Any]:
    return {
        "strategy": found.strategy.id,
        "objective": found.objective.id if found.objective else None,
        "links": [_link_values(each) for each in found.links],
        "joins": found.joins,
        "not_counted": found.not_counted,
        "says": found.says,
    }


def _link_values(link: Link) -> dict[str, Any]:
    return {**vars(link), "first": link.first.isoformat(), "last": link.last.isoformat()}


@dataclass(frozen=True)
class _Reader:
    """Reads what was kept of one plan."""

    plan: Plan
    parts: Mapping[str, Any]

    def standing(self, values: Mapping[str, Any]) -> Standing:
        so_far, should_be, needed = values["numbers"]
        return Standing(
            objective=self.parts[values["id"]],
            measure=measure_of(self.plan, values["measure"]) if values["measure"] else None,
            window=_window_of(values["window"]),
            made_of=tuple(values["made_of"]),
            so_far=so_far,
            should_be=should_be,
            needed=needed,
            says=values["says"],
            gaps=values["gaps"],
        )

    def adherence(self, values: Mapping[str, Any]) -> Adherence:
        first, last = map(date.fromisoformat, values["days"])
        planned, done = values["numbers"]
        weeks = tuple(Week(date.fromisoformat(monday), *dots) for monday, *dots in values["weeks"])
        return Adherence(self.parts[values["id"]], first, last, planned, done, weeks)

    def chain(self, values: Mapping[str, Any]) -> Chain:
        first, second, third, fourth = (_link_of(each) for each in values["links"])
        carried_out, moved, converted = values["joins"]
        return Chain(
            strategy=self.parts[values["strategy"]],
            objective=self.parts[values["objective"]] if values["objective"] else None,
            links=(first, second, third, fourth),
            joins=(carried_out, moved, converted),
            not_counted=tuple(values["not_counted"]),
            says=values["says"],
        )


def _window_of(values: list[str] | None) -> Window | None:
    if values is None:
        return None
    first, last, says = values
    return Window(date.fromisoformat(first), date.fromisoformat(last), says)


def _link_of(values: Mapping[str, Any]) -> Link:
    days = {name: date.fromisoformat(values[name]) for name in ("first", "last")}
    return Link(**{**values, **days, "of": tuple(values["of"])})
