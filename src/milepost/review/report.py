"""The review: what files of plan and readings say about how far a plan has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from milepost.base.charts.figures import figure
from milepost.plan.outline import Plan
from milepost.plan.sentences import objective_words
from milepost.review.adherence import Adherence, adherences
from milepost.review.chain import Chain, Link, chains
from milepost.review.series import Readings
from milepost.review.standing import Standing, standings
from milepost.review.wording import day_words


@dataclass(frozen=True)
class Review:
    """How far a plan has come on a day."""

    plan: Plan
    as_of: date
    has_readings: bool
    objectives: tuple[Standing, ...]
    adherence: tuple[Adherence, ...]
    chains: tuple[Chain, ...]

    @property
    def weeks(self) -> float:
        """Weeks since the plan began, that day included; 0 before it."""
        return max(0, (self.as_of - self.plan.starts).days + 1) / 7

    def as_json(self) -> dict[str, Any]:
        """Return the review as mappings, lists and scalars."""
        return {
            "as_of": self.as_of.isoformat(),
            "weeks": round(self.weeks, 1),
            "objectives": [_objective_json(each) for each in self.objectives],
            "contributions": [],
            "strategies": [],
            "adherence": [
                {"tactic": a.tactic.id, "planned": _number(a.planned), "done": _number(a.done)}
                for a in self.adherence
            ],
            "chains": [_chain_json(each) for each in self.chains],
        }

    def as_text(self) -> str:
        """Return the review as a page for the terminal, words before figures."""
        week = (
            f"week {int(self.weeks) + (self.weeks % 1 > 0)}" if self.weeks else "before its start"
        )
        day = f"{day_words(self.as_of, near=self.as_of)} {self.as_of.year}"
        parts = [
            f"{self.plan.plan}, {week}\nAs of {day}",
            _section("How far", [_objective_text(each) for each in self.objectives]),
            _section(
                "Done, of what was planned", [_adherence_text(each) for each in self.adherence]
            ),
            _section("From the work to the objective", [_chain_text(each) for each in self.chains]),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"


def review(
    plan: Plan, readings: Readings, *, as_of: date, seed: int = 0, since: date | None = None
) -> Review:
    """Review a plan as of a day; readings of later days are left out.

    The same plan, readings and seed give the same review. `since` is the day from which the work
    is counted, where that is later than the plan's first.
    """
    known = readings.until(as_of)
    return Review(
        plan,
        as_of,
        bool(known.series),
        standings(plan, known, as_of),
        adherences(plan, known, as_of, since=since),
        chains(plan, known, as_of, since=since),
    )


def _number(value: float | None) -> int | float | None:
    """Return a number as the file shows it: three decimals, more where it is small."""
    if value is None:
        return None
    rounded = round(float(value), 3 if abs(value) >= 1 else 6)
    return int(rounded) if rounded.is_integer() else rounded


def _objective_json(found: Standing) -> dict[str, Any]:
    objective = found.objective
    return {
        "id": objective.id,
        "measure": objective.measure,
        "target": None if objective.number is None else _number(float(objective.number)),
        "per": objective.per,
        "by": objective.by.isoformat() if objective.by else None,
        "so_far": _number(found.so_far),
        "should_be": _number(found.should_be),
        "chance": None,
        "forecast": None,
        "needed": _number(found.needed),
        "says": found.says,
    }


def _chain_json(chain: Chain) -> dict[str, Any]:
    return {
        "strategy": chain.strategy.id,
        "objective": chain.objective.id if chain.objective else None,
        "links": [_link_json(link) for link in chain.links],
        "joins": list(chain.joins),
        "not_counted": list(chain.not_counted),
        "says": chain.says,
    }


def _link_json(link: Link) -> Mapping[str, Any]:
    return {
        "name": link.name,
        "measure": link.measure,
        "count": _number(link.count),
        "of": list(link.of),
        "first": link.first.isoformat(),
        "last": link.last.isoformat(),
    }


def _section(title: str, texts: list[str]) -> str:
    return "\n".join([title, *texts]) if texts else ""


def _objective_text(found: Standing) -> str:
    return f"  {_sentence_case(objective_words(found.objective))}\n    {found.says}"


def _adherence_text(found: Adherence) -> str:
    return f"  {found.tactic.tactic}\n    {adherence_words(found)}".rstrip()


def adherence_words(found: Adherence) -> str:
    """Say done against planned: 16 of 24 done; "" where nothing was planned and nothing done."""
    planned, done = found.planned, found.done
    if planned == 0 and not done:
        return ""
    if done is None and planned is None:
        return "It comes when something happens; nothing says what was done."
    if done is None:
        return f"{figure(planned or 0.0)} planned; nothing says yet what was done."
    if planned is None:
        return f"{figure(done)} done; it comes when something happens."
    if done > planned:
        were = "was" if planned == 1 else "were"
        return f"{figure(done)} done; {figure(planned)} {were} planned."
    return f"{figure(done)} of {figure(planned)} done."


def _chain_text(chain: Chain) -> str:
    goal = f" → {objective_words(chain.objective)}" if chain.objective else ""
    return f"  {chain.strategy.strategy}{goal}\n    {chain.says}"


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]
