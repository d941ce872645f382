"""The plan: from why to tactics, as a tree."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.http import HttpResponse

from milepost.plan.cadence import write_cadence
from milepost.plan.capacity import hours_there_are, loads_of_week
from milepost.plan.outline import Objective, Plan, Strategy, Tactic
from milepost.plan.queries import current_plan
from milepost.plan.sentences import objective_words
from milepost.web.access import PageRequest, page, show, today_of


@dataclass(frozen=True)
class TacticLine:
    """A tactic with how often it happens, in words."""

    part: Tactic
    often: str


@dataclass(frozen=True)
class StrategyBranch:
    """A strategy, the objectives it serves in words, and its tactics."""

    part: Strategy
    serves: tuple[str, ...]
    tactics: tuple[TacticLine, ...]


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective in words."""

    part: Objective
    says: str


@page("read")
def plan(request: PageRequest) -> HttpResponse:
    """Show the plan, or how to begin one."""
    current = current_plan(request.workspace)
    if current is None:
        return show(request, "plan/begin.html", "plan")
    outline = current.plan
    monday = today_of(request.workspace)
    monday = max(monday, outline.starts) - timedelta(days=max(monday, outline.starts).weekday())
    loads = loads_of_week(outline, monday)
    return show(
        request,
        "plan/plan.html",
        "plan",
        plan=outline,
        number=current.number,
        goals=[(goal, _objectives(goal.objectives)) for goal in outline.goals],
        branches=_branches(outline),
        loose=_lines(outline, [tactic for tactic in outline.tactics if not tactic.serves]),
        loads=loads,
        monday=monday,
        asked=sum((load.hours for load in loads), Decimal(0)),
        there_are=hours_there_are(outline, monday),
    )


def _objectives(objectives: tuple[Objective, ...]) -> list[ObjectiveLine]:
    return [ObjectiveLine(each, objective_words(each)) for each in objectives]


def _branches(outline: Plan) -> list[StrategyBranch]:
    words = {each.id: objective_words(each) for each in outline.objectives}
    return [
        StrategyBranch(
            strategy,
            tuple(words[each] for each in strategy.serves),
            tuple(_lines(outline, [t for t in outline.tactics if strategy.id in t.serves])),
        )
        for strategy in outline.strategies
    ]


def _lines(outline: Plan, tactics: list[Tactic]) -> list[TacticLine]:
    return [
        TacticLine(tactic, write_cadence(tactic.cadence) if tactic.cadence else "")
        for tactic in tactics
    ]
