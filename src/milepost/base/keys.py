"""Secret keys kept in files that only their owner can read."""

import base64
import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path


def make_signing_key() -> str:
    """Return a new key to sign with."""
    return secrets.token_urlsafe(50)


def make_encryption_key() -> str:
    """Return a new key to encrypt with, as Fernet takes it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def encryption_key_of(signing_key: str) -> str:
    """Return the key that 0.1.0 encrypted with, made of the one that signs."""
    made = hashlib.scrypt(
        signing_key.encode(), salt=b"milepost channel access", n=2**10, r=8, p=1, dklen=32
    )
    return base64.urlsafe_b64encode(made).decode()


def read_or_make_key(path: Path, make: Callable[[], str] = make_signing_key) -> str:
    """Return the key in `path`, made there first (mode 600) when there is none.

    Two processes that start together end with the same key: only one may create the file.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = _draft_of(path, make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def write_keys(path: Path, keys: Sequence[str]) -> None:
    """Write keys into `path`, one a line: all of them, or as it was."""
    _draft_of(path, "".join(f"{key}\n" for key in keys)).replace(path)


def _draft_of(path: Path, text: str) -> Path:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return draft
