"""Rules about hours: can the people of the plan do what it asks?"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from milepost.plan.cadence import per_week
from milepost.plan.check.rule import Finding, rule
from milepost.plan.outline import Person, Plan, Tactic


@rule("C001", "more-hours-than-there-are")
def more_hours_than_there_are(plan: Plan) -> Iterator[Finding]:
    """The tactics ask for more hours a week than people have.

    Why: a plan nobody has time for is not carried out, and then nothing can be learned from it.
    Instead of: 5 articles per week at 90 minutes each, with 4 hours per week.
    Write: 2 articles per week at 90 minutes each, with 4 hours per week.
    """
    people = [finding for person in plan.people for finding in _over_own(plan, person)]
    there_are = _hours_of_all(plan)
    if people or there_are is None:
        yield from people
    else:
        yield from _over("plan", plan, plan.tactics, there_are)


def _over_own(plan: Plan, person: Person) -> Iterator[Finding]:
    own = [tactic for tactic in plan.tactics if tactic.owner == person.id]
    if person.hours is not None and person.is_live(plan.ends):
        yield from _over(f"person:{person.id}", plan, own, person.hours)


def _hours_of_all(plan: Plan) -> Decimal | None:
    if plan.capacity is not None:
        return plan.capacity
    hours = [p.hours for p in plan.people if p.hours is not None and p.is_live(plan.ends)]
    return sum(hours, Decimal(0)) if hours else None


def _over(
    where: str, plan: Plan, tactics: Sequence[Tactic], there_are: Decimal
) -> Iterator[Finding]:
    # Hours only rise on a day on which a tactic begins, so the fullest week begins on one.
    begins = sorted({plan.span_of(tactic)[0] for tactic in tactics})
    hours, day = max(
        ((_hours_a_week(plan, tactics, day), day) for day in begins),
        key=lambda each: each[0],
        default=(0.0, plan.starts),
    )
    if hours > float(there_are):
        yield Finding(
            where,
            f"From {day} the tactics ask for about {hours:.1f} hours a week; "
            f"there are {there_are:f}.",
            "Do less often, shorten the work, or give it to someone who has the hours.",
        )


def _hours_a_week(plan: Plan, tactics: Sequence[Tactic], day: date) -> float:
    """Add up what runs on that day; a tactic without known cadence or minutes adds nothing."""
    hours = 0.0
    for tactic in tactics:
        first, last = plan.span_of(tactic)
        slots = per_week(tactic.cadence) if tactic.cadence else None
        if first <= day <= last and slots and tactic.minutes:
            hours += slots * tactic.minutes / 60
    return hours
