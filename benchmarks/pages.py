"""How quickly every page answers in a workspace of 100,000 posts and 2,000,000 readings.

python benchmarks/pages.py [--database URL] [--keep FOLDER] [--posts N] [--readings N] [--times N]

Each page is asked of the WSGI application itself, as the server asks it, without the network in
between: first many times over, then each time right after a reading, a click and a lead came in
and before any worker has seen them. It ends with 1 where a page asks more than 12 questions of the
database or one in twenty answers takes longer than 100 ms. Times are those of a whole answer, so
whatever else keeps the machine's cores busy is in them.
"""

import argparse
import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

MOST_QUERIES, MOST_SECONDS = 12, 0.100


def asked() -> argparse.Namespace:
    """Read the command line."""
    says = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    says.add_argument("--database", default="", help="postgres://…; SQLite unless told")
    says.add_argument("--keep", default="", help="folder in which what was built is kept")
    says.add_argument("--posts", type=int, default=100_000)
    says.add_argument("--readings", type=int, default=2_000_000)
    says.add_argument("--times", type=int, default=40, help="how often each page is asked")
    says.add_argument("--only", default="", help="pages whose name holds these words")
    says.add_argument("--queries", action="store_true", help="print each query and its time")
    return says.parse_args()


TOLD = asked()
os.environ["MILEPOST_DATA"] = TOLD.keep or tempfile.mkdtemp(prefix="milepost-pages-")
os.environ["MILEPOST_DATABASE_URL"] = TOLD.database
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.settings"

from milepost.wsgi import application  # noqa: E402  loads the settings that were just made

# isort: split
from big import NAME, Size, build  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Max  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from milepost.base.clock import day_in  # noqa: E402
from milepost.do.actions.leads import Told, add_by_hand  # noqa: E402
from milepost.do.models import ChangedDay, Delivery, Lead, Link, MagnetPage, Post  # noqa: E402
from milepost.engine.claims import claim  # noqa: E402
from milepost.plan.models import Stage  # noqa: E402
from milepost.review.actions import add_reading, seed_reviews  # noqa: E402
from milepost.review.models import KeptReview, Reading  # noqa: E402
from milepost.review.tasks import review_anew, roll_up  # noqa: E402
from milepost.team.models import Workspace  # noqa: E402
from milepost.team.tokens import make_api_token  # noqa: E402

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@dataclass(frozen=True)
class Answer:
    """One answer: its status, its bytes, how long it took, what was asked of the database.

    own_seconds: those in which this program had a core, so without others' work and without a
    database server's.
    """

    status: str
    size: int
    seconds: float
    own_seconds: float
    queries: list[tuple[str, float]]


class Visitor:
    """Asks for pages as a browser of the owner does, or as a program with a token."""

    def __init__(self, workspace: Workspace) -> None:
        client = Client()
        client.force_login(workspace.members.get(role="owner").user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.headers = {
            "HTTP_COOKIE": f"{cookie.key}={cookie.value}",
            "HTTP_AUTHORIZATION": f"Bearer {make_api_token(workspace, name='Bench', role='owner')}",
            "HTTP_USER_AGENT": BROWSER,
        }

    def ask(self, address: str) -> Answer:
        """Ask for one page."""
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8000",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **self.headers,
        }
        queries: list[tuple[str, float]] = []
        status: list[str] = []

        def note(execute, sql, *more):
            start = time.perf_counter()
            try:
                return execute(sql, *more)
            finally:
                queries.append((sql, time.perf_counter() - start))

        with connection.execute_wrapper(note):
            start, own_start = time.perf_counter(), time.process_time()
            body = application(environ, lambda said, *_: status.append(said))
            size = sum(len(part) for part in body)
            body.close()
            seconds, own = time.perf_counter() - start, time.process_time() - own_start
        return Answer(status[0], size, seconds, own, queries)


def pages_of(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """Yield every page with a name, the last of each list too."""
    root = f"/w/{workspace.slug}"
    today = day_in(workspace.timezone, timezone.now())
    a_year_ago = today.replace(day=1, year=today.year - 1)
    yield from (("first page", "/"), ("Today", f"{root}/today/"))
    yield from _plan(root)
    yield from _calendar(root, workspace, a_year_ago)
    yield from _posts(root, workspace)
    yield from _leads(root, workspace)
    yield from _review(root, today)
    yield "Settings", f"{root}/settings/"
    yield from _public(workspace)
    yield from _api(workspace, a_year_ago)
    yield "healthz", "/healthz"


def _plan(root: str) -> Iterator[tuple[str, str]]:
    yield "Plan", f"{root}/plan/"
    yield "Plan as text", f"{root}/plan/text/"
    yield "Plan, a tactic", f"{root}/plan/parts/tactic/t-30/"
    yield "Plan, funnels", f"{root}/plan/funnels/"
    yield "Plan, functions", f"{root}/plan/functions/"
    yield "Versions", f"{root}/plan/versions/"
    yield "Versions, one", f"{root}/plan/versions/60/"


def _calendar(root: str, workspace: Workspace, a_year_ago: date) -> Iterator[tuple[str, str]]:
    for view in ("month", "week", "list", "day"):
        yield f"Calendar, {view}", f"{root}/calendar/?view={view}"
        yield f"Calendar, {view} a year ago", f"{root}/calendar/?view={view}&day={a_year_ago}"
    yield "Calendar, one tactic", f"{root}/calendar/?tactic=t-30"
    yield "Slot", f"{root}/slots/t-30~{_last(workspace)}~0/"
    yield "Compose", f"{root}/posts/new/"
    yield "Compose, for a slot", f"{root}/posts/new/?slot=t-30~{_next(workspace)}~0"


def _posts(root: str, workspace: Workspace) -> Iterator[tuple[str, str]]:
    filled = Post.objects.filter(workspace=workspace).exclude(slot=None).order_by("pk")
    due = Post.objects.filter(workspace=workspace, deliveries__state="due").order_by("pk")
    guide = MagnetPage.objects.filter(workspace=workspace).first()
    yield "Compose, a post", f"{root}/posts/{due.first().pk}/edit/"
    for name, query in (("", ""), (", out", "state=out&"), (", off plan", "state=off+plan&")):
        yield f"Posts{name}", f"{root}/posts/?{query}"
        yield f"Posts{name}, last page", f"{root}/posts/?{query}page=999999"
    yield "Posts, in the middle", f"{root}/posts/?page={filled.count() // 60}"
    yield "Posts, out, in the middle", f"{root}/posts/?state=out&page={filled.count() // 60}"
    yield "Posts, refused", f"{root}/posts/?state=refused"
    yield "Posts, drafts", f"{root}/posts/?state=draft"
    yield "Post", f"{root}/posts/{filled[filled.count() // 2].pk}/"
    yield "Guides", f"{root}/guides/"
    yield "Guide", f"{root}/guides/{guide.slug}/"
    yield "Links", f"{root}/links/"
    yield "Links, in the middle", f"{root}/links/?page={filled.count() // 70}"
    yield "Links, last page", f"{root}/links/?page=999999"


def _leads(root: str, workspace: Workspace) -> Iterator[tuple[str, str]]:
    lead = Lead.objects.filter(workspace=workspace).order_by("-pk").first()
    stage = Stage.objects.filter(workspace=workspace).order_by("position").first()
    yield "Leads, board", f"{root}/leads/"
    yield "Leads, a stage", f"{root}/leads/at/{stage.pk}/"
    yield "Leads, a stage, last page", f"{root}/leads/at/{stage.pk}/?page=999999"
    yield "Lead", f"{root}/leads/{lead.pk}/"


def _review(root: str, today: date) -> Iterator[tuple[str, str]]:
    readings, since = f"{root}/review/readings/", today.replace(year=today.year - 1)
    yield "Review", f"{root}/review/"
    yield "Objective", f"{root}/review/objectives/o-0/"
    yield "Objective, of parts", f"{root}/review/objectives/o-1/"
    yield "Readings", readings
    yield "Readings, last page", f"{readings}?page=999999"
    yield "Readings, page 20,000", f"{readings}?page=20000"
    yield "Readings of clicks", f"{readings}?measure=clicks"
    yield "Readings of clicks, last page", f"{readings}?measure=clicks&page=999999"
    yield "Readings of a tactic", f"{readings}?of=t-30"
    yield "Readings of a tactic, last page", f"{readings}?of=t-30&page=999999"
    yield "Readings behind a number", f"{readings}?measure=done&of=t-30&since={since}&until={today}"
    yield "Readings of a year", f"{readings}?since={since}&until={today}"


def _public(workspace: Workspace) -> Iterator[tuple[str, str]]:
    slug = workspace.slug
    out = Delivery.objects.filter(workspace=workspace, state="out", channel__network="own_page")
    guide = MagnetPage.objects.filter(workspace=workspace).first()
    link = Link.objects.filter(workspace=workspace).order_by("-pk")[5]
    yield "own page", f"/p/{slug}/"
    yield "own page, in the middle", f"/p/{slug}/?page={out.count() // 40}"
    yield "own page, deep", f"/p/{slug}/?page={out.count() // 20}"
    yield "own page, a post", f"/p/{slug}/{out[min(999, out.count() - 1)].remote_id}/"
    yield "own page, Atom", f"/p/{slug}/feed.xml"
    yield "own page, JSON", f"/p/{slug}/feed.json"
    yield "guide's page", f"/g/{guide.slug}"
    yield "/l/CODE", f"/l/{link.code}"


def _api(workspace: Workspace, a_year_ago: date) -> Iterator[tuple[str, str]]:
    posts = Post.objects.filter(workspace=workspace)
    out = posts.filter(deliveries__state="out").distinct()
    yield "API plan", "/api/plan"
    yield "API channels", "/api/channels"
    yield "API posts", "/api/posts"
    yield "API posts, in the middle", f"/api/posts?page={posts.count() // 100}"
    yield "API posts, last page", f"/api/posts?page={posts.count() // 50}"
    yield "API posts, out", "/api/posts?state=out"
    yield "API posts, out, deep", f"/api/posts?state=out&page={out.count() // 50}"
    yield "API calendar", f"/api/calendar?first={a_year_ago}&last={a_year_ago.replace(day=28)}"
    yield "API leads", "/api/leads"
    yield "API leads, deep", "/api/leads?page=380"
    yield "API readings", "/api/readings"
    yield "API readings, deep", "/api/readings?page=30000"
    yield "API readings of clicks", "/api/readings?measure=clicks&of="
    yield "API readings of clicks, deep", "/api/readings?measure=clicks&page=2000"


def _last(workspace: Workspace) -> object:
    return workspace.slots.filter(tactic__code="t-30").aggregate(day=Max("planned_day"))["day"]


def _next(workspace: Workspace) -> object:
    entry = Post.objects.filter(workspace=workspace, tactic__code="t-30", slot=None)
    at = entry.filter(due_at__gt=timezone.now()).order_by("due_at").first().due_at
    return day_in(workspace.timezone, at)


def change(workspace: Workspace, visitor: Visitor) -> None:
    """Let a reading, a click and a lead come in."""
    day = day_in(workspace.timezone, timezone.now()).isoformat()
    Change.count += 1
    add_reading(workspace, day=day, measure="leads", of="", value=str(Change.count))
    add_by_hand(workspace, Told(name=f"Caller {Change.count}"), None)
    links = Link.objects.filter(workspace=workspace).order_by("-pk")
    visitor.ask(f"/l/{links[Change.count % 500].code}")


class Change:
    """Counts the changes, so that each tells something new."""

    count = 0


def work_off() -> float:
    """Do what a worker would; return how long the last review took."""
    taken = 0.0
    for rows, run in ((ChangedDay.objects, roll_up), (KeptReview.objects, review_anew)):
        due = rows.exclude(due_at=None)
        due.filter(due_at__lt=timezone.now() + timedelta(minutes=1)).update(due_at=timezone.now())
        for each in claim(rows.all(), now=timezone.now(), lease_seconds=600, most=1000):
            start = time.perf_counter()
            run(each)
            taken = time.perf_counter() - start
    return taken


def p95(seconds: list[float]) -> float:
    """Return what 95 in 100 answers do not exceed."""
    return sorted(seconds)[-(-len(seconds) * 95 // 100) - 1]


def measure(name: str, address: str, visitor: Visitor, workspace: Workspace) -> bool:
    """Ask for one page as often as was told, print what it took, and tell whether that is well."""
    first = visitor.ask(address)
    if first.status[:1] not in {"2", "3"}:
        print(f"{name}: {first.status} {address}")
        return False
    warm = [visitor.ask(address) for _ in range(TOLD.times)]
    fresh = []
    for _ in range(max(1, TOLD.times // 4)):
        change(workspace, visitor)
        fresh.append(visitor.ask(address))
    every = [*warm, *fresh]
    queries = max(len(each.queries) for each in every)
    slow = [p95([each.seconds for each in some]) for some in (warm, fresh)]
    well = queries <= MOST_QUERIES and max(slow) <= MOST_SECONDS
    middle = [median(each.seconds for each in some) for some in (warm, fresh)]
    print(
        f"{name:32}{queries:4}{_ms(middle[0])}{_ms(slow[0])}{_ms(middle[1])}{_ms(slow[1])}"
        f"{_ms(median(each.own_seconds for each in every))}{first.size / 1024:9.1f}"
        f"{'' if well else '  <-'}",
        flush=True,
    )
    if TOLD.queries:
        for sql, seconds in fresh[-1].queries:
            words = re.sub(r"SELECT .* FROM", "SELECT … FROM", sql)[:900]
            print(f"      {_ms(seconds)} ms  {words}")
    return well


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:9.1f}"


def main() -> None:
    """Build the workspace unless it is there, ask every page, and end with 1 where one is slow."""
    call_command("migrate", verbosity=0)
    workspace = Workspace.objects.filter(name=NAME).first()
    if workspace is None:
        print(f"Building {TOLD.posts:,} posts and {TOLD.readings:,} readings:")
        start = time.perf_counter()
        workspace = build(Size(TOLD.posts, TOLD.readings))
        print(f"  in all: {time.perf_counter() - start:.1f} s")
    seed_reviews()
    taken = work_off()
    print(f"A review of {Reading.objects.count():,} readings takes a worker {taken:.2f} s.")
    visitor = Visitor(workspace)
    print(f"\n{connection.vendor}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':36}{'warm, ms':>18}{'changed, ms':>18}{'on a core':>9}")
    print(f"{'page':29}queries{'p50':>9}{'p95':>9}{'p50':>9}{'p95':>9}{'p50 ms':>9}{'KB':>9}")
    chosen = [each for each in pages_of(workspace) if TOLD.only.lower() in each[0].lower()]
    poor = []
    for name, address in chosen:
        if not measure(name, address, visitor, workspace):
            poor.append(name)
        if name.startswith(("Today", "Review", "Objective")):
            work_off()
    print(
        f"load {os.getloadavg()[0]:.1f}; {len(chosen) - len(poor)} of {len(chosen)} within the bar"
    )
    Path(os.environ["MILEPOST_DATA"], "pages.done").touch()
    sys.exit(1 if poor else 0)


if __name__ == "__main__":
    main()
