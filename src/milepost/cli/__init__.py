"""The milepost command: what a person or a script types."""

from milepost.cli import files, keeping, running
from milepost.cli.app import app, main

__all__ = ["app", "files", "keeping", "main", "running"]
