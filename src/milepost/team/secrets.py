"""Tokens that are kept as hashes, and secrets that are kept encrypted."""

import hashlib
import json
import secrets
from collections.abc import Mapping

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from milepost.base.keys import (
    encryption_key_of,
    make_encryption_key,
    read_or_make_key,
    write_keys,
)


def make_token() -> str:
    """Return a new random token of 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is kept of a token: as it is random, one plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _fernet() -> MultiFernet:
    """Return the keys, the newest first: it encrypts, all of them decrypt."""
    return MultiFernet([Fernet(key) for key in encryption_keys()])


def encryption_keys() -> list[str]:
    """Return the keys there are, the newest first; 0.1.0's, made of the signing key, is the last.

    They are read each time, so that a running program follows when they are changed.
    """
    told: list[str] = list(settings.ENCRYPTION_KEYS)
    kept = told or read_or_make_key(settings.ENCRYPTION_KEYS_FILE, make_encryption_key).split()
    return [*kept, encryption_key_of(settings.SECRET_KEY)]


def add_key() -> None:
    """Let a new key encrypt from now on; what older ones encrypted can still be read."""
    if settings.ENCRYPTION_KEYS:
        return
    kept = read_or_make_key(settings.ENCRYPTION_KEYS_FILE, make_encryption_key).split()
    write_keys(settings.ENCRYPTION_KEYS_FILE, [make_encryption_key(), *kept])


def forget_old_keys() -> None:
    """Keep the newest key alone; what others encrypted can be read no longer."""
    if not settings.ENCRYPTION_KEYS:
        write_keys(settings.ENCRYPTION_KEYS_FILE, encryption_keys()[:1])


def seal_text(text: str) -> str:
    """Encrypt a text with the newest key."""
    return _fernet().encrypt(text.encode()).decode()


def unseal_text(sealed: str) -> str:
    """Decrypt what `seal_text` made; raises InvalidToken where no key of ours fits."""
    return _fernet().decrypt(sealed.encode()).decode()


def sealed_anew(sealed: str) -> str:
    """Return the same secret, encrypted with the newest key."""
    return _fernet().rotate(sealed.encode()).decode()


def seal(secrets_: Mapping[str, str]) -> str:
    """Encrypt what a channel is opened with."""
    return seal_text(json.dumps(dict(secrets_)))


def unseal(sealed: str) -> dict[str, str]:
    """Decrypt what `seal` made; an empty text is no secrets."""
    if not sealed:
        return {}
    opened: dict[str, str] = json.loads(unseal_text(sealed))
    return opened
