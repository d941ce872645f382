"""Encrypting everything that is kept secret anew, with a key that was made just now."""

from cryptography.fernet import InvalidToken
from django.db import transaction

from milepost.do.models import Channel
from milepost.team.mail import rotate_mails
from milepost.team.rotation import Rotated, rotate_second_factors
from milepost.team.secrets import add_key, forget_old_keys, sealed_anew


def rotate_secrets() -> Rotated:
    """Make a new key and encrypt all secrets with it; old keys stay, and open old backups.

    May be stopped half-way and begun again: every key that encrypted anything still decrypts it.
    """
    add_key()
    return rotate_second_factors() + rotate_channels() + Rotated(rotate_mails(), ())


@transaction.atomic
def rotate_channels() -> Rotated:
    """Encrypt what channels are opened with anew."""
    done, lost = 0, []
    rows = Channel.objects.select_for_update(of=("self",)).exclude(sealed_access="")
    for row in rows.select_related("workspace").order_by("pk"):
        try:
            row.sealed_access = sealed_anew(row.sealed_access)
        except InvalidToken:
            lost.append(f"the channel {row.name} of {row.workspace}")
            continue
        row.save(update_fields=["sealed_access"])
        done += 1
    return Rotated(done, tuple(lost))


def forget_keys() -> None:
    """Keep the newest key alone; secrets in backups made before can be read no longer."""
    forget_old_keys()
