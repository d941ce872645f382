"""Builds a workspace as it is after seven busy years: 100,000 posts, 2,000,000 readings."""

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from milepost.base.clock import day_in
from milepost.do.actions.channels import Connection, connect_channel, ensure_own_page, map_labels
from milepost.do.actions.plans import import_plan
from milepost.do.models import (
    Channel,
    Click,
    Delivery,
    Freezing,
    Lead,
    Link,
    Post,
    Slot,
    StageChange,
)
from milepost.plan.file import read_plan
from milepost.plan.models import Magnet, PlanVersion, Stage, Tactic
from milepost.plan.outline import Plan
from milepost.plan.slots import PlannedSlot, all_slots
from milepost.review.models import Reading
from milepost.team.actions import Founder, add_member, make_user, make_workspace
from milepost.team.models import User, Workspace

NAME, ZONE = "Cedar & Quay Homes", "America/Los_Angeles"
YEARS, PLAN_YEARS = 7, 2
STRATEGIES, TACTICS = 12, 60
MEASURES = ("answer_time", "saves", "replies", "calls", "rating", "subscribers")
PLACES = ("wordpress", "facebook", "instagram", "mastodon", "newsletter", "linkedin")
# A day of about forty slots: some daily rounds, most tactics a few times a week.
CADENCES = (
    *("2 per day",) * 10,
    *("weekdays at 12:00",) * 14,
    *("3 per week on mon wed fri at 09:00",) * 20,
    *("weekly on tue at 17:30",) * 10,
    *("monthly on the first mon at 10:00",) * 4,
    *("as needed, at least 2 per month",) * 2,
)
SENTENCE = "What nobody tells you before you sign, in plain words and with the numbers beside it. "
BROWSERS, BOTS, OWN = 70, 24, 6  # clicks of each kind in a hundred


@dataclass(frozen=True)
class Size:
    """How much is built."""

    posts: int = 100_000
    readings: int = 2_000_000


@dataclass
class Big:
    """What is built, step by step."""

    size: Size
    workspace: Workspace
    owner: User
    plan: Plan
    chance: Random

    @property
    def today(self) -> date:
        return day_in(ZONE, timezone.now())

    @property
    def first(self) -> date:
        return self.today - timedelta(days=365 * YEARS)


def build(size: Size) -> Workspace:
    """Build it, saying how long each step takes."""
    big = said("plan, people and channels", lambda: begin(size))
    with transaction.atomic():
        said("slots and posts", lambda: pour_posts(big))
        said("links and clicks", lambda: pour_links(big))
        said("leads", lambda: pour_leads(big))
        said("readings", lambda: pour_readings(big))
        with connection.cursor() as cursor:
            tables = [Slot, Post, Delivery, Link, Click, Lead, StageChange, Reading]
            for sql in connection.ops.sequence_reset_sql(no_style(), tables):
                cursor.execute(sql)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as its autovacuum does by itself in a minute
    return big.workspace


def said(what: str, step: Callable[[], object]) -> object:
    """Do one step and say how long it took."""
    start = time.perf_counter()
    found = step()
    print(f"  {what}: {time.perf_counter() - start:.1f} s", flush=True)
    return found


def pour(model: type[models.Model], columns: str, rows: Iterable[Sequence[object]]) -> int:
    """Write rows as fast as the database takes them; return how many those were."""
    names = columns.split()
    quoted = ", ".join(f'"{name}"' for name in names)
    table, count = model._meta.db_table, 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    count += 1
            return count
        marks = ", ".join(["%s"] * len(names))
        # Django writes times without their zone on SQLite, all in UTC.
        kept = (tuple(map(_plain, row)) for row in rows)
        while chunk := list(itertools.islice(kept, 50_000)):
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", chunk)
            count += len(chunk)
    return count


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return value.isoformat() if isinstance(value, date) else value


def begin(size: Size) -> Big:
    """Make the owner with nine clients, the plan with its versions, and the channels."""
    owner = make_user(Founder(email="ada@example.com", name="Ada Pine"))
    workspace = make_workspace(name=NAME, zone=ZONE, owner=owner)
    for number in range(9):
        add_member(make_workspace(name=f"Client {number + 1}"), owner, "strategist")
    today = day_in(ZONE, timezone.now())
    text = plan_text(today)
    for number in range(60):
        import_plan(workspace, text.replace("vision: ", f"vision: ({number}) "), made_by=owner)
    import_plan(workspace, text, made_by=owner)
    long_ago = timezone.now() - timedelta(days=365 * YEARS)
    PlanVersion.objects.filter(workspace=workspace).update(made_at=long_ago)
    own_page = ensure_own_page(workspace)
    channels = [connect_channel(workspace, Connection("practice", place)) for place in PLACES[1:]]
    known = dict(zip(PLACES, [own_page, *channels], strict=True))
    map_labels(workspace, {label: channel.pk for label, channel in known.items()})
    return Big(size, workspace, owner, read_plan(text), Random(7))


def plan_text(today: date) -> str:
    """Write a plan that began two years ago: 60 tactics, 12 strategies, 3 funnels."""
    starts, ends = today - timedelta(days=365 * PLAN_YEARS), today + timedelta(days=365)
    measured = ("leads", "clicks", "sales", "offers", "interviews", *MEASURES, "followers")
    per = ("month", "week", "total", "quarter", "month", "year")
    goals = [
        f"  - id: goal-{g}\n    goal: The goal of function {g}\n    objectives:\n"
        + "".join(
            f"      - {{id: o-{n}, measure: {measured[n]}, baseline: {5 + n}, "
            f"target: {40 + 9 * n}, per: {per[n % 6]}, by: {ends - timedelta(days=30 * n)}}}\n"
            for n in range(3 * g, 3 * g + 3)
        )
        for g in range(4)
    ]
    signals = ("clicks", "visits", "engagements")
    strategies = [
        f"  - {{id: s-{n}, strategy: Be found by those who look for answer {n}, "
        f"why: They look before they ask, serves: [o-{n}, o-{(n + 1) % 12}], audience: a-{n % 5}, "
        f"signal: {signals[n % 3]}, expects: {4 + n} per day, converts: 1-3%}}\n"
        for n in range(STRATEGIES)
    ]
    tactics = [
        f"  - {{id: t-{n}, tactic: Answer number {n} to a question that comes up every week, "
        f"serves: s-{n % STRATEGIES}, channels: [{PLACES[n % 6]}, {PLACES[(n + 1) % 6]}], "
        f"cadence: '{CADENCES[n]}', kind: {'round' if n < 6 else 'article'}, measure: clicks, "
        f"magnet: m-{n % 6}, call_to_action: Ask for the list, minutes: {5 + n % 30}}}\n"
        for n in range(TACTICS)
    ]
    kinds = ("duration", "flow", "flow", "flow", "rate", "stock")
    own = (
        f"  - {{id: {measure}, name: {measure}, level: output, kind: {kind}}}\n"
        for measure, kind in zip(MEASURES, kinds, strict=True)
    )
    return "".join(
        (
            f"plan: {NAME}\nvision: The first call of everyone who moves\n",
            f"starts: {starts}\nends: {ends}\ntimezone: {ZONE}\n",
            "measures:\n",
            *own,
            "funnels:\n",
            "  - {id: sale, stages: [{stage: lead}, {stage: talk}, {stage: offer}]}\n",
            "  - {id: hire, stages: [{stage: application}, {stage: interview}, {stage: hired}]}\n",
            "  - {id: rent, stages: [{stage: request}, {stage: viewing}, {stage: lease}]}\n",
            "audiences:\n",
            *(f"  - {{id: a-{n}, who: Group {n}, places: [{PLACES[n]}]}}\n" for n in range(5)),
            "goals:\n",
            *goals,
            "strategies:\n",
            *strategies,
            "tactics:\n",
            *tactics,
            "magnets:\n",
            *(f"  - {{id: m-{n}, title: List number {n}}}\n" for n in range(6)),
        )
    )


def pour_posts(big: Big) -> None:
    """Write the slots of seven years, a post for most, and its deliveries to one or two places."""
    slots = all_slots(replace(big.plan, starts=big.first), big.first, big.today - timedelta(days=1))
    tactics = {row.code: row.pk for row in Tactic.objects.filter(workspace=big.workspace)}
    columns = "id workspace_id tactic_id planned_day nth day at done_at skipped_at skipped_why"
    pour(Slot, columns, slot_rows(big, slots, tactics))
    filled = [(n, slot) for n, slot in enumerate(slots, 1) if int(slot.tactic[2:]) >= 6]
    past = filled[-(big.size.posts - 1_500) :]
    coming = all_slots(big.plan, big.today, big.today + timedelta(days=60))
    written = [*past, *((None, each) for each in coming[: big.size.posts - len(past)])]
    columns = "id workspace_id tactic_id slot_id off_plan_reason title text target due_at made_at"
    pour(Post, columns + " made_by_id", post_rows(big, written, tactics))
    columns = "id due_at lease_until fence tries workspace_id post_id channel_id state key text"
    own, *others = Channel.objects.filter(workspace=big.workspace).order_by("pk")
    dues = list(
        Post.objects.filter(workspace=big.workspace).order_by("pk").values_list("pk", "due_at")
    )
    rows = delivery_rows(big, dues, own, others)
    pour(Delivery, columns + " url remote_id says sent_at", rows)
    Freezing.objects.filter(workspace=big.workspace).update(until=big.today - timedelta(days=1))


def slot_rows(
    big: Big, slots: list[PlannedSlot], tactics: dict[str, int]
) -> Iterator[tuple[object, ...]]:
    for number, slot in enumerate(slots, 1):
        at = moment_of(slot)
        is_task = int(slot.tactic[2:]) < 6
        done_at = at if is_task and big.chance.random() < 0.8 else None
        skipped_at = at if not done_at and is_task and big.chance.random() < 0.2 else None
        why = "ill" if skipped_at else ""
        day = slot.day + timedelta(days=1) if big.chance.random() < 0.02 else slot.day
        row = (number, big.workspace.pk, tactics[slot.tactic], slot.day, slot.nth, day)
        yield (*row, slot.moment, done_at, skipped_at, why)


def moment_of(slot: PlannedSlot) -> datetime:
    return slot.moment or datetime(slot.day.year, slot.day.month, slot.day.day, 18, tzinfo=UTC)


def post_rows(
    big: Big, written: list[tuple[int | None, PlannedSlot]], tactics: dict[str, int]
) -> Iterator[tuple[object, ...]]:
    for number, (slot_pk, slot) in enumerate(written, 1):
        due_at, is_off = moment_of(slot), big.chance.random() < 0.04
        at = due_at if number % 400 else None
        tactic = None if is_off else tactics[slot.tactic]
        why = "The mayor came by" if is_off else ""
        text = SENTENCE * big.chance.randint(1, 12)
        title = f"Answer {number} to a question that comes up every week"
        row = (number, big.workspace.pk, tactic, None if is_off else slot_pk, why, title, text)
        yield (*row, "", at, due_at - timedelta(days=3), big.owner.pk)


def delivery_rows(
    big: Big, dues: list[tuple[int, datetime | None]], own: Channel, others: list[Channel]
) -> Iterator[tuple[object, ...]]:
    ids = itertools.count(1)
    now = timezone.now()
    for post, due_at in dues:
        chosen = [own] if big.chance.random() < 0.7 else [big.chance.choice(others)]
        if big.chance.random() < 0.6:
            chosen = list({each.pk: each for each in [*chosen, big.chance.choice(others)]}.values())
        for channel in chosen:
            state = state_of(big, due_at, now)
            pk = next(ids)
            sent_at = due_at if state == "out" else None
            remote = f"answer-{post}-{pk}" if state == "out" else ""
            url = f"https://example.com/{remote}" if remote else ""
            says = "The network said no." if state in {"refused", "unknown"} else ""
            wait = due_at if state == "due" else None
            row = (pk, wait, None, 1, 1, big.workspace.pk, post, channel.pk, state, f"k{pk}", "")
            yield (*row, url, remote, says, sent_at)


def state_of(big: Big, due_at: datetime | None, now: datetime) -> str:
    if due_at is None:
        return "draft"
    if due_at > now:
        return big.chance.choice(("due", "due", "due", "waiting"))
    lot = big.chance.random()
    # A few of the last are not settled; nobody leaves thousands lying.
    return "out" if lot < 0.98 else "cancelled" if lot < 0.9998 else "refused"


def pour_links(big: Big) -> None:
    """Give each delivery that is out its link, and most links some clicks."""
    deliveries = Delivery.objects.filter(workspace=big.workspace, state="out").order_by("pk")
    known = deliveries.values_list(
        "pk", "post", "post__tactic", "post__tactic__strategy", "sent_at"
    )
    links = [(n, *row) for n, row in enumerate(known.iterator(), 1)]
    columns = "id workspace_id code target delivery_id post_id tactic_id strategy_id made_at"
    rows = (
        (n, big.workspace.pk, f"c{n:07d}", "/g/list", delivery, post, tactic, strategy, at)
        for n, delivery, post, tactic, strategy, at in links
    )
    pour(Link, columns, rows)
    pour(Click, "id link_id at day kind visitor is_first", click_rows(big, links))


def click_rows(big: Big, links: list[tuple]) -> Iterator[tuple[object, ...]]:
    ids, kinds = itertools.count(1), ("person", "bot", "own")
    for number, *_, sent_at in links:
        for _ in range(big.chance.choice((0, 1, 2, 3, 5, 12)) if number % 997 else 3_000):
            at = sent_at + timedelta(hours=big.chance.expovariate(1 / 30))
            (kind,) = big.chance.choices(kinds, (BROWSERS, BOTS, OWN))
            visitor = f"{big.chance.getrandbits(64):016x}"
            yield next(ids), number, at, at.date(), kind, visitor, big.chance.random() < 0.9


def pour_leads(big: Big) -> None:
    """Let one in five posts have brought a lead, most of them moved on through their funnel."""
    links = list(
        Link.objects.filter(workspace=big.workspace)
        .order_by("pk")
        .values_list("pk", "post", "tactic", "made_at")[:: max(1, 5)]
    )
    stages = list(Stage.objects.filter(workspace=big.workspace).order_by("position"))
    magnets = list(Magnet.objects.filter(workspace=big.workspace).values_list("pk", flat=True))
    reached = [stages[: big.chance.randint(1, 4)] for _ in links]
    columns = (
        "id workspace_id name email phone heard note magnet_id link_id post_id tactic_id "
        "stage_id consent consent_at asked_at made_by_id"
    )
    rows = (
        (
            *(n, big.workspace.pk, f"Person {n}", f"p{n}@example.com", "530 555 0100", "", ""),
            *(big.chance.choice(magnets), *link[:3], reached[n - 1][-1].pk, "I agree", link[3]),
            *(link[3], None),
        )
        for n, link in enumerate(links, 1)
    )
    pour(Lead, columns, rows)
    changes = (
        (lead, stage.pk, link[3] + timedelta(days=9 * step))
        for lead, link in enumerate(links, 1)
        for step, stage in enumerate(reached[lead - 1])
    )
    numbered = ((n, *row, None) for n, row in enumerate(changes, 1))
    pour(StageChange, "id lead_id stage_id at made_by_id", numbered)


def series_of(plan: Plan) -> list[tuple[str, str]]:
    """Return what is counted every day: each measure of the parts that have it."""
    tactics = [tactic.id for tactic in plan.tactics]
    strategies = [strategy.id for strategy in plan.strategies]
    audiences = [audience.id for audience in plan.audiences]
    everything = ["", *strategies, *tactics, *audiences, *PLACES]
    stages = [stage.counted_as for funnel in plan.funnels for stage in funnel.stages]
    found = [(measure, of) for measure in ("planned", "done") for of in tactics]
    found += [(m, of) for m in ("clicks", "visits", "engagements") for of in everything]
    found += [(m, of) for m in ("tracked_leads", "impressions") for of in everything[1:]]
    found += [(measure, "") for measure in dict.fromkeys(("leads", "sales", "revenue", *stages))]
    found += [("followers", of) for of in ("", *PLACES)] + [("market", "")]
    found += [(measure, of) for measure in MEASURES for of in ("", *strategies, *audiences)]
    return found


def pour_readings(big: Big) -> None:
    """Write a value a day for each series, as many days back as make the number asked for."""
    series = series_of(big.plan)
    days = [big.today - timedelta(days=n) for n in range(-(-big.size.readings // len(series)))]
    rows = (
        (big.workspace.pk, day, measure, of, float(int(3 + 3 * big.chance.random())), "counted")
        for day in reversed(days)
        for measure, of in series
    )
    rows = itertools.islice(rows, big.size.readings)
    count = pour(Reading, "workspace_id day measure of value source", rows)
    print(f"  {count:,} readings of {len(series)} series on {len(days)} days")
