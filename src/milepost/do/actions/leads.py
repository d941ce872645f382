"""What changes leads: people ask, someone writes them down, they move on, they are forgotten."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from milepost.base.clock import day_bounds, day_in
from milepost.base.errors import SaidError
from milepost.base.text import joined
from milepost.do.actions.clicks import visitor_names
from milepost.do.actions.days import mark_changed, mark_moment
from milepost.do.actions.keeping import kept_rows
from milepost.do.models import Lead, Link, MagnetPage, StageChange
from milepost.do.visits import Seen
from milepost.engine.rates import admit
from milepost.plan.models import Stage, Tactic
from milepost.plan.queries import stages, tactics
from milepost.team.models import Undo, User, Workspace
from milepost.team.record import Actor, acting, note
from milepost.team.undo import keep_step

ASKS_PER_HOUR = 10
VISITOR = Actor("A visitor")
# What is written down about a lead, in words; the record tells which changed, never what it says.
WRITTEN_DOWN = {
    "name": "the name",
    "email": "the e-mail address",
    "phone": "the phone number",
    "heard": "how they heard of us",
    "note": "the note",
    "tactic_id": "the tactic",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone wrote on a magnet's page; via_code is the link that brought them."""

    email: str
    name: str = ""
    via_code: str = ""
    agrees: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What one of us writes down about a lead.

    tactic: its id in the plan. at: when they asked, None for now; a later change leaves it alone.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    heard: str = ""
    note: str = ""
    tactic: str = ""
    at: datetime | None = None


@transaction.atomic
def ask(page: MagnetPage, asked: Asked, seen: Seen) -> Lead:
    """Make a lead of someone who asked; who asks again on the same day stays the same lead."""
    email, now = _checked_email(asked.email), timezone.now()
    if not asked.agrees:
        raise SaidError(
            "Please tick this box; without it we may not keep your address.", where="agrees"
        )
    _keep_pace(page, seen, now)
    # One at a time for each page, so that a form sent twice at once is one lead.
    MagnetPage.objects.select_for_update(no_key=True).get(pk=page.pk)
    return _asked_today(page, email, now) or _add_asked(page, asked, email, now)


def _keep_pace(page: MagnetPage, seen: Seen, now: datetime) -> None:
    visitor = visitor_names(page.workspace_id, seen, now)[0]
    wait = admit(f"ask:{visitor}", count=ASKS_PER_HOUR, seconds=3600, burst=ASKS_PER_HOUR, now=now)
    if wait is not None:
        minutes = int(wait.total_seconds() // 60) + 1
        raise SaidError(f"You have asked many times. Please wait {minutes} min, then ask again.")


def _asked_today(page: MagnetPage, email: str, now: datetime) -> Lead | None:
    zone = page.workspace.timezone
    first, end = day_bounds(day_in(zone, now), zone)
    return Lead.objects.filter(
        magnet=page.magnet_id, email=email, asked_at__gte=first, asked_at__lt=end
    ).first()


def _add_asked(page: MagnetPage, asked: Asked, email: str, now: datetime) -> Lead:
    via = Link.objects.filter(workspace=page.workspace_id, code=asked.via_code).first()
    lead = Lead(
        workspace=page.workspace,
        name=_line(asked.name, 200),
        email=email,
        magnet=page.magnet,
        link=via,
        post_id=via.post_id if via else None,
        tactic_id=via.tactic_id if via else None,
        consent=page.consent,
        consent_at=now,
        asked_at=now,
    )
    _keep_new(lead, stages(page.workspace).first(), by=None)
    with acting(VISITOR):
        note(page.workspace, f"lead:{lead.pk}", f"asked for “{page.magnet}” and became a lead")
    return lead


@transaction.atomic
def add_by_hand(workspace: Workspace, told: Told, by: User | None, *, stage: str = "") -> Lead:
    """Make a lead of someone who called or came by; `stage` is a stage's code, "" the first one."""
    now = timezone.now()
    if told.at and told.at > now:
        raise SaidError("They cannot have asked in the future; write an earlier time.", where="at")
    lead = Lead(workspace=workspace, made_by=by, asked_at=told.at or now)
    _fill(lead, told)
    _keep_new(lead, _stage_coded(workspace, stage), by=by)
    note(workspace, f"lead:{lead.pk}", "wrote down a lead", after=str(lead.stage or ""))
    return lead


@transaction.atomic
def rewrite_lead(lead: Lead, told: Told) -> None:
    """Change what is written down about a lead."""
    before = {name: getattr(lead, name) for name in WRITTEN_DOWN}
    _fill(lead, told)
    lead.save()
    mark_moment(lead.workspace, lead.asked_at)
    changed = [name for name in WRITTEN_DOWN if getattr(lead, name) != before[name]]
    if changed:
        words = joined(WRITTEN_DOWN[name] for name in changed)
        note(lead.workspace, f"lead:{lead.pk}", f"changed {words} of a lead")


@transaction.atomic
def move(lead: Lead, stage: Stage, by: User | None) -> Undo | None:
    """Let a lead reach a stage of the plan, forward or back; it stays in its history.

    Returns how to undo it; None where the lead stood there already.
    """
    if stage.workspace_id != lead.workspace_id or stage.retired_on is not None:
        raise SaidError("The plan has no such stage; choose another.", where="stage")
    now = timezone.now()
    # Held until we are done, for where it stood is what undoing goes back to.
    before = Lead.objects.select_for_update().get(pk=lead.pk).stage
    if before == stage:
        return None
    Lead.objects.filter(pk=lead.pk).update(stage=stage)
    lead.stage = stage
    change = StageChange.objects.create(lead=lead, stage=stage, at=now, made_by=by)
    mark_moment(lead.workspace, now)
    told = {"before": str(before or ""), "after": str(stage)}
    note(lead.workspace, f"lead:{lead.pk}", "moved a lead", **told)
    kept = {"lead": lead.pk, "change": change.pk, "before": before.pk if before else None}
    return keep_step(lead.workspace, "lead moved", f"moved a lead to {stage}", kept)


@transaction.atomic
def delete_lead(lead: Lead) -> Undo:
    """Delete a lead; the days it counted on are counted again without it.

    Returns how to undo it; once that is too old, nothing of the lead is left.
    """
    workspace = lead.workspace
    for day in days_of(lead):
        mark_changed(workspace.pk, day)
    note(workspace, f"lead:{lead.pk}", "deleted a lead")
    kept = {"lead": lead.pk, "rows": kept_rows([lead, *lead.changes.all()])}
    lead.delete()
    return keep_step(workspace, "lead deleted", "deleted a lead", kept)


def days_of(lead: Lead) -> list[date]:
    """Return the days on which a lead counts."""
    moments = {lead.asked_at, *lead.changes.values_list("at", flat=True)}
    return sorted({day_in(lead.workspace.timezone, moment) for moment in moments})


def _fill(lead: Lead, told: Told) -> None:
    lead.name, lead.phone = _line(told.name, 200), _line(told.phone, 60)
    lead.email = _checked_email(told.email) if told.email.strip() else ""
    if not (lead.name or lead.email or lead.phone):
        raise SaidError("Write a name, a phone number or an e-mail address.", where="name")
    lead.heard, lead.note = _line(told.heard, 300), told.note.replace("\x00", "").strip()
    lead.tactic = _tactic_coded(lead.workspace, told.tactic)


def _keep_new(lead: Lead, stage: Stage | None, *, by: User | None) -> None:
    lead.stage = stage
    lead.save()
    if stage:
        StageChange.objects.create(lead=lead, stage=stage, at=lead.asked_at, made_by=by)
    mark_moment(lead.workspace, lead.asked_at)


def _tactic_coded(workspace: Workspace, code: str) -> Tactic | None:
    if not code:
        return None
    tactic = tactics(workspace).filter(code=code).first()
    if tactic is None:
        raise SaidError(f"The plan has no tactic {code!r}.", where="tactic")
    return tactic


def _stage_coded(workspace: Workspace, code: str) -> Stage | None:
    if not code:
        return stages(workspace).first()
    stage = stages(workspace).filter(code=code).first()
    if stage is None:
        raise SaidError(f"The plan has no stage {code!r}.", where="stage")
    return stage


def _checked_email(address: str) -> str:
    email = address.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise SaidError("Write an e-mail address such as ada@example.com.", where="email") from None
    if len(email) > 254:
        raise SaidError("This e-mail address is too long; write another.", where="email")
    return email


def _line(words: str, longest: int) -> str:
    return " ".join(words.replace("\x00", "").split())[:longest]
