"""What writes readings: given by people, or counted from the rows of the work."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, Count, F, Max, Min, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from milepost.base.clock import day_bounds, day_in
from milepost.base.errors import SaidError
from milepost.do.models import ChangedDay
from milepost.engine.claims import Claim, finish, held
from milepost.plan.models import PlanVersion
from milepost.plan.queries import current_plan
from milepost.review.keeping import ENGINE, kept
from milepost.review.models import DayCount, KeptReview, Reading
from milepost.review.queries import AT_ONCE, EVERY_MEASURE, Made
from milepost.review.series import Row, read_readings, write_line, write_readings
from milepost.team.models import Workspace
from milepost.team.record import note

GIVEN, COUNTED = "given", "counted"
PLANNED = "planned"  # the one measure that is known of days to come
_BATCH = 5_000
_RECORDED = 1_000  # readings whose old and new value the record keeps at each import
# Between two reviews of a workspace, so that a thousand clicks make few; and where there are so
# many readings that one review keeps a core busy for seconds.
REVIEW_REST, LONG_REST = timedelta(seconds=3), timedelta(seconds=20)
# As one prepared statement for all rows: bulk_create splits 100,000 of them into 600 statements on
# SQLite and takes nine seconds, in which nobody else can write.
_TAKE = """
    INSERT INTO review_reading (workspace_id, day, measure, "of", value, source)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (workspace_id, measure, "of", day)
    DO UPDATE SET value = excluded.value, source = excluded.source
"""


@dataclass(frozen=True)
class Imported:
    """How many readings are new, how many had another value before, how many are to come.

    to_come: those of days after today; no review knows them before, unless they are of what is
    planned, so a mistyped year is worth a word.
    """

    added: int
    changed: int
    to_come: int = 0


@transaction.atomic
def import_readings(workspace: Workspace, text: str) -> Imported:
    """Take readings as CSV; raises ReadingsError and changes nothing when a line is bad.

    What is given stands from then on, also where it was counted before.
    """
    current = current_plan(workspace)
    if current is None:
        raise SaidError("There is no plan yet; write it first, for readings are of its measures.")
    # With its newline it is always text: a name on a page must not open a file.
    rows = list(read_readings(f"{text}\n", current.plan).rows)
    today = day_in(workspace.timezone, timezone.now())
    known = _known(workspace, rows[0].day, rows[-1].day)
    fresh = [row for row in rows if known.get(row[:3]) != (row.value, GIVEN)]
    _take(workspace, fresh)
    before = [known.get(row[:3]) for row in rows]
    changed = sum(1 for row, old in zip(rows, before, strict=True) if old and old[0] != row.value)
    to_come = sum(1 for row in rows if row.day > today and row.measure != PLANNED)
    taken = Imported(before.count(None), changed, to_come)
    if fresh:
        pairs = zip(rows, before, strict=True)
        _record(workspace, taken, [(row, old[0]) for row, old in pairs if old])
    return taken


def _record(workspace: Workspace, taken: Imported, old: Sequence[tuple[Row, float]]) -> None:
    """Keep what was given in the record, and of what had another value before that value too."""
    changed = [(row, value) for row, value in old if value != row.value][:_RECORDED]
    note(
        workspace,
        "readings",
        f"gave readings: {taken.added} new, {taken.changed} changed",
        before=write_readings(row._replace(value=value) for row, value in changed)
        if changed
        else "",
        after=write_readings(row for row, _ in changed) if changed else "",
    )


def add_reading(workspace: Workspace, *, day: str, measure: str, of: str, value: str) -> Imported:
    """Take one reading as it was typed; raises ReadingsError when it is none."""
    return import_readings(workspace, write_line(day, measure, of, value))


def _known(
    workspace: Workspace, first: date, last: date
) -> dict[tuple[date, str, str], tuple[float, str]]:
    """Return value and source of the readings from one day to another, held until we are done."""
    rows = Reading.objects.select_for_update().filter(workspace=workspace, day__range=(first, last))
    found = rows.values_list("day", "measure", "of", "value", "source")
    return {(day, measure, of): (value, source) for day, measure, of, value, source in found}


def _take(workspace: Workspace, rows: Sequence[Row]) -> None:
    values = [(workspace.pk, r.day.isoformat(), r.measure, r.of, r.value, GIVEN) for r in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(_TAKE, values)
        note_readings_changed(workspace.pk, {row.day for row in rows})


@transaction.atomic
def store_counted(workspace_id: int, day: date, values: Mapping[tuple[str, str], float]) -> None:
    """Make the counted readings of a day be these; what was given stays as it is."""
    rows = Reading.objects.select_for_update().filter(workspace_id=workspace_id, day=day)
    known = {(row.measure, row.of): row for row in rows}
    gone = [row.pk for key, row in known.items() if row.source == COUNTED and key not in values]
    fresh = [
        Reading(
            workspace_id=workspace_id,
            day=day,
            measure=key[0],
            of=key[1],
            value=value,
            source=COUNTED,
        )
        for key, value in values.items()
        if key not in known
    ]
    changed = [
        row
        for key, row in known.items()
        if row.source == COUNTED and values.get(key, row.value) != row.value
    ]
    for row in changed:
        row.value = values[row.measure, row.of]
    Reading.objects.filter(pk__in=gone).delete()
    Reading.objects.bulk_update(changed, ["value"], batch_size=_BATCH)
    # What was given in the meantime stands.
    Reading.objects.bulk_create(fresh, batch_size=_BATCH, ignore_conflicts=True)
    note_readings_changed(workspace_id, {day})


@transaction.atomic
def keep_counted(
    claim: Claim, changed: ChangedDay, values: Mapping[tuple[str, str], float]
) -> bool:
    """Keep what was counted of a claimed day; False where the day changed meanwhile.

    Then it stays due, and nothing is kept, for what was counted is out of date. The same holds
    where another worker has claimed the day after us.
    """
    unchanged = ChangedDay.objects.filter(changes=changed.changes)
    if not finish(unchanged, claim, due_at=None):
        finish(ChangedDay.objects.all(), claim, due_at=changed.due_at)
        return False
    store_counted(changed.workspace_id, changed.day, values)
    return True


@transaction.atomic(savepoint=False)
def note_readings_changed(workspace_id: int, days: Collection[date]) -> None:
    """Let what is made of readings follow them, after every write of readings of these days.

    The review is due soon; of many changes in a short time it is made once. The days are counted
    again where days are.
    """
    due_at, rows = _due_soon(timezone.now()), KeptReview.objects.filter(workspace=workspace_id)
    # The row that this takes hold of lets one writer after the other count.
    if not rows.update(changes=F("changes") + 1, due_at=due_at):
        fresh = KeptReview(workspace_id=workspace_id)
        KeptReview.objects.bulk_create([fresh], ignore_conflicts=True)
        # Another one may have been the first in the meantime, and its review may be made already.
        rows.update(changes=F("changes") + 1, due_at=due_at)
    if days and rows.exclude(counted_on=None).exists():
        _count_days(workspace_id, min(days), max(days))


def _due_soon(now: datetime) -> Case:
    """Return when a review falls due after a change: after its rest, or sooner if it was to."""
    rests = ((True, now + REVIEW_REST), (False, now + LONG_REST))
    later = [
        When(Q(due_at=None) | Q(due_at__gt=soon), counted_on__isnull=is_quick, then=Value(soon))
        for is_quick, soon in rests
    ]
    return Case(*later, default=F("due_at"))


def _count_days(workspace_id: int, first: date, last: date) -> None:
    """Count the readings from one day to another, and keep what differs from what was known."""
    days = Q(workspace=workspace_id, day__range=(first, last))
    found = Reading.objects.filter(days).order_by().values_list("measure", "day")
    counts = Counter[tuple[str, date]]()
    for measure, day, count in found.annotate(count=Count("pk")):
        counts[measure, day] += count
        counts[EVERY_MEASURE, day] += count
    known = {(row.measure, row.day): row for row in DayCount.objects.filter(days)}
    gone = [row.pk for key, row in known.items() if key not in counts]
    changed = [
        DayCount(workspace_id=workspace_id, measure=measure, day=day, count=count)
        for (measure, day), count in counts.items()
        if (measure, day) not in known or known[measure, day].count != count
    ]
    for start in range(0, len(gone), _BATCH):
        DayCount.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    DayCount.objects.bulk_create(
        changed,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["workspace", "measure", "day"],
        update_fields=["count"],
    )


@transaction.atomic
def count_all_days(workspace: Workspace, today: date) -> None:
    """Count the readings of every day, whoever wrote them, where there are many."""
    rows = Reading.objects.filter(workspace=workspace)
    is_counted = rows[AT_ONCE : AT_ONCE + 1].exists()
    # As in note_readings_changed, this lets one after the other count.
    reviews = KeptReview.objects.filter(workspace=workspace)
    reviews.update(counted_on=today if is_counted else None)
    if is_counted:
        known = DayCount.objects.filter(workspace=workspace)
        ends = [each.aggregate(first=Min("day"), last=Max("day")) for each in (rows, known)]
        firsts, lasts = ([end[key] for end in ends if end[key]] for key in ("first", "last"))
        _count_days(workspace.pk, min(firsts), max(lasts))
    else:
        DayCount.objects.filter(workspace=workspace).delete()


@transaction.atomic
def keep_review(claim: Claim, begun: KeptReview, made: Made, version: int) -> None:
    """Keep a review that was made for a claimed row, unless another worker claimed it after us.

    It is due again at the workspace's next midnight, and sooner where readings changed meanwhile.
    """
    rows, told = held(KeptReview.objects.all(), claim), kept(made.review, made.readings)
    as_of = made.review.as_of
    rows.update(
        seen=begun.changes,
        engine=ENGINE,
        version=version,
        as_of=as_of,
        made_at=timezone.now(),
        text=told.review,
        histories=told.histories,
        behind=told.behind,
    )
    midnight = day_bounds(as_of, begun.workspace.timezone)[1]
    if not finish(KeptReview.objects.filter(changes=begun.changes), claim, due_at=midnight):
        rest = LONG_REST if begun.counted_on else REVIEW_REST
        finish(KeptReview.objects.all(), claim, due_at=timezone.now() + rest)


@transaction.atomic
def leave_unreviewed(claim: Claim) -> None:
    """Give a claimed row back where there is no plan to review; the first one makes it due."""
    finish(KeptReview.objects.all(), claim, due_at=None)


@transaction.atomic
def seed_reviews() -> None:
    """Make due what is to be reviewed and is not yet: a new workspace, plan or engine."""
    newest = PlanVersion.objects.filter(workspace=OuterRef("workspace")).order_by("-number")
    number, now = Subquery(newest.values("number")[:1]), timezone.now()
    planned = Workspace.objects.filter(kept_review=None).exclude(plan_versions=None)
    for pk in planned.values_list("pk", flat=True):
        KeptReview.objects.get_or_create(workspace_id=pk, defaults={"due_at": now})
    others = KeptReview.objects.annotate(number=number).exclude(number=None)
    others = others.exclude(version=F("number"), engine=ENGINE)
    others.exclude(due_at__lte=now + REVIEW_REST).update(due_at=now)
