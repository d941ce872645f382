"""What deletes a workspace for good."""

import logging
import shutil
from functools import partial
from pathlib import Path

from django.db import OperationalError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from milepost.archive.places import media_folder, practice_file
from milepost.archive.scope import paths_to_workspace, pointed_alone
from milepost.base.errors import SaidError
from milepost.do.models import Channel
from milepost.team.models import Workspace
from milepost.team.record import actor_now

log = logging.getLogger(__name__)
# Workers may hold rows that we want while they want ours; the database then stops one of us.
_TRIES = 5


def end_workspace(workspace: Workspace, *, name: str) -> None:
    """Delete a workspace and everything of it, where its name was typed exactly.

    A worker that is at one of its rows finds the row gone, and writes nothing.
    """
    if name != workspace.name:
        raise SaidError(f"Type the name exactly as it stands here: {workspace.name}", where="name")
    for tries_left in reversed(range(_TRIES)):
        try:
            _end(workspace)
        except OperationalError:
            if not tries_left or connection.in_atomic_block:
                raise
        else:
            log.warning("%s deleted the workspace %s for good.", actor_now().name, workspace.slug)
            return


@transaction.atomic
def _end(workspace: Workspace) -> None:
    _hold(workspace)
    Workspace.objects.filter(pk=workspace.pk).update(ending_at=timezone.now())
    files = [
        practice_file(pk)
        for pk in Channel.objects.filter(workspace=workspace).values_list("pk", flat=True)
    ]
    for model, path in paths_to_workspace():
        rows = model._base_manager.filter(**{path: workspace.pk})
        # Each model goes before those it points to: nothing is left to follow or to protect.
        rows._raw_delete(rows.db)
    transaction.on_commit(partial(_remove_files, files, media_folder(workspace.pk)))


def _hold(workspace: Workspace) -> None:
    """Let whoever adds a row of it wait from here on, and then find nothing to add it to."""
    held: list[tuple[type[Model], str]] = [(Workspace, "pk")]
    # A click names no workspace, but a link: that is what has to be held.
    held += [(model, path) for model, path in paths_to_workspace() if model in pointed_alone()]
    for model, path in held:
        rows = model._base_manager.select_for_update(of=("self",)).filter(**{path: workspace.pk})
        for _ in rows.values_list("pk").iterator():
            pass


def _remove_files(files: list[Path], media: Path) -> None:
    for path in files:
        path.unlink(missing_ok=True)
    shutil.rmtree(media, ignore_errors=True)
