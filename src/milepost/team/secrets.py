"""Tokens that are kept as hashes, and secrets that are kept encrypted."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def make_token() -> str:
    """Return a new random token of 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what is kept of a token: as it is random, one plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _fernet() -> MultiFernet:
    key = hashlib.scrypt(
        settings.SECRET_KEY.encode(), salt=b"milepost channel access", n=2**10, r=8, p=1, dklen=32
    )
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key))])


def seal(secrets_: Mapping[str, str]) -> str:
    """Encrypt what a channel is opened with."""
    return _fernet().encrypt(json.dumps(dict(secrets_)).encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Decrypt what `seal` made; an empty text is no secrets."""
    if not sealed:
        return {}
    opened: dict[str, str] = json.loads(_fernet().decrypt(sealed.encode()))
    return opened
