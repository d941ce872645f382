"""What takes everything of a workspace away, and says so in its record."""

from typing import IO

from milepost.archive.queries import write_archive
from milepost.team.models import Workspace
from milepost.team.record import note


def take_away(workspace: Workspace, out: IO[bytes]) -> None:
    """Write everything of a workspace but its secrets as an archive; the record says who did."""
    note(workspace, "", "took everything away as a file")
    write_archive(workspace, out)
