"""The files of deploy/ and their page agree with the program; trial.py tries them for real."""

import re
from pathlib import Path

import pytest
from tests.deploy.trial import ROOT, TRIED, sections

from milepost import settings
from milepost.web.bodies import LARGEST, LARGEST_ARCHIVE

DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")


def unit(name: str) -> list[str]:
    return (DEPLOY / name).read_text(encoding="utf-8").splitlines()


def test_every_block_of_the_page_is_run_or_marked_as_left_out():
    kinds = re.findall(r"^```(\S.*)$", PAGE, re.MULTILINE)
    assert set(kinds) == {"sh", "sh online", "console"}
    assert PAGE.count("\n```") == 2 * len(kinds)
    run = [text for blocks in sections().values() for _, text in blocks]
    assert len(run) == len(kinds) - kinds.count("console")


def test_page_begins_with_what_its_commands_need_and_knows_where_it_is_tried():
    [(is_online, given)] = sections()[""]
    assert not is_online
    assert re.findall(r"^(\w+)=", given, re.MULTILINE) == ["NAME", "FROM"]
    assert sections().keys() > TRIED.keys()


def test_files_that_the_page_installs_exist():
    named = set(re.findall(r"/opt/milepost/(deploy/[\w.@-]+)", PAGE))
    assert named == {f"deploy/{path.name}" for path in DEPLOY.iterdir()}


@pytest.mark.parametrize("text", [PAGE, (DEPLOY / "environment").read_text(encoding="utf-8")])
def test_settings_are_known_ones(text):
    named = set(re.findall(r"\bMILEPOST_[A-Z_]+", text))
    assert named <= {each.name for each in settings.KNOWN}


def test_both_units_shut_in_alike():
    web, worker = unit("milepost.service"), unit("milepost-worker@.service")
    assert (
        web[web.index("StateDirectory=milepost") :]
        == (worker[worker.index("StateDirectory=milepost") :])
    )
    assert "NoNewPrivileges=yes" in web
    assert "ProtectSystem=strict" in web


def test_nginx_sets_anew_what_milepost_believes():
    told = dict(re.findall(r"proxy_set_header (\S+) (.+);", NGINX))
    assert told["X-Forwarded-For"] == "$remote_addr"
    assert told["X-Forwarded-Proto"] == "$scheme"
    assert told["Host"] == "$host"
    assert told["Forwarded"] == told["X-Real-IP"] == told["X-Forwarded-Host"] == '""'


def test_only_nginx_speaks_of_strict_transport():
    assert re.findall(r"add_header (\S+)", NGINX) == ["Strict-Transport-Security"]
    assert not getattr(settings, "SECURE_HSTS_SECONDS", 0)


def test_nginx_lets_through_what_milepost_takes():
    megabytes = [int(found) for found in re.findall(r"client_max_body_size (\d+)m;", NGINX)]
    takes = (LARGEST, LARGEST_ARCHIVE)
    assert len(megabytes) == len(takes)
    assert all(m * 1_000_000 > most for m, most in zip(megabytes, takes, strict=True))


def test_program_is_where_units_and_command_look_for_it():
    for name in ("milepost.service", "milepost-worker@.service", "command"):
        assert "/opt/milepost/milepost " in (DEPLOY / name).read_text(encoding="utf-8")
    assert Path(ROOT / "milepost").stat().st_mode & 0o111
