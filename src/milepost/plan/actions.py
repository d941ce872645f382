"""What changes a plan: every save is one new version, and its parts are projected again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from milepost.base.clock import day_in
from milepost.base.errors import SaidError
from milepost.plan.changes import changes
from milepost.plan.file import read_plan_text, write_plan
from milepost.plan.models import Audience, Magnet, Objective, PlanVersion, Stage, Strategy, Tactic
from milepost.plan.models import Part as PartRow
from milepost.plan.outline import Plan
from milepost.plan.queries import (
    current_version,
    is_live,
    kept_of,
    plan_of,
    version_numbered,
)
from milepost.plan.sentences import objective_words
from milepost.team.actions import set_zone
from milepost.team.models import User, Workspace
from milepost.team.record import note
from milepost.team.undo import keep_step

LONGEST_CODE = 60  # as in models.Part


class PlanConflict(SaidError):
    """Someone saved another version in the meantime."""


def import_plan(workspace: Workspace, text: str, *, made_by: User | None = None) -> PlanVersion:
    """Take a plan file as the new version; raises PlanError and changes nothing when it is bad."""
    plan = read_plan_text(text)
    return save_plan(workspace, plan, says="Imported a plan file", made_by=made_by)


@transaction.atomic
def save_plan(
    workspace: Workspace,
    plan: Plan,
    *,
    says: str,
    made_by: User | None = None,
    based_on: int | None = None,
) -> PlanVersion:
    """Save the plan as a new version, unless nothing changed.

    `based_on` is the version the change started from; PlanConflict when a newer one stands there.
    The text is read again before it is kept, so that nothing unreadable is ever saved.
    """
    text = write_plan(plan)
    read_plan_text(text)
    newest = current_version(workspace)
    if based_on is not None and newest and newest.number != based_on:
        raise PlanConflict(
            f"Someone saved version {newest.number} while you were writing; "
            "look at it, then make your change again."
        )
    if newest and newest.text == text:
        return newest
    version = _add_version(workspace, newest, text, says=says, made_by=made_by)
    set_zone(workspace, plan.timezone)
    _project(workspace, plan)
    _record(workspace, newest, plan)
    if newest:
        keep_step(workspace, "plan", f"{says[:1].lower()}{says[1:]}", kept_of(version))
    return version


def _record(workspace: Workspace, newest: PlanVersion | None, plan: Plan) -> None:
    """Add a row to the record for each change since the newest version so far."""
    if newest is None:
        note(workspace, "plan", "brought a plan, version 1")
        return
    for change in changes(plan_of(newest), plan):
        before, after = change.values
        note(workspace, change.part, change.did, before=before, after=after)


def _add_version(
    workspace: Workspace, newest: PlanVersion | None, text: str, *, says: str, made_by: User | None
) -> PlanVersion:
    number = newest.number + 1 if newest else 1
    try:
        with transaction.atomic():
            return PlanVersion.objects.create(
                workspace=workspace, number=number, text=text, says=says[:300], made_by=made_by
            )
    except IntegrityError:
        raise PlanConflict(
            "Someone saved the plan at the same moment; look at it, then make your change again."
        ) from None


@transaction.atomic
def restore_version(workspace: Workspace, number: int, *, made_by: User | None) -> PlanVersion:
    """Take an older version as the new one."""
    old = version_numbered(workspace, number)
    if old is None:
        raise SaidError(f"There is no version {number} of this plan.")
    newest = current_version(workspace)
    says = f"Restored version {number}"
    saved = save_plan(workspace, plan_of(old), says=says, made_by=made_by)
    if saved != newest:
        note(workspace, "plan", f"made version {number} the plan again, as version {saved.number}")
    return saved


def _project(workspace: Workspace, plan: Plan) -> None:
    """Make the part rows tell what the plan says; parts that left it are retired."""
    today = day_in(plan.timezone, timezone.now())
    kept = _Projection(workspace, today)
    objectives = kept.project(Objective, [Row(o, objective_words(o)) for o in plan.objectives])
    kept.project(Audience, [Row(a, a.who) for a in plan.audiences])
    magnets = kept.project(Magnet, [Row(m, m.title) for m in plan.magnets])
    strategies = kept.project(Strategy, [Row(s, s.strategy) for s in plan.strategies])
    for strategy in plan.strategies:
        serves = [objectives[code] for code in strategy.serves]
        strategies[strategy.id].objectives.set(serves)
    tactics = [
        Row(
            tactic,
            tactic.tactic,
            {
                "strategy": strategies[tactic.serves[0]] if tactic.serves else None,
                "magnet": magnets.get(tactic.magnet or ""),
            },
        )
        for tactic in plan.tactics
    ]
    kept.project(Tactic, tactics)
    kept.project(Stage, _stage_rows(plan))


@dataclass(frozen=True)
class Row:
    """One part on its way into its row: the part, its words, its further columns."""

    part: Any  # has .id and .retired
    says: str
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StageKey:
    """A stage as a part: its id is the funnel's id, a slash, and its name."""

    id: str
    retired: date | None = None


def _stage_rows(plan: Plan) -> list[Row]:
    return [
        Row(
            StageKey(_stage_code(funnel.id or "", stage.stage)),
            stage.stage,
            {"funnel": funnel.id or "", "measure": stage.counted_as},
        )
        for funnel in plan.funnels
        for stage in funnel.stages
    ]


def _stage_code(funnel: str, stage: str) -> str:
    """Return the code of a stage's row, its end a digest where it would be too long for one."""
    code = f"{funnel}/{stage}"
    if len(code) <= LONGEST_CODE:
        return code
    return f"{code[: LONGEST_CODE - 9]}-{sha256(code.encode()).hexdigest()[:8]}"


Kind = TypeVar("Kind", bound=PartRow)


@dataclass(frozen=True)
class _Projection:
    """Writes the rows of one kind of part after another."""

    workspace: Workspace
    today: date

    def project(self, model: type[Kind], parts: Sequence[Row]) -> dict[str, Kind]:
        """Write the rows of one kind and retire those whose part has gone; return them by id."""
        rows = {row.code: row for row in model._default_manager.filter(workspace=self.workspace)}
        wanted = {part.part.id for part in parts}
        for position, part in enumerate(parts):
            row = rows.setdefault(part.part.id, model(workspace=self.workspace, code=part.part.id))
            before = _columns(row)
            row.says, row.position, row.retired_on = part.says, position, part.part.retired
            for name, value in part.more.items():
                setattr(row, name, value)
            if row.pk is None or _columns(row) != before:
                row.save()
        gone = model._default_manager.filter(is_live(self.today), workspace=self.workspace)
        gone.exclude(code__in=wanted).update(retired_on=self.today)
        return rows


def _columns(row: PartRow) -> dict[str, Any]:
    """Return the columns of a row, to tell whether any changed."""
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}
