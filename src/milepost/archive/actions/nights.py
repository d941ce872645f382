"""The row that has a backup made each night."""

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from milepost.archive.backup import next_night
from milepost.engine.models import Chore

BACKUP = "backup"


def nightly_backups() -> QuerySet[Chore]:
    """Return the row, where backups are to be made by night."""
    rows = Chore.objects.filter(name=BACKUP)
    return rows if is_wanted() else rows.none()


def is_wanted() -> bool:
    """Tell whether backups are to be made by night: of SQLite, unless the setting says no."""
    return connection.vendor == "sqlite" and settings.BACKUPS is not None


@transaction.atomic
def seed_backup() -> None:
    """Make the row, due in the coming night."""
    if is_wanted():
        due_at = next_night(timezone.now())
        Chore.objects.get_or_create(name=BACKUP, defaults={"due_at": due_at})
