"""Commands that run the program, and let people and programs in."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from milepost.cli.app import (
    CommandError,
    DataFolder,
    WorkspaceName,
    app,
    migrate,
    new_link,
    open_database,
    refuse_mistyped,
    start_django,
)

if TYPE_CHECKING:
    import threading


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
    keeps = _says_where(data)
    start_django(data)
    from milepost.settings import DATA

    with only_one(DATA / "up.lock", note=str(port)) as alone:
        if not alone:
            raise CommandError(
                f"Milepost already runs on {DATA}; stop it, or name another folder with --data."
            )
        ip = free_address(host, port)
        os.environ["MILEPOST_HOSTS"] = ",".join(reachable_as(ip))
        typer.echo(keeps, err=True)
        migrate()
        if demo:
            from milepost.demo import load_demo

            load_demo()
        _run_tree(ip, port, stop)


def _run_tree(ip: str, port: int, stop: "threading.Event") -> None:
    from threading import Thread

    from django.db import connections

    from milepost.engine.processes import Child, Tree
    from milepost.team.queries import first_owner

    says = f"Milepost runs at http://localhost:{port}\nSign in, once: {new_link(first_owner())}"
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


def _says_where(data: Path | None) -> str:
    from milepost.base.folder import holds_milepost, kept_in

    folder = (data.expanduser() if data else kept_in()).absolute()
    if holds_milepost(folder):
        return f"Milepost keeps all in {folder}"
    return (
        f"Milepost begins a new folder, {folder}; "
        "if you meant another, stop with ctrl-C and name it with --data."
    )


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
    start_django(data)
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


@app.command()
def token(
    workspace: WorkspaceName = None,
    name: Annotated[str, typer.Option(help="What the token is for.")] = "command line",
    role: Annotated[str, typer.Option(help="What it may do: the role of a member.")] = "owner",
    days: Annotated[int, typer.Option(help="For how many days it works.")] = 365,
    data: DataFolder = None,
) -> None:
    """Make an API token, shown this once."""
    open_database(data)
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
    open_database(data)
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
    forget_second_factor: Annotated[
        bool,
        typer.Option(
            "--forget-second-factor",
            help="For whoever lost phone and codes: make sure it is they who ask.",
        ),
    ] = False,
    data: DataFolder = None,
) -> None:
    """Make a sign-in link that works once."""
    open_database(data)
    from milepost.team.queries import find_user, first_owner
    from milepost.team.signin import forget_second_factors

    found = find_user(user) if user else first_owner()
    if user and found is None:
        raise CommandError(f"Nobody signs in as {user}; check the address.")
    if forget_second_factor and found:
        gone = forget_second_factors(found)
        typer.echo(f"{found} has no second factor any more ({gone} forgotten).", err=True)
    typer.echo(new_link(found))
