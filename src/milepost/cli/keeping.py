"""Commands that bring and take away: plans, whole businesses, backups."""

from pathlib import Path
from typing import Annotated
from zipfile import is_zipfile

import typer

from milepost.cli.app import (
    CommandError,
    DataFolder,
    WorkspaceName,
    app,
    open_database,
    port_of,
    refuse_mistyped,
    start_django,
)


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
    open_database(data)
    from milepost.do.actions.plans import import_plan
    from milepost.do.actions.start import workspace_for

    taken_by = workspace_for(workspace, otherwise=wanted.plan)
    version = import_plan(taken_by, text)
    typer.echo(f"The plan of {taken_by} is version {version.number} now.", err=True)


def _import_archive(path: Path, data: Path | None) -> None:
    with path.open("rb") as file:
        open_database(data)
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
    open_database(data)
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
        bool, typer.Option("--with-keys", help="Put the keys in too; keep the file safer.")
    ] = False,
    data: DataFolder = None,
) -> None:
    """Write everything of all workspaces into one file, while Milepost runs or not."""
    refuse_mistyped(data)
    start_django(data)
    from datetime import UTC, datetime

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
        "It holds the keys: who has the file can open your channels."
        if with_keys and not key.startswith("the setting")
        else f"What opens your channels cannot be read without the key in {key}, which is not in "
        "it; keep that too, in another place."
    )
    typer.echo(says, err=True)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `milepost backup` wrote.")],
    data: DataFolder = None,
) -> None:
    """Bring a backup back; what is here now is put aside, not deleted."""
    start_django(data)
    from milepost.archive.errors import ArchiveError
    from milepost.archive.restore import restore as bring_back
    from milepost.engine.processes import only_one
    from milepost.settings import DATA

    DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = DATA / "up.lock"
    with only_one(lock, note=port_of(lock)) as alone:
        if not alone:
            raise CommandError(f"Milepost runs on {DATA}; stop it, then restore.")
        try:
            done = bring_back(file)
        except ArchiveError as error:
            raise CommandError(error.says, where=file.name) from None
    typer.echo(
        f"The backup of {done.made_at} is in place. Everyone signs in again; links, invitations "
        "and API tokens of then are ended, so make new ones. People let go since are back: look.",
        err=True,
    )
    if done.doubted:
        says = "Posts that were due since, and may be out already; look and say"
        typer.echo(f"{says}: {done.doubted}.", err=True)
    if done.aside:
        typer.echo(f"What was here before lies in {done.aside}.", err=True)
