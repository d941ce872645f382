"""Plans and readings of many kinds, for what must be true of every review."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from milepost.plan.file import read_plan
from milepost.plan.outline import Plan
from milepost.review.series import Row

STARTS = date(2027, 1, 4)
MEASURES = ("leads", "clicks", "followers", "done", "answer_time", "offers", "market")
STRATEGIES, TACTICS = ("s1", "s2"), ("t1", "t2", "t3")
PARTS = ("", *STRATEGIES, *TACTICS, "gone", "facebook")
CADENCES = ("2 per week on mon thu", "daily at 09:00", "as needed", "once by 2027-02-01", "")
days = st.integers(-40, 80).map(lambda n: STARTS + timedelta(days=n))


@dataclass(frozen=True)
class Case:
    """A plan, its readings, and the days as of which and since when it is reviewed."""

    plan: Plan
    rows: list[Row]
    as_of: date
    since: date


def _optional(name: str, values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.just("") | values.map(lambda value: f", {name}: {value}")


def _objectives(name: str) -> st.SearchStrategy[str]:
    counted = st.builds(
        "{{id: {}, measure: {}, target: {}{}{}{}}}".format,
        st.just(name),
        st.sampled_from(MEASURES),
        st.integers(0, 90) | st.just("decide by 2027-02-01"),
        _optional("baseline", st.integers(0, 30)),
        _optional("per", st.sampled_from(("day", "week", "month", "quarter", "year", "total"))),
        _optional("by", days) | _optional("retired", days),
    )
    reached = st.builds(
        "{{id: {}, kind: milestone, says: Named{}{}}}".format,
        st.just(name),
        _optional("by", days),
        _optional("done", days),
    )
    return counted | reached


def _strategies(name: str) -> st.SearchStrategy[str]:
    return st.builds(
        "{{id: {}, strategy: S{}{}{}{}}}".format,
        st.just(name),
        _optional("serves", st.sampled_from(("[o1]", "[o2, o1]"))),
        _optional("signal", st.sampled_from(MEASURES)),
        _optional("expects", st.sampled_from(("3 per day", "2-4 per post"))),
        _optional("starts", days),
    )


def _tactics(name: str) -> st.SearchStrategy[str]:
    return st.builds(
        "{{id: {}, tactic: T{}{}{}}}".format,
        st.just(name),
        _optional("serves", st.sampled_from(("s1", "s2", "[s2, s1]"))),
        st.sampled_from(CADENCES).map(lambda each: f", cadence: {each}" if each else ""),
        _optional("starts", days),
    )


@st.composite
def cases(draw) -> Case:
    """Draw a plan of two strategies and three tactics, some readings, and a day."""
    objectives, strategies, tactics = (
        "".join(f"\n  {mark}- {draw(each(name))}" for name in names)
        for each, names, mark in (
            (_objectives, ("o1", "o2"), "    "),
            (_strategies, STRATEGIES, ""),
            (_tactics, TACTICS, ""),
        )
    )
    plan = read_plan(
        f"""plan: P
starts: {STARTS}
ends: 2027-12-31
measures: [{{id: answer_time, name: Time to answer, level: out-take, kind: duration}}]
funnel: [{{stage: lead}}, {{stage: offer}}]
goals:
  - id: g
    goal: G
    objectives:{objectives}
strategies:{strategies}
tactics:{tactics}
"""
    )
    keys = st.tuples(
        days, st.sampled_from((*MEASURES, "planned", "visits")), st.sampled_from(PARTS)
    )
    values = draw(st.dictionaries(keys, st.integers(0, 9).map(float), max_size=40))
    rows = [Row(*key, value) for key, value in values.items()]
    return Case(plan, rows, draw(days), draw(days))
