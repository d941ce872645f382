"""Keys that encrypt: changed while the program runs, nothing lost."""

import stat

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings as loaded

from milepost.base.keys import encryption_key_of
from milepost.do.actions.channels import Connection, connect_channel
from milepost.do.actions.rotation import forget_keys, rotate_secrets
from milepost.do.models import Channel
from milepost.team.secrets import add_key, encryption_keys, seal, seal_text, unseal, unseal_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    """Keys of the test's own, in a file of its own."""
    settings.ENCRYPTION_KEYS_FILE = tmp_path / "encryption.key"


@pytest.fixture
def channel(workspace) -> Channel:
    asked = Connection("practice", "Try", access={"token": "hunter two"})
    return connect_channel(workspace, asked)


@pytest.fixture
def second_factor(owner) -> Authenticator:
    data = {"secret": seal_text("JBSWY3DPEHPK3PXP")}
    return Authenticator.objects.create(user=owner, type="totp", data=data)


def first_key() -> Fernet:
    return Fernet(encryption_keys()[0])


def test_a_new_key_encrypts_and_old_ones_still_open():
    before = seal({"password": "hunter two"})
    add_key()
    assert unseal(before) == {"password": "hunter two"}
    with pytest.raises(InvalidToken):
        first_key().decrypt(before.encode())
    assert first_key().decrypt(seal_text("new").encode()) == b"new"


def test_the_file_of_keys_is_its_owners_alone():
    seal_text("something")
    add_key()
    path = loaded.ENCRYPTION_KEYS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().split()) == 2


def test_all_secrets_are_encrypted_anew(channel, second_factor):
    found = rotate_secrets()
    assert (found.count, found.lost) == (2, ())
    channel.refresh_from_db()
    second_factor.refresh_from_db()
    assert b"hunter two" in first_key().decrypt(channel.sealed_access.encode())
    assert first_key().decrypt(second_factor.data["secret"].encode()) == b"JBSWY3DPEHPK3PXP"


def test_old_keys_are_forgotten_once_nothing_needs_them(channel, second_factor):
    rotate_secrets()
    forget_keys()
    assert len(loaded.ENCRYPTION_KEYS_FILE.read_text().split()) == 1
    channel.refresh_from_db()
    assert unseal(channel.sealed_access) == {"token": "hunter two"}


def test_what_the_first_release_encrypted_is_opened_and_brought_along(channel):
    old = Fernet(encryption_key_of(loaded.SECRET_KEY)).encrypt(b'{"token": "from 0.1.0"}').decode()
    Channel.objects.filter(pk=channel.pk).update(sealed_access=old)
    assert unseal(old) == {"token": "from 0.1.0"}
    rotate_secrets()
    channel.refresh_from_db()
    assert b"from 0.1.0" in first_key().decrypt(channel.sealed_access.encode())


def test_what_no_key_opens_is_named_and_left_alone(channel, second_factor):
    lost = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
    Channel.objects.filter(pk=channel.pk).update(sealed_access=lost)
    found = rotate_secrets()
    assert found.lost == ("the channel Try of Redding Homes",)
    assert found.count == 1
    channel.refresh_from_db()
    assert channel.sealed_access == lost


def test_a_rotation_that_stops_half_way_loses_nothing(channel, second_factor, monkeypatch):
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("milepost.do.actions.rotation.rotate_channels", stop)
    with pytest.raises(KeyboardInterrupt):
        rotate_secrets()
    channel.refresh_from_db()
    second_factor.refresh_from_db()
    assert unseal(channel.sealed_access) == {"token": "hunter two"}
    assert unseal_text(second_factor.data["secret"]) == "JBSWY3DPEHPK3PXP"


def test_keys_from_the_environment_are_used_and_never_written(settings, channel):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [old]
    sealed = seal({"a": "b"})
    settings.ENCRYPTION_KEYS = [new, old]
    assert unseal(sealed) == {"a": "b"}
    add_key()
    assert encryption_keys()[:2] == [new, old]
