"""The milepost command: what a person or a script types."""

import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from zipfile import is_zipfile

import typer

from milepost import __version__
from milepost.base.errors import SaidError
from milepost.base.folder import refuse_mistyped, says_where

if TYPE_CHECKING:
    import threading

app = typer.Typer(
    help="Turns a social media strategy into work that gets done and results that are measured.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
DataFolder = Annotated[
    Path | None, typer.Option("--data", help="Folder to keep all in, in place of MILEPOST_DATA.")
]
WorkspaceName = Annotated[
    str | None, typer.Option("--workspace", help="Which workspace, when there are several.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write the result.")]
RowsOption = Annotated[Rows, typer.Option("--format", help="How to write the list.")]


class CommandError(SaidError):
    """Something typed that cannot be done."""


def main() -> None:
    """Run one command; what cannot be done is said in one sentence, with exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        app(prog_name="milepost")
    except SaidError as trouble:
        _give_up(str(trouble))
    except OSError as trouble:
        _give_up(f"{trouble.filename or 'milepost'}: {trouble.strerror or trouble}.")


def _give_up(sentence: str) -> NoReturn:
    typer.echo(f"milepost: {sentence}", err=True)
    sys.exit(2)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"milepost {__version__}")
        raise typer.Exit


@app.callback()
def milepost(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Turn a social media strategy into work that gets done and results that are measured."""


@app.command()
def up(
    data: DataFolder = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    demo: Annotated[bool, typer.Option("--demo", help="Load the example workspace.")] = False,
) -> None:
    """Run Milepost, its pages and its worker, until it is stopped."""
    from milepost.engine.processes import only_one, stop_on_signals
    from milepost.engine.server import free_address, reachable_as

    stop = stop_on_signals()
    keeps = says_where(data)
    _start_django(data)
    from milepost.settings import DATA

    with only_one(DATA / "up.lock", note=str(port)) as alone:
        if not alone:
            raise CommandError(
                f"Milepost already runs on {DATA}; stop it, or name another folder with --data."
            )
        ip = free_address(host, port)
        os.environ["MILEPOST_HOSTS"] = ",".join(reachable_as(ip))
        typer.echo(keeps, err=True)
        _migrate()
        if demo:
            from milepost.demo import load_demo

            load_demo()
        _run_tree(ip, port, stop)


def _run_tree(ip: str, port: int, stop: "threading.Event") -> None:
    from threading import Thread

    from django.db import connections

    from milepost.engine.processes import Child, Tree
    from milepost.team.queries import first_owner

    says = f"Milepost runs at http://localhost:{port}\nSign in, once: {_signin(first_owner())}"
    connections.close_all()
    Thread(target=_announce, args=(says, ip, port, stop), daemon=True).start()
    python = (sys.executable, "-P", "-m")
    parent = str(os.getpid())
    web = Child("The web server", (*python, "milepost.engine.server", ip, str(port), parent))
    worker = Child("The worker", (*python, "milepost", "worker", "--parent", parent))
    Tree([web, worker]).run(stop)


def _announce(says: str, ip: str, port: int, stop: "threading.Event") -> None:
    from milepost.engine.server import wait_until_open

    if wait_until_open(ip, port, stop):
        print(says, flush=True)


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


@app.command("import")
def import_(
    plan: Annotated[
        Path, typer.Argument(metavar="PLAN", help="A plan file (YAML), or an archive (.zip).")
    ],
    workspace: WorkspaceName = None,
    data: DataFolder = None,
) -> None:
    """Take a plan file into a workspace as its new version, or make a workspace of an archive."""
    if plan.suffix.lower() == ".zip" or is_zipfile(plan):
        if workspace:
            raise CommandError("An archive becomes a workspace of its own; leave --workspace out.")
        _import_archive(plan, data)
        return
    from milepost.plan.file import read_plan, read_source

    # Read before anything is opened, so that a fault is told with file and line.
    wanted = read_plan(plan)
    _, text = read_source(plan)
    _open_database(data)
    from milepost.do.actions.plans import import_plan
    from milepost.do.actions.start import workspace_for

    taken_by = workspace_for(workspace, otherwise=wanted.plan)
    version = import_plan(taken_by, text)
    typer.echo(f"The plan of {taken_by} is version {version.number} now.", err=True)


def _import_archive(path: Path, data: Path | None) -> None:
    with path.open("rb") as file:
        _open_database(data)
        from milepost.archive.actions.importing import import_archive
        from milepost.archive.errors import ArchiveError
        from milepost.team.queries import first_owner

        owner = first_owner()
        try:
            arrival = import_archive(file, owner=owner)
        except ArchiveError as error:
            raise CommandError(error.says, where=path.name) from None
    typer.echo(f"{arrival} It belongs to {owner or 'whoever signs in first'}.", err=True)


@app.command()
def export(
    workspace: WorkspaceName = None,
    everything: Annotated[
        Path | None,
        typer.Option(metavar="FILE.zip", help="Write everything of it, not the plan alone."),
    ] = None,
    data: DataFolder = None,
) -> None:
    """Write a workspace's plan as a plan file, or everything of it as an archive."""
    _open_database(data)
    from milepost.plan.queries import current_text
    from milepost.team.queries import find_workspace

    found = find_workspace(workspace)
    if everything:
        from milepost.archive.actions.exporting import take_away
        from milepost.base.files import written_whole

        with written_whole(everything) as out:
            take_away(found, out)
        typer.echo(f"Everything of {found} but its secrets is in {everything}.", err=True)
        return
    text = current_text(found)
    if text is None:
        raise CommandError(f"{found.name} has no plan yet; import one, or write it on the pages.")
    typer.echo(text, nl=False)


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="In the folder of backups unless told.")
    ] = None,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the secret key in too; keep the file safer.")
    ] = False,
    data: DataFolder = None,
) -> None:
    """Write everything of all workspaces into one file, while Milepost runs or not."""
    refuse_mistyped(data)
    _start_django(data)
    from datetime import UTC

    from milepost.archive.backup import backup_name, where_the_key_is, write_backup
    from milepost.settings import BACKUPS, DATA

    now = datetime.now(UTC)
    path = file or (BACKUPS or DATA / "backups") / backup_name(now)
    if path.exists():
        raise CommandError("There is a file of that name already; name another.", where=str(path))
    write_backup(path, now=now, with_keys=with_keys)
    typer.echo(path)
    key = where_the_key_is()
    says = (
        "It holds the secret key: who has the file can open your channels."
        if with_keys and not key.startswith("the setting")
        else f"What opens your channels cannot be read without the secret key ({key}), which is "
        "not in it; keep that too, in another place."
    )
    typer.echo(says, err=True)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `milepost backup` wrote.")],
    data: DataFolder = None,
) -> None:
    """Bring a backup back; what is here now is put aside, not deleted."""
    _start_django(data)
    from milepost.archive.errors import ArchiveError
    from milepost.archive.restore import restore as bring_back
    from milepost.engine.processes import only_one
    from milepost.settings import DATA

    DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = DATA / "up.lock"
    with only_one(lock, note=_port(lock)) as alone:
        if not alone:
            raise CommandError(f"Milepost runs on {DATA}; stop it, then restore.")
        try:
            done = bring_back(file)
        except ArchiveError as error:
            raise CommandError(error.says, where=file.name) from None
    typer.echo(f"The backup of {done.made_at} is in place; everyone signs in again.", err=True)
    if done.doubted:
        says = "Posts that were due since, and may be out already; look and say"
        typer.echo(f"{says}: {done.doubted}.", err=True)
    if done.aside:
        typer.echo(f"What was here before lies in {done.aside}.", err=True)


@app.command()
def schema() -> None:
    """Write the JSON Schema of the plan file."""
    from milepost.plan.schema import plan_schema

    _show(plan_schema())


@app.command()
def token(
    workspace: WorkspaceName = None,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    role: Annotated[str, typer.Option(help="What it may do: the role of a member.")] = "owner",
    days: Annotated[int, typer.Option(help="For how many days it works.")] = 365,
    data: DataFolder = None,
) -> None:
    """Make an API token, shown this once."""
    _open_database(data)
    from milepost.do.actions.start import workspace_for
    from milepost.team.tokens import make_api_token

    opened = workspace_for(workspace, otherwise="My business")
    typer.echo(make_api_token(opened, name=name, role=role, days=days))
    typer.echo(f"It opens {opened} for {days} days, with the role {role}.", err=True)


@app.command("rotate-keys")
def rotate_keys(
    forget_old: Annotated[
        bool,
        typer.Option(
            "--forget-old",
            help="Keep the new key alone; secrets in older backups can be read no longer.",
        ),
    ] = False,
    data: DataFolder = None,
) -> None:
    """Encrypt channels' access and second factors anew, with a new key."""
    _open_database(data)
    from milepost.do.actions.rotation import forget_keys, rotate_secrets

    found = rotate_secrets()
    typer.echo(f"{found.count} secrets are encrypted with the newest key.", err=True)
    if found.lost:
        kept = " Old keys are kept." if forget_old else ""
        raise CommandError(f"No key here opens {'; '.join(found.lost)}: connect anew.{kept}")
    if forget_old:
        forget_keys()


@app.command()
def signin(
    user: Annotated[
        str | None,
        typer.Option(metavar="EMAIL", help="Whom to let in; the first owner unless told."),
    ] = None,
    data: DataFolder = None,
) -> None:
    """Make a sign-in link that works once."""
    _open_database(data)
    from milepost.team.queries import find_user, first_owner

    found = find_user(user) if user else first_owner()
    if user and found is None:
        raise CommandError(f"Nobody signs in as {user}; check the address.")
    typer.echo(_signin(found))


@app.command()
def worker(
    threads: Annotated[int, typer.Option(help="How many rows at once.", min=1)] = 32,
    parent: Annotated[int | None, typer.Option(hidden=True)] = None,
    data: DataFolder = None,
) -> None:
    """Run one more worker, for set-ups on PostgreSQL."""
    from milepost.engine.processes import die_with_parent, stop_on_signals

    if parent:
        die_with_parent(parent)
    stop = stop_on_signals()
    refuse_mistyped(data)
    _start_django(data)
    from milepost.engine.embedded import run_worker
    from milepost.work import JOBS

    run_worker(JOBS, threads=threads, stop=stop)


@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def manage(context: typer.Context) -> None:
    """Run one of Django's own commands."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["milepost manage", *context.args])


def _start_django(data: Path | None) -> None:
    if data:
        os.environ["MILEPOST_DATA"] = str(data.expanduser().absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.settings")
    # What the data folder gets is nobody else's to read.
    os.umask(0o077)
    import django

    django.setup()


def _open_database(data: Path | None) -> None:
    refuse_mistyped(data)
    _start_django(data)
    _migrate()


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as trouble:
        reason = str(trouble).strip().splitlines()[0]
        raise CommandError(
            f"The database does not open ({reason}); check MILEPOST_DATABASE_URL or --data."
        ) from None


def _signin(user: Any) -> str:
    from milepost.settings import DATA, PUBLIC_URL
    from milepost.team.actions import make_signin_link

    lock = DATA / "up.lock"
    return f"{PUBLIC_URL or f'http://localhost:{_port(lock)}'}/signin/{make_signin_link(user)}/"


def _port(lock: Path) -> str:
    """Return the port on which Milepost runs, or ran last."""
    return (lock.read_text() if lock.exists() else "") or "8000"


def _codes(typed: str) -> tuple[str, ...]:
    return tuple(typed.replace(",", " ").split())


def _show(result: Mapping[str, Any] | str) -> None:
    if not isinstance(result, str):
        result = json.dumps(result, indent=2, ensure_ascii=False)
    typer.echo(result, nl=not result.endswith("\n"))
