"""Where a workspace's files lie on the disk."""

from pathlib import Path

from django.conf import settings


def media_folder(workspace_pk: int) -> Path:
    """Return the folder of what a workspace uploaded."""
    folder: Path = settings.DATA / "media" / str(workspace_pk)
    return folder


def practice_file(channel_pk: int) -> Path:
    """Return the file to which a practice channel writes down what it was asked."""
    path: Path = settings.DATA / "practice" / f"{channel_pk}.jsonl"
    return path
