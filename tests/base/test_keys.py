"""Keys in files: made once, read by their owner alone."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from milepost.base.keys import read_or_make_key


def test_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "data" / "secret.key"
    key = read_or_make_key(path)
    assert len(key) >= 50
    assert read_or_make_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_all_who_ask_at_once_get_the_same_key(tmp_path):
    path = tmp_path / "secret.key"
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(read_or_make_key, [path] * 64))
    assert len(keys) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_keys_of_two_places_differ(tmp_path):
    assert read_or_make_key(tmp_path / "a") != read_or_make_key(tmp_path / "b")


def test_key_that_is_there_is_kept(tmp_path):
    path = tmp_path / "secret.key"
    path.write_text(" mine \n", encoding="ascii")
    assert read_or_make_key(path) == "mine"


def test_folder_in_place_of_the_key_is_told(tmp_path):
    with pytest.raises(IsADirectoryError):
        read_or_make_key(tmp_path)
