"""Changing the keys that encrypt: what is kept is encrypted anew, and old keys can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.db import transaction

from milepost.team.secrets import sealed_anew

# Where django-allauth keeps what its adapter encrypts.
_SEALED = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many secrets are encrypted with the newest key now, and which none of our keys open."""

    count: int
    lost: tuple[str, ...]

    def __add__(self, other: "Rotated") -> "Rotated":
        return Rotated(self.count + other.count, self.lost + other.lost)


@transaction.atomic
def rotate_second_factors() -> Rotated:
    """Encrypt what second factors are checked with anew."""
    done, lost = 0, []
    for row in _second_factors():
        name = _SEALED[row.type]
        try:
            row.data[name] = sealed_anew(row.data[name])
        except InvalidToken:
            lost.append(f"the {row.get_type_display()} of {row.user.email}")
            continue
        row.save(update_fields=["data"])
        done += 1
    return Rotated(done, tuple(lost))


def _second_factors() -> Iterator[Any]:
    rows = Authenticator.objects.select_for_update(of=("self",)).filter(type__in=_SEALED)
    return iter(rows.select_related("user").order_by("pk"))
