"""A workspace with a row of everything, in every state, and texts that come to grief easily."""

import io
import secrets
from datetime import UTC, date, datetime, timedelta

from tests.do.scenes import SEEN

from milepost.archive.queries import write_archive
from milepost.do.actions.channels import ensure_own_page
from milepost.do.actions.clicks import note_click
from milepost.do.actions.leads import Asked, Told, add_by_hand, ask, move
from milepost.do.actions.plans import import_plan
from milepost.do.models import (
    Channel,
    Click,
    Delivery,
    Freezing,
    Label,
    Lead,
    Link,
    MagnetPage,
    Post,
    Slot,
)
from milepost.do.sending import STATES
from milepost.plan.file import read_plan_text, write_plan
from milepost.plan.models import Stage, Tactic
from milepost.review.models import Reading
from milepost.team.models import User, Workspace
from milepost.team.record import Actor, acting, note
from milepost.team.secrets import seal

ODD = (
    "=1+1",
    "'=1+1",
    "''",
    "+49 30 1234",
    "-5",
    "@everyone",
    "\ttab first",
    "\rreturn first",
    'two\nlines, a comma and "quotes"',
    "ends with\r\n",
    "  spaces around  ",
    "Grüße 👩‍👩‍👧‍👦 🏡 日本語 עברית \u202eright to left",
    "\ufeffmark first",
    "\u2028 a line separator \x0b \x1f",
    ";|`$(rm -rf)",
    "null",
    "x" * 60_000,
)
FIRST = datetime(2027, 1, 4, 17, 0, 0, 123_456, tzinfo=UTC)
FUNNELS = """
funnels:
  - id: sale
    stages: [{stage: lead}, {stage: offer, rate: 45%, after: 14-60 d}]
  - id: hire
    stages: [{stage: applicant}, {stage: hired, rate: 10%, after: 7-30 d}]
"""


def enrich(workspace: Workspace, owner: User, plan_text: str) -> None:
    """Fill a workspace with everything."""
    _plan(workspace, owner, plan_text)
    channels = _channels(workspace)
    for number, state in enumerate(STATES):
        channel = channels[0 if state == "out" else number % len(channels)]
        _post(workspace, channel, state, number, by=owner)
    for odd in ODD:
        Post.objects.create(workspace=workspace, text=odd, title=odd[:200], off_plan_reason="odd")
    _people(workspace, owner)
    _readings(workspace)
    _record(workspace, owner)


def _plan(workspace: Workspace, owner: User, plan_text: str) -> None:
    import_plan(workspace, plan_text, made_by=owner)
    without = [line for line in plan_text.splitlines() if not line.startswith("funnel:")]
    renamed = "\n".join(without).replace("{id: profile,", "{id: profile-texts,")
    import_plan(workspace, write_plan(read_plan_text(renamed + FUNNELS)), made_by=None)
    Freezing.objects.filter(workspace=workspace).update(until=date(2027, 2, 1))


def _channels(workspace: Workspace) -> list[Channel]:
    closed = Channel.objects.create(
        workspace=workspace, network="practice", name="Gone 🏚", closed_at=FIRST
    )
    secret = Channel.objects.create(
        workspace=workspace,
        network="practice",
        name="=Secret",
        address="/somewhere/practice/9.jsonl",
        sealed_access=seal({"password": "hunter two"}),
    )
    own_page = ensure_own_page(workspace)
    Label.objects.create(workspace=workspace, label="wordpress", channel=own_page)
    Label.objects.create(workspace=workspace, label="facebook", channel=secret)
    return [own_page, closed, secret]


def _post(workspace: Workspace, channel: Channel, state: str, number: int, *, by: User) -> None:
    tactic = Tactic.objects.filter(workspace=workspace).order_by("pk")[0]
    day = date(2027, 1, 4) + timedelta(days=number)
    at = FIRST + timedelta(days=number)
    slot = Slot.objects.create(
        workspace=workspace, tactic=tactic, planned_day=day, nth=7, day=day, at=at,
        done_at=at if number % 2 else None, skipped_at=None if number % 2 else at,
        skipped_why="" if number % 2 else "=ill",
    )  # fmt: skip
    post = Post.objects.create(
        workspace=workspace, tactic=tactic, slot=slot, title=state, text=f"{state} 🏡",
        target="https://example.com/?a=1&b=2", due_at=at, made_by=by,
    )  # fmt: skip
    delivery = Delivery.objects.create(
        workspace=workspace, post=post, channel=channel, state=state, key=secrets.token_hex(16),
        due_at=at if state in {"due", "sending"} else None, tries=number, text="+variant",
        lease_until=at if state == "sending" else None, fence=number,
        remote_id=f"{state}-1" if state == "out" else "",
        url=f"/p/{workspace.slug}/{state}-1/" if state == "out" else "",
        sent_at=at if state == "out" else None, says="- it says",
    )  # fmt: skip
    link = Link.objects.create(
        workspace=workspace, code=secrets.token_hex(4), target="https://example.com/", post=post,
        delivery=delivery, tactic=tactic, strategy=tactic.strategy,
    )  # fmt: skip
    note_click(link, SEEN)
    for kind in ("bot", "preview", "own"):
        Click.objects.create(
            link=link, at=at, day=day, kind=kind, visitor=secrets.token_hex(16), is_first=False
        )


def _people(workspace: Workspace, owner: User) -> None:
    page = MagnetPage.objects.select_related("workspace", "magnet").get(workspace=workspace)
    code = Link.objects.filter(workspace=workspace).earliest("pk").code
    asked = ask(page, Asked("cy@example.com", "Cy", via_code=code, agrees=True), SEEN)
    told = Told(name="=HYPERLINK()", phone="+1 530 555 0100", note=ODD[8], heard="'radio")
    called = add_by_hand(workspace, told, owner)
    for stage in Stage.objects.filter(workspace=workspace, retired_on=None):
        move(asked, stage, owner)
        move(called, stage, None)
    gone = add_by_hand(workspace, Told(name="Gone"), owner)
    note(workspace, f"lead:{gone.pk}", "forgot a lead")
    Lead.objects.filter(pk=gone.pk).delete()


def _readings(workspace: Workspace) -> None:
    numbers = (0.0, 0.1 + 0.2, -1.5, 1e-300, 123456789.123456789, 3.0)
    Reading.objects.bulk_create(
        Reading(
            workspace=workspace,
            day=date(2026, 12, 31) + timedelta(days=day),
            measure="spend",
            of=of,
            value=number,
            source=source,
        )
        for source, of in (("given", ""), ("counted", "blog"))
        for day, number in enumerate(numbers)
    )


def _record(workspace: Workspace, owner: User) -> None:
    post = Post.objects.filter(workspace=workspace).latest("pk")
    with acting(Actor("=Ada", owner)):
        note(workspace, f"post:{post.pk}", "wrote it", before="-1", after=ODD[11])
        note(workspace, "post:999999", "cancelled it")
    note(workspace, "objective:12", "changed it")


def archived(workspace: Workspace) -> bytes:
    """Return a workspace as the bytes of an archive."""
    out = io.BytesIO()
    write_archive(workspace, out)
    return out.getvalue()
