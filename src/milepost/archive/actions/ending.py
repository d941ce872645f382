"""What deletes a workspace for good."""

import logging
import shutil
from functools import partial
from pathlib import Path

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from milepost.archive.places import media_folder, practice_file
from milepost.archive.scope import paths_to_workspace
from milepost.base.errors import SaidError
from milepost.do.models import Channel
from milepost.team.models import Workspace
from milepost.team.record import actor_now

log = logging.getLogger(__name__)
# Workers may hold rows that we want while they want ours, or add a click to a link that we are about
# to delete; the database then stops one of us.
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
        except (OperationalError, IntegrityError):
            if not tries_left or connection.in_atomic_block:
                raise
        else:
            log.warning("%s deleted the workspace %s for good.", actor_now().name, workspace.slug)
            return


@transaction.atomic
def _end(workspace: Workspace) -> None:
    # Whoever adds a row of it waits from here on, and then finds no workspace.
    list(Workspace.objects.select_for_update().filter(pk=workspace.pk).values("pk"))
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


def _remove_files(files: list[Path], media: Path) -> None:
    for path in files:
        path.unlink(missing_ok=True)
    shutil.rmtree(media, ignore_errors=True)
