"""Questions about readings, and what a day's rows of the work say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, overload

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from milepost.base.clock import day_bounds, day_in
from milepost.do.models import (
    Click,
    Delivery,
    Freezing,
    Lead,
    Link,
    Slot,
    StageChange,
)
from milepost.do.queries.lists import LongList
from milepost.plan.models import PlanVersion
from milepost.plan.outline import Objective, Plan, Strategy, Tactic
from milepost.plan.queries import CurrentPlan, current_plan
from milepost.review.keeping import ENGINE, read_behind, read_history, read_review
from milepost.review.models import DayCount, KeptReview, Reading
from milepost.review.needs import Need, needs_of_objective, needs_of_review
from milepost.review.report import Review, review
from milepost.review.rollup import Credit, DayOfWork
from milepost.review.series import BUSINESS, Readings, Row, Series, write_readings
from milepost.review.standing import history
from milepost.team.models import Workspace

EVERY_MEASURE = ""  # of a DayCount
# So many readings are counted while a page is made; of more, the review is kept (see KeptReview).
AT_ONCE = 20_000


def readings_for(rows: QuerySet[Reading], plan: Plan, needs: Iterable[Need]) -> Readings:
    """Return those of the rows that are needed, in one query."""
    # Each need takes its own way through the index; one long OR may end in a walk over all rows.
    chosen = [_needed(rows, each).values_list("day", "measure", "of", "value") for each in needs]
    if not chosen:
        return Readings(plan, {})
    found = chosen[0].union(*chosen[1:], all=True)
    return Readings.of_rows(plan, map(Row._make, found.iterator(chunk_size=5_000)))


def _needed(rows: QuerySet[Reading], need: Need) -> QuerySet[Reading]:
    own = rows.filter(measure=need.measure)
    found = own if need.of is None else own.filter(of__in=sorted(need.of))
    return found.exclude(Exists(own.filter(of=BUSINESS))) if need.but_not_whole else found


@dataclass(frozen=True)
class Made:
    """A review, and the readings it was made of: those it needs."""

    review: Review
    readings: Readings


def make_review(workspace: Workspace, as_of: date, current: CurrentPlan) -> Made:
    """Review a workspace as of a day from the readings as they stand."""
    rows, plan = Reading.objects.filter(workspace=workspace, day__lte=as_of), current.plan
    readings = readings_for(rows, plan, needs_of_review(plan, as_of))
    found = review(plan, readings, as_of=as_of, since=began_on(workspace, current))
    # There may be readings of which the review needs none.
    return Made(replace(found, has_readings=found.has_readings or rows.exists()), readings)


@dataclass(frozen=True)
class Latest:
    """The latest review of a workspace; lags_since: since when readings came that it lacks."""

    review: Review
    lags_since: datetime | None = None


def latest_review(workspace: Workspace, as_of: date, current: CurrentPlan) -> Latest:
    """Return the review that a page shows: up to date, or saying since when it lags.

    It lags only where there are so many readings that counting them would keep the reader waiting.
    """
    kept = _kept_reviews(workspace, as_of, current).defer("histories").first()
    if kept and (kept.is_latest or kept.has_many):
        lags_since = None if kept.is_latest else kept.made_at
        return Latest(read_review(kept.text, current.plan), lags_since)
    return Latest(make_review(workspace, as_of, current).review)


def _kept_reviews(workspace: Workspace, as_of: date, current: CurrentPlan) -> QuerySet[Any]:
    """The kept review, where it is of this day and plan, with whether there are many readings."""
    beyond = Reading.objects.filter(workspace=workspace)[AT_ONCE : AT_ONCE + 1]
    rows = KeptReview.objects.annotate(has_many=Exists(beyond))
    return rows.filter(workspace=workspace, as_of=as_of, version=current.number, engine=ENGINE)


def review_of(
    workspace: Workspace, as_of: date, *, current: CurrentPlan | None = None
) -> Review | None:
    """Review a workspace as of a day, never lagging; None where it has no plan yet.

    `current` is the plan where the caller has it already.
    """
    current = current or current_plan(workspace)
    if current is None:
        return None
    kept = _kept_reviews(workspace, as_of, current).defer("histories").first()
    if kept and kept.is_latest:
        return read_review(kept.text, current.plan)
    return make_review(workspace, as_of, current).review


def history_of(
    workspace: Workspace, objective: Objective, as_of: date, current: CurrentPlan
) -> Series:
    """Return how an objective's number went, lagging as `latest_review` does."""
    kept = _kept_reviews(workspace, as_of, current).defer("text").first()
    if kept and (kept.is_latest or kept.has_many):
        return read_history(kept.histories, objective)
    rows, plan = Reading.objects.filter(workspace=workspace, day__lte=as_of), current.plan
    readings = readings_for(rows, plan, needs_of_objective(plan, objective))
    return history(plan, readings, objective, as_of)


def behind_of(workspaces: Iterable[Workspace]) -> dict[int, list[tuple[str, str]]]:
    """Return for each workspace the objectives behind their line: the id of each, and its words.

    A workspace whose review of today and of its newest plan is not kept (yet) is left out: what
    is not known is not nothing.
    """
    known = {each.pk: each for each in workspaces}
    newest = PlanVersion.objects.filter(workspace=OuterRef("workspace")).order_by("-number")
    rows = KeptReview.objects.filter(workspace__in=known, engine=ENGINE).filter(
        version=Subquery(newest.values("number")[:1])
    )
    now = timezone.now()
    return {
        pk: read_behind(behind)
        for pk, as_of, behind in rows.values_list("workspace", "as_of", "behind")
        if as_of == day_in(known[pk].timezone, now)
    }


def began_on(workspace: Workspace, current: CurrentPlan) -> date:
    """Return the day the plan came here: nobody could have marked earlier work as done."""
    return day_in(workspace.timezone, current.began_at)


def export_readings(workspace: Workspace) -> str:
    """Return all readings as CSV, by day, measure and what they are of."""
    rows = Reading.objects.filter(workspace=workspace).order_by()
    found = map(Row._make, rows.values_list("day", "measure", "of", "value"))
    # A database sorts ids after its own language; the file is the same from each.
    return write_readings(sorted(found, key=lambda row: row[:3]))


@dataclass(frozen=True)
class Wanted:
    """Which readings a page asks for; None leaves a question open."""

    measure: str | None = None
    of: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None


def readings_wanted(workspace: Workspace, wanted: Wanted) -> QuerySet[Reading]:
    """Return the readings that were asked for, the newest day first."""
    rows = Reading.objects.filter(workspace=workspace)
    if wanted.measure:
        rows = rows.filter(measure=wanted.measure)
    if wanted.of is not None:
        rows = rows.filter(of__in=wanted.of)
    if wanted.since:
        rows = rows.filter(day__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(day__lte=wanted.until)
    return rows.order_by("-day", "measure", "of")


class ReadingList(Sequence[Reading]):
    """The readings that were asked for as a paginator takes them, the newest day first.

    How many there are on each day is known, so a page is looked for on its own days alone.
    """

    def __init__(self, workspace: Workspace, wanted: Wanted) -> None:
        self._rows = readings_wanted(workspace, wanted)
        counts = DayCount.objects.filter(
            workspace=workspace, measure=wanted.measure or EVERY_MEASURE
        )
        if wanted.since:
            counts = counts.filter(day__gte=wanted.since)
        if wanted.until:
            counts = counts.filter(day__lte=wanted.until)
        self._days = list(counts.order_by("-day").values_list("day", "count"))

    def __len__(self) -> int:
        return sum(count for _, count in self._days)

    @overload
    def __getitem__(self, part: int) -> Reading: ...
    @overload
    def __getitem__(self, part: slice) -> list[Reading]: ...
    def __getitem__(self, part: int | slice) -> Reading | list[Reading]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        first, last, _ = part.indices(len(self))
        before, days = 0, []
        for day, count in self._days:
            if before + count > first and before < last:
                days.append((day, before))
            before += count
        if not days:
            return []
        (newest, skipped), (oldest, _) = days[0], days[-1]
        rows = self._rows.filter(day__gte=oldest, day__lte=newest)
        return list(rows[first - skipped : last - skipped])


def listed_readings(workspace: Workspace, wanted: Wanted) -> Sequence[Reading]:
    """Return the readings that were asked for as a paginator takes them, the newest day first."""
    if wanted.measure and wanted.of is not None:
        return LongList(readings_wanted(workspace, wanted))
    counted = KeptReview.objects.filter(workspace=workspace).exclude(counted_on=None)
    if not counted.exists():
        return LongList(readings_wanted(workspace, wanted))
    if wanted.of is None:
        return ReadingList(workspace, wanted)
    # With its measures named a database finds a part's readings by their key.
    known = DayCount.objects.filter(workspace=workspace).exclude(measure=EVERY_MEASURE)
    measures = list(known.order_by().values_list("measure", flat=True).distinct())
    return LongList(readings_wanted(workspace, wanted).filter(measure__in=measures))


def sum_of(rows: QuerySet[Reading]) -> float | None:
    """Return what readings add up to; None where there are none."""
    total: float | None = rows.aggregate(total=Sum("value"))["total"]
    return total


def day_of_work(workspace: Workspace, day: date) -> DayOfWork:
    """Return what a workspace's own rows of one day say."""
    begin, end = day_bounds(day, workspace.timezone)
    current = current_plan(workspace)
    plan = current.plan if current else None
    has_links = Link.objects.filter(workspace=workspace, made_at__lt=end).exists()
    has_leads = Lead.objects.filter(workspace=workspace, asked_at__lt=end).exists()
    leads = _leads_of(workspace, begin, end)
    return DayOfWork(
        tactics=_on(day, plan, plan.tactics) if plan else (),
        strategies=_on(day, plan, plan.strategies) if plan else (),
        planned=_planned_on(workspace, day),
        done=_done_on(workspace, begin, end),
        clicks=_clicks_on(workspace, day) if has_links else None,
        tracked_leads=[each for each in leads if each] if has_links and has_leads else None,
        leads=len(leads) if has_leads else None,
        stages=_stages_on(workspace, begin, end),
    )


def _on(day: date, plan: Plan, parts: Sequence[Strategy | Tactic]) -> list[str]:
    spans = [(part.id, *plan.span_of(part)) for part in parts]
    return [part_id for part_id, first, last in spans if first <= day <= last]


def _planned_on(workspace: Workspace, day: date) -> list[str] | None:
    """Return the tactic of each slot of a frozen day; of other days the plan alone says it."""
    freezing = Freezing.objects.filter(workspace=workspace).first()
    first = workspace.plan_versions.aggregate(at=Min("made_at"))["at"]
    if freezing is None or first is None or freezing.until < day:
        return None
    if day < day_in(workspace.timezone, first):
        return None
    rows = Slot.objects.filter(workspace=workspace, planned_day=day)
    return list(rows.values_list("tactic__code", flat=True))


def _done_on(workspace: Workspace, begin: datetime, end: datetime) -> list[str] | None:
    """Return the tactic of each post that first went out, and each task that was done.

    A slot that a post fills is done by the post.
    """
    out = Delivery.objects.filter(workspace=workspace, state="out", sent_at__lt=end)
    done = Slot.objects.filter(workspace=workspace, done_at__lt=end)
    if not out.exists() and not done.exists():
        return None
    earlier = out.filter(post=OuterRef("post"), sent_at__lt=begin)
    posts = out.filter(sent_at__gte=begin, post__tactic__isnull=False).exclude(Exists(earlier))
    by_post = posts.values_list("post__tactic__code", "post").distinct()
    by_hand = done.filter(done_at__gte=begin).exclude(Exists(out.filter(post__slot=OuterRef("pk"))))
    return [code for code, _ in by_post] + list(by_hand.values_list("tactic__code", flat=True))


def _clicks_on(workspace: Workspace, day: date) -> list[Credit]:
    clicks = Click.objects.filter(link__workspace=workspace, day=day, kind="person", is_first=True)
    rows = clicks.values_list("link__tactic__code", "link__strategy__code")
    return [Credit(tactic, strategy) for tactic, strategy in rows]


def _leads_of(workspace: Workspace, begin: datetime, end: datetime) -> list[Credit | None]:
    """Return for each lead of a day what its link credits; None where it came by no link."""
    rows = Lead.objects.filter(workspace=workspace, asked_at__gte=begin, asked_at__lt=end)
    named = rows.values_list("link", "link__tactic__code", "link__strategy__code")
    return [Credit(tactic, strategy) if link else None for link, tactic, strategy in named]


def _stages_on(workspace: Workspace, begin: datetime, end: datetime) -> dict[str, int]:
    """Return how many leads reached each stage's measure, 0 for one that was reached before."""
    changes = StageChange.objects.filter(lead__workspace=workspace, at__lt=end)
    reached = Count("lead", distinct=True, filter=Q(at__gte=begin))
    rows = changes.values("stage__measure").order_by().annotate(reached=reached)
    return {row["stage__measure"]: row["reached"] for row in rows}
