"""The command itself, and what its commands share: options, the folder, the database."""

import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from milepost import __version__
from milepost.base.errors import SaidError

app = typer.Typer(
    help="Turns a social media strategy into work that gets done and results that are measured.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

DataFolder = Annotated[
    Path | None, typer.Option("--data", help="Folder to keep all in, in place of MILEPOST_DATA.")
]
WorkspaceName = Annotated[
    str | None, typer.Option("--workspace", help="Which workspace, when there are several.")
]


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


def refuse_mistyped(data: Path | None) -> None:
    """Refuse a folder that was typed and is not Milepost's; only `up` begins just anywhere."""
    from milepost.base.folder import holds_milepost, is_empty

    folder = data.expanduser().absolute() if data else None
    if folder and not holds_milepost(folder) and not is_empty(folder):
        raise CommandError(
            f"There is no Milepost in {folder}; check --data, "
            f"or begin one there: milepost up --data {folder}"
        )


def start_django(data: Path | None) -> None:
    """Load the settings of the folder."""
    if data:
        os.environ["MILEPOST_DATA"] = str(data.expanduser().absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.settings")
    # What the data folder gets is nobody else's to read.
    os.umask(0o077)
    import django

    django.setup()


def open_database(data: Path | None) -> None:
    """Load the settings, and bring the tables up to date."""
    refuse_mistyped(data)
    start_django(data)
    migrate()
    from milepost.team.record import Actor, act_as

    act_as(Actor("The command line"))


def migrate() -> None:
    """Bring the tables up to date."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as trouble:
        reason = str(trouble).strip().splitlines()[0]
        raise CommandError(
            f"The database does not open ({reason}); check MILEPOST_DATABASE_URL or --data."
        ) from None


def new_link(user: Any) -> str:
    """Return the address of a new one-time link."""
    from milepost.settings import DATA, PUBLIC_URL
    from milepost.team.actions import make_signin_link

    lock = DATA / "up.lock"
    return f"{PUBLIC_URL or f'http://localhost:{port_of(lock)}'}/signin/{make_signin_link(user)}/"


def port_of(lock: Path) -> str:
    """Return the port on which Milepost runs, or ran last."""
    return (lock.read_text() if lock.exists() else "") or "8000"
