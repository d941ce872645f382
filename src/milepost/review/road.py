"""The road of a plan: its objectives and milestones as mileposts, and where we are."""

from datetime import date

from milepost.base.charts import Milepost, RoadPicture
from milepost.base.charts.days import written
from milepost.base.charts.figures import figure
from milepost.base.charts.road_layout import Tone
from milepost.plan.outline import Objective, Plan
from milepost.plan.sentences import number_words, objective_words
from milepost.review.report import Review
from milepost.review.standing import Standing

_TONES: dict[bool | None, Tone] = {True: "warn", False: "good", None: "none"}


def road_of(plan: Plan, review: Review | None, *, name: str, today: date) -> RoadPicture:
    """Return the road as a picture's values; no forecast is drawn, so no chance is claimed."""
    standings = {each.objective.id: each for each in review.objectives} if review else {}
    mileposts = [
        _objective(each, standings.get(each.id), today)
        for each in plan.objectives
        if each.by and each.is_live(today)
    ]
    mileposts += [
        Milepost(each.day, each.says, *_reached(each.done, each.day, today))
        for each in plan.milestones
        if each.is_live(today)
    ]
    here = _here(review)
    return RoadPicture(
        name=name,
        starts=plan.starts,
        ends=plan.ends,
        today=today,
        mileposts=tuple(sorted(mileposts, key=lambda post: post.day)),
        here=here,
        vision=plan.vision or plan.plan,
        title=f"The road of {plan.plan}",
        says=f"Today is {written(today)}. {here}.",
    )


def _objective(objective: Objective, standing: Standing | None, today: date) -> Milepost:
    day = objective.by or today
    label = objective_words(objective)
    if objective.is_milestone:
        return Milepost(day, label, *_reached(objective.done, day, today))
    if standing is None or standing.so_far is None:
        return Milepost(day, label, "no readings yet", "none")
    if objective.number is None:
        return Milepost(day, label, f"{figure(standing.so_far)} now", "none")
    says = f"{figure(standing.so_far)} of {number_words(objective.number)}"
    return Milepost(day, label, says, _TONES[standing.is_behind])


def _reached(done: date | None, day: date, today: date) -> tuple[str, Tone]:
    if done and done <= today:
        return "reached", "done"
    return ("not reached yet", "warn") if day < today else ("", "none")


def headline(review: Review | None) -> str:
    """Say in one sentence how the first objective with readings stands against its line."""
    for standing in review.objectives if review else ():
        if standing.so_far is not None and standing.is_behind is not None:
            words = objective_words(standing.objective)
            return f"You are on the road to {words}, {_against_line(standing)}."
        if standing.so_far is not None:
            return standing.says
    return "The plan stands. Its numbers come with the first readings."


def _against_line(standing: Standing) -> str:
    """Say ahead or behind: within a twentieth is on the line, within a quarter is a little."""
    so_far, should_be = standing.so_far or 0.0, standing.should_be or 0.0
    share = abs(so_far - should_be) / max(abs(should_be), 1e-9)
    if share <= 0.05:
        return "right where you should be"
    side = "behind" if standing.is_behind else "ahead of"
    return f"{'a little' if share <= 0.25 else 'well'} {side} where you should be"


def _here(review: Review | None) -> str:
    """Say where we are by the first objective that has readings."""
    for standing in review.objectives if review else ():
        if standing.so_far is not None and standing.measure is not None:
            per = {"month": " a month", "week": " a week"}.get(standing.objective.per or "", "")
            return f"Here: {figure(standing.so_far)} {standing.measure.name}{per}"
    return "Here"
