"""Parts of a plan said in words."""

from decimal import Decimal

from milepost.plan.outline import Objective


def number_words(number: Decimal | float) -> str:
    """Write a number as people do: thousands apart, no needless zeros."""
    rounded = round(float(number), 2)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.2f}".rstrip("0")


def objective_words(objective: Objective) -> str:
    """Say an objective: its own words, else as in '20 leads a month'."""
    if objective.says:
        return objective.says
    measure = (objective.measure or objective.id).replace("_", " ")
    target = objective.target
    if objective.number is not None:
        measure = f"{number_words(objective.number)} {measure}"
    elif target and target.percent is not None:
        sign = "−" if target.percent < 0 else "+"
        measure = f"{measure} {sign}{number_words(abs(target.percent))} %"
    per = {None: "", "total": " in total"}.get(objective.per, f" a {objective.per}")
    return f"{measure}{per}"
