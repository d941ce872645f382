"""Commands on files alone: no database, no server."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from milepost.cli.app import app


class Format(StrEnum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"


class Rows(StrEnum):
    """How a list is written."""

    TEXT = "text"
    JSONL = "jsonl"


AnyFile = Annotated[Path, typer.Argument(metavar="FILE", help="A plan file, or any text.")]
PlanFile = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file (YAML).")]
ReadingsFile = Annotated[Path, typer.Argument(metavar="READINGS", help="A readings file (CSV).")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write the result.")]
RowsOption = Annotated[Rows, typer.Option("--format", help="How to write the list.")]


@app.command()
def check(
    file: AnyFile,
    form: FormatOption = Format.TEXT,
    select: Annotated[str, typer.Option(help="Only these codes: O003,T001")] = "",
    ignore: Annotated[str, typer.Option(help="All but these codes.")] = "",
) -> None:
    """Say what is missing or wrong in a plan; exits 1 when there is an error or a warning."""
    from milepost.plan.check import check_file

    result = check_file(file, select=_codes(select), ignore=_codes(ignore))
    _show(result.as_json() if form == Format.JSON else result.as_text())
    if any(finding.severity in {"error", "warning"} for finding in result.findings):
        raise typer.Exit(1)


@app.command()
def read(file: AnyFile, form: RowsOption = Rows.TEXT) -> None:
    """Say of each statement of a text what it is: goal, strategy, tactic …"""
    from milepost.plan.file import read_source
    from milepost.plan.reader import read_statements

    _, text = read_source(file)
    for row in read_statements(text):
        if form == Rows.JSONL:
            fields = ("line", "heading", "text", "kind", "chance")
            typer.echo(
                json.dumps({name: getattr(row, name) for name in fields}, ensure_ascii=False)
            )
        else:
            typer.echo(f"{row.line:>5}  {row.kind:<8}  {row.chance:4.0%}  {row.text}")


@app.command()
def review(
    plan: PlanFile,
    readings: ReadingsFile,
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last reading's day unless told."),
    ] = None,
    form: FormatOption = Format.TEXT,
    seed: Annotated[int, typer.Option(help="Same files and seed, same bytes.")] = 0,
) -> None:
    """Say how far a plan has come, what brought it there, and which link of it is broken."""
    from milepost.plan.file import read_plan
    from milepost.review.report import review as review_plan
    from milepost.review.series import read_readings

    wanted = read_plan(plan)
    found = read_readings(readings, wanted)
    day = as_of.date() if as_of else found.last_day or wanted.starts
    result = review_plan(wanted, found, as_of=day, seed=seed)
    _show(result.as_json() if form == Format.JSON else result.as_text())


@app.command()
def schema() -> None:
    """Write the JSON Schema of the plan file."""
    from milepost.plan.schema import plan_schema

    _show(plan_schema())


def _codes(typed: str) -> tuple[str, ...]:
    return tuple(typed.replace(",", " ").split())


def _show(result: Mapping[str, Any] | str) -> None:
    if not isinstance(result, str):
        result = json.dumps(result, indent=2, ensure_ascii=False)
    typer.echo(result, nl=not result.endswith("\n"))
