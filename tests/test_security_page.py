"""The walk through the ASVS names every requirement once, and only files that are there."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([a-z ]+) \| (.+) \|$", PAGE, re.MULTILINE)
ANSWERS = ("met", "not met", "does not apply")
# Requirements of levels 1 and 2 in each section of ASVS 4.0.3.
SECTIONS = {
    "1": {1: 7, 2: 4, 4: 3, 5: 4, 6: 4, 7: 2, 8: 2, 9: 2, 10: 1, 11: 2, 12: 1, 14: 6},
    "2": {1: 12, 2: 3, 3: 3, 4: 6, 5: 7, 6: 3, 7: 6, 8: 7, 9: 3, 10: 4},
    "3": {1: 1, 2: 4, 3: 4, 4: 5, 5: 3, 7: 1},
    "4": {1: 4, 2: 2, 3: 3},
    "5": {1: 5, 2: 8, 3: 10, 4: 3, 5: 4},
    "6": {1: 3, 2: 6, 3: 2, 4: 2},
    "7": {1: 4, 2: 2, 3: 3, 4: 3},
    "8": {1: 4, 2: 3, 3: 8},
    "9": {1: 3, 2: 4},
    "10": {2: 2, 3: 3},
    "11": {1: 8},
    "12": {1: 3, 2: 1, 3: 6, 4: 2, 5: 2, 6: 1},
    "13": {1: 4, 2: 5, 3: 2, 4: 2},
    "14": {1: 4, 2: 6, 3: 2, 4: 7, 5: 4},
}


def test_every_requirement_has_one_answer():
    numbers = [number for number, _, _ in ROWS]
    assert len(set(numbers)) == len(numbers)
    assert {answer for _, answer, _ in ROWS} == set(ANSWERS)
    counted = Counter(tuple(number.split(".")[:2]) for number in numbers)
    assert counted == {
        (chapter, str(section)): count
        for chapter, sections in SECTIONS.items()
        for section, count in sections.items()
    }


def test_the_sum_is_right():
    counted = Counter(answer for _, answer, _ in ROWS)
    met, unmet, apart = (counted[answer] for answer in ANSWERS)
    assert f"Of {len(ROWS)} requirements {met} are met, {unmet} are not met, and {apart} do" in PAGE


def test_every_file_named_is_there():
    for page in (PAGE, (ROOT / "SECURITY.md").read_text(encoding="utf-8")):
        named = re.findall(r"`([\w.-]*/[\w./@-]+)`", page)
        assert len(named) > 1
        missing = [path for path in named if not (ROOT / path.lstrip("/")).exists()]
        assert set(missing) <= {"/static/", "/api/openapi.json"}
