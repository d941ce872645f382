"""A file is checked as a plan or as text; what cannot be read is said in one sentence."""

import json
from pathlib import Path

import pytest

from milepost.plan.check import RULES, CheckError, check_file, check_text
from milepost.plan.reader import KINDS

GOLDEN = Path(__file__).parents[2] / "golden"
QUADRANTS = json.loads((GOLDEN / "expected.json").read_text(encoding="utf-8"))["quadrant"]
FAULTY = """
plan: Bakery
starts: 2027-01-04
ends: 2027-12-31
goals:
  - id: known
    goal: Be known in the quarter
    objectives:
      - {id: readers, measure: followers, target: 1200}
strategies: [{id: there, strategy: Be on Facebook, serves: [readers]}]
tactics: [{id: joke, tactic: A joke, cadence: weekly}]
"""


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "faulty.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    return path


def codes(check) -> list[str]:
    return [finding.code for finding in check.findings]


@pytest.mark.parametrize("name", sorted(QUADRANTS))
def test_golden_file_stands_in_its_quadrant(name: str):
    assert check_file(GOLDEN / name).quadrant == QUADRANTS[name]


def test_golden_plan_has_no_fault():
    check = check_file(GOLDEN / "plan.yaml")
    assert (check.plan, check.missing, check.findings) == ("Golden Homes 2027", (), ())


def test_finding_names_part_and_line(faulty: Path):
    finding = check_file(faulty, select=["O003"]).findings[0]
    assert (finding.where, finding.line) == ("objective:readers", 9)


def test_rules_are_selected_and_ignored_by_the_beginning_of_their_code(faulty: Path):
    assert codes(check_file(faulty)) == ["O003", "S001", "T001"]
    assert codes(check_file(faulty, select=["O", "T001"])) == ["O003", "T001"]
    assert codes(check_file(faulty, ignore=["S", "T"])) == ["O003"]


@pytest.mark.parametrize("chosen", [{"select": ["Q1"]}, {"ignore": ["O004"]}, {"select": [""]}])
def test_unknown_code_is_refused(faulty: Path, chosen: dict):
    with pytest.raises(CheckError, match="there is no rule"):
        check_file(faulty, **chosen)


def test_what_the_plan_allows_is_counted_not_listed(faulty: Path):
    faulty.write_text(FAULTY + "allow: {O003: not before the first month}\n", encoding="utf-8")
    check = check_file(faulty)
    assert (codes(check), check.allowed) == (["S001", "T001"], 1)
    assert "The plan allows 1 more." in check.as_text()


def test_retired_parts_have_no_findings(faulty: Path):
    retired = FAULTY.replace("tactic: A joke", "retired: 2027-02-01, tactic: A joke")
    faulty.write_text(retired, encoding="utf-8")
    assert "T001" not in codes(check_file(faulty))


def test_plan_as_json_has_the_promised_keys(faulty: Path):
    answer = json.loads(json.dumps(check_file(faulty).as_json()))
    assert list(answer) == ["plan", "quadrant", "missing", "findings", "allowed"]
    keys = ["code", "rule", "severity", "where", "line", "says", "write"]
    assert [list(finding) for finding in answer["findings"]] == [keys] * 3


def test_text_as_json_has_its_statements():
    answer = json.loads(json.dumps(check_file(GOLDEN / "tactics-only.md").as_json()))
    assert (answer["plan"], len(answer["statements"])) == ("tactics-only.md", 5)
    first = answer["statements"][0]
    assert list(first) == ["line", "heading", "text", "kind", "chance"]
    assert (first["line"], first["heading"], first["kind"]) == (3, "Social media plan", "tactic")
    assert first["kind"] in KINDS


def test_page_says_verdict_findings_and_better_words(faulty: Path):
    page = check_file(faulty).as_text()
    assert page.startswith("Bakery\n\nIt has strategy without tactics")
    assert "objective:readers, line 9\n  It names no day" in page
    assert page.endswith("3 findings.")


def test_page_of_a_text_says_how_much_is_a_guess():
    assert "is a guess" in check_text("Blue. Green grass and so on.", "note.txt").as_text()


def test_empty_text_has_neither():
    check = check_text("", "empty.md")
    assert (check.quadrant, check.statements) == ("neither", ())
    assert "no statements" in check.as_text()


def test_missing_file_broken_plan_and_wrong_bytes_are_said(tmp_path: Path):
    broken, wrong = tmp_path / "broken.yaml", tmp_path / "wrong.txt"
    broken.write_text("plan: [", encoding="utf-8")
    wrong.write_bytes(b"caf\xe9 \xff")
    for path in (tmp_path / "absent.md", tmp_path, broken, wrong):
        with pytest.raises(CheckError) as caught:
            check_file(path)
        assert path.name in (caught.value.where or "")
        assert caught.value.says


def test_rules_are_listed_under_their_codes():
    assert all(code == each.code for code, each in RULES.items())
