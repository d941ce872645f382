"""The error of a file that is not as it has to be."""

from milepost.base.errors import SaidError


class ArchiveError(SaidError):
    """A file that cannot be taken: what is wrong with it, and what to do."""
