"""The milepost command: results on stdout, the rest on stderr, never a traceback."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from milepost import __version__

GOLDEN = Path(__file__).parent / "golden"
PLAN = GOLDEN / "plan.yaml"
READINGS = GOLDEN / "readings.csv"


def milepost(*arguments, **environment):
    """Run the command as a shell does."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MILEPOST_")}
    return subprocess.run(
        [sys.executable, "-P", "-m", "milepost", *map(str, arguments)],
        check=False,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def refused(*arguments, **environment):
    """Return the one sentence with which the command is refused."""
    done = milepost(*arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    [sentence] = done.stderr.splitlines()
    return sentence


def test_version_is_said():
    done = milepost("--version")
    assert (done.returncode, done.stdout) == (0, f"milepost {__version__}\n")


def test_version_needs_nothing_heavy():
    program = (
        "import sys; from milepost.cli import app\n"
        "print({'django', 'rich', 'granian', 'yaml', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert done.stdout == "set()\n"


def test_help_names_every_command():
    said = milepost("--help").stdout
    commands = (
        "check read review schema import export backup restore "
        "up worker manage token rotate-keys signin"
    )
    assert " ".join(re.findall(r"^  ([a-z][a-z-]*) +[A-Z]", said, re.MULTILINE)) == commands


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "absent.yaml"),
        ("read", "absent.md"),
        ("import", "absent.yaml"),
        ("review", "absent.yaml", READINGS),
        ("review", PLAN, "absent.csv"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_absent_file_is_named(arguments):
    assert "absent." in refused(*arguments)


@pytest.mark.parametrize("command", ["check", "import"])
def test_bad_plan_is_told_with_file_and_line(command, tmp_path):
    plan = tmp_path / "bad.yaml"
    plan.write_text("plan: Bad\nvison: typed wrongly\n")
    said = refused(command, plan)
    assert "bad.yaml" in said
    assert "line 2" in said
    assert "vision" in said


def test_bad_reading_is_told_with_its_line(tmp_path):
    readings = tmp_path / "bad.csv"
    readings.write_text("day,measure,of,value\n2027-01-05,clicks,nothing,3\n")
    assert "line 2" in refused("review", PLAN, readings)


def test_text_that_is_not_utf_8_is_refused(tmp_path):
    text = tmp_path / "plan.md"
    text.write_bytes("Größer werden".encode("latin-1"))
    assert "UTF-8" in refused("read", text)


def test_check_of_a_sound_plan_succeeds():
    done = milepost("check", PLAN, "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["quadrant"] == "both"


def test_check_fails_on_a_finding_unless_it_is_ignored(tmp_path):
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: Short\nstarts: 2027-01-04\nends: 2027-12-31\ntimezone: UTC\ncurrency: USD\n"
        "tactics: [{id: blog, tactic: Write a blog, cadence: monthly}]\n"
    )
    done = milepost("check", plan, "--format", "json")
    assert done.returncode == 1
    findings = json.loads(done.stdout)["findings"]
    codes = {row["code"] for row in findings if row["severity"] != "hint"}
    assert codes
    assert milepost("check", plan, "--ignore", ",".join(codes)).returncode == 0


def test_read_gives_a_row_of_json_per_statement():
    done = milepost("read", GOLDEN / "tactics-only.md", "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows
    assert all(list(row) == ["line", "heading", "text", "kind", "chance"] for row in rows)


def test_review_of_the_same_files_gives_the_same_bytes():
    first, second = (milepost("review", PLAN, READINGS, "--format", "json") for _ in range(2))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["as_of"] == "2027-02-28"


def test_schema_is_json():
    assert json.loads(milepost("schema").stdout)["type"] == "object"


def test_command_works_where_the_terminal_is_not_utf_8():
    done = milepost("schema", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")


def test_database_that_does_not_answer_is_said():
    said = refused("token", MILEPOST_DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert "MILEPOST_DATABASE_URL" in said


def test_unknown_user_gets_no_link(tmp_path):
    assert "nobody@example.com" in refused(
        "signin", "--user", "nobody@example.com", "--data", tmp_path
    )


@pytest.mark.slow
def test_link_is_made_before_there_is_any_user(tmp_path):
    done = milepost("signin", "--data", tmp_path)
    assert re.fullmatch(r"http://localhost:8000/signin/\S+/\n", done.stdout)


@pytest.mark.slow
def test_link_is_at_the_public_address_when_there_is_one(tmp_path):
    done = milepost("signin", "--data", tmp_path, MILEPOST_URL="https://post.example.com/")
    assert done.stdout.startswith("https://post.example.com/signin/")


@pytest.mark.parametrize(
    "command", ["import", "export", "backup", "token", "signin", "worker", "rotate-keys"]
)
def test_mistyped_folder_is_refused_and_not_made(command, tmp_path):
    folder = tmp_path / "dta"
    plan = [PLAN] if command == "import" else []
    said = refused(command, *plan, "--data", folder)
    assert f"no Milepost in {folder}" in said
    assert f"milepost up --data {folder}" in said
    assert not folder.exists()


def test_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("not ours")
    assert "no Milepost in" in refused("token", "--data", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.slow
def test_folder_begun_once_is_taken_from_then_on(tmp_path):
    for _ in range(2):
        assert milepost("token", "--data", tmp_path).returncode == 0
    # A set-up on PostgreSQL keeps only its key there.
    (tmp_path / "milepost.sqlite3").unlink()
    assert milepost("token", "--data", tmp_path).returncode == 0


def test_plan_goes_in_and_comes_out_the_same(tmp_path):
    data = {"MILEPOST_DATA": str(tmp_path / "data")}
    assert "workspace" in refused("export", **data).lower()
    assert len(milepost("token", "--workspace", "Homes", **data).stdout.strip()) > 20
    assert "no plan yet" in refused("export", **data)
    assert milepost("import", PLAN, **data).returncode == 0
    first = milepost("export", "--workspace", "Homes", **data).stdout
    again = tmp_path / "again.yaml"
    again.write_text(first)
    assert milepost("import", again, **data).returncode == 0
    assert milepost("export", **data).stdout == first
    assert len(milepost("token", **data).stdout.strip()) > 20


@pytest.mark.slow
def test_everything_goes_out_as_one_file_and_comes_back(tmp_path):
    here, there = ({"MILEPOST_DATA": str(tmp_path / name)} for name in ("here", "there"))
    assert milepost("import", PLAN, "--workspace", "Homes", **here).returncode == 0
    archive = tmp_path / "homes.zip"
    done = milepost("export", "--everything", archive, **here)
    assert (done.returncode, done.stdout) == (0, "")
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    unnamed = archive.rename(tmp_path / "no-suffix")
    done = milepost("import", unnamed, **there)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Homes is here, at /w/homes/." in done.stderr
    assert "whoever signs in first" in done.stderr
    plans = [milepost("export", **data).stdout for data in (here, there)]
    assert plans[0] == plans[1]
    assert list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*")) == []


@pytest.mark.slow
def test_a_bad_archive_is_told_by_its_name(tmp_path):
    archive = tmp_path / "bad.zip"
    archive.write_text("no zip")
    data = {"MILEPOST_DATA": str(tmp_path / "data")}
    assert "bad.zip" in refused("import", archive, **data)
    assert "--workspace" in refused("import", archive, "--workspace", "Homes", **data)
    assert "absent.zip" in refused("import", tmp_path / "absent.zip", **data)


@pytest.mark.parametrize("named", ["/nowhere/python3", "/bin/false"])
def test_interpreter_that_is_no_python_is_named(named, tmp_path):
    script = shutil.copy(GOLDEN.parent.parent / "milepost", tmp_path)
    done = subprocess.run(
        [script, "--version"],
        check=False,
        env={**os.environ, "MILEPOST_PYTHON": named},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert f"MILEPOST_PYTHON names {named}, which is no Python 3.11 or newer" in done.stderr
    assert not (tmp_path / ".venv").exists()
