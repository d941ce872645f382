"""What makes tracked links."""

import secrets

from django.db import transaction

from milepost.base.errors import SaidError
from milepost.do.linking import is_safe_target
from milepost.do.models import Delivery, Link

# No 0 o 1 l i: a code may be read aloud and typed.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 8


@transaction.atomic
def make_link(delivery: Delivery, target: str) -> Link:
    """Return the delivery's one link, made or brought up to date with its post and target."""
    if not is_safe_target(target):
        raise SaidError("Write an address that starts with https://.", where="target")
    tactic = delivery.post.tactic
    known = {
        "workspace_id": delivery.workspace_id,
        "post_id": delivery.post_id,
        "tactic": tactic,
        "strategy": tactic.strategy if tactic else None,
        "target": target,
    }
    link, _ = Link.objects.update_or_create(
        delivery=delivery, defaults=known, create_defaults={**known, "code": free_code()}
    )
    return link


def free_code() -> str:
    """Return a code that no link has."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        if not Link.objects.filter(code=code).exists():
            return code
