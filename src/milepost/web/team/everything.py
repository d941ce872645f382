"""Data of a workspace: take everything away, when it was last backed up, the way to its end."""

import tempfile

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from milepost.archive.actions.exporting import take_away
from milepost.archive.backup import backups_now
from milepost.plan.queries import current_version
from milepost.web.access import PageRequest, page, show


@page("read")
def everything(request: PageRequest) -> HttpResponse:
    """Show what can be taken away, and by whom."""
    return show(
        request,
        "team/everything.html",
        "settings",
        has_plan=current_version(request.workspace) is not None,
        backups=backups_now(timezone.now()),
    )


@page("own")
@require_POST
def take_everything(request: PageRequest) -> FileResponse:
    """Give everything of the workspace as a file; the record says who took it."""
    # A file without a name on the disk: nothing is left behind, whatever happens, and nothing of
    # it lies in the memory.
    out = tempfile.TemporaryFile(dir=settings.DATA)  # noqa: SIM115 - the answer closes it
    try:
        take_away(request.workspace, out)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    day = timezone.now().date().isoformat()
    name = f"{request.workspace.slug}-{day}.zip"
    return FileResponse(out, as_attachment=True, filename=name, content_type="application/zip")
