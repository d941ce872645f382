"""Checks a file: a plan file by its parts, anything else as text."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from milepost.base.errors import SaidError
from milepost.base.text import joined
from milepost.plan.check.answer import Check
from milepost.plan.check.missing import missing_in_plan, missing_in_text
from milepost.plan.check.quadrant import quadrant_of_plan, quadrant_of_text
from milepost.plan.check.rule import RULES, Finding, Rule
from milepost.plan.file import LinedPlan, PlanError, read_lined_plan, read_source
from milepost.plan.reader import read_statements

_PLAN_FILES = (".yaml", ".yml")


class CheckError(SaidError):
    """A file that cannot be checked: `where` names it, `says` what to do."""


def check_file(
    path: Path | str, *, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> Check:
    """Check a file; `select` and `ignore` are codes of rules, or how codes begin.

    Raises CheckError.
    """
    path = Path(path)
    rules = _chosen(tuple(select), tuple(ignore))
    try:
        if path.suffix.lower() in _PLAN_FILES:
            return check_plan(read_lined_plan(path), rules)
        name, text = read_source(path)
        return check_text(text, name)
    except PlanError as error:
        raise CheckError(error.says, where=error.where) from error


def check_text(text: str, name: str) -> Check:
    """Check a plan that is written as text."""
    statements = tuple(read_statements(text))
    return Check(
        plan=name,
        quadrant=quadrant_of_text(statements),
        missing=missing_in_text(statements),
        statements=statements,
    )


def check_plan(lined: LinedPlan, rules: Iterable[Rule]) -> Check:
    """Check a plan by some rules; what it allows is counted, not listed."""
    plan, allowed = lined.plan, {code for code, _ in lined.plan.allow}
    found = [finding for each in rules for finding in each.findings(plan)]
    listed = [finding for finding in found if finding.code not in allowed]
    return Check(
        plan=plan.plan,
        quadrant=quadrant_of_plan(plan),
        missing=missing_in_plan(plan),
        findings=tuple(_with_lines(listed, lined)),
        allowed=len(found) - len(listed),
    )


def _with_lines(findings: Iterable[Finding], lined: LinedPlan) -> Iterator[Finding]:
    for finding in findings:
        _, _, part = finding.where.partition(":")
        yield replace(finding, line=lined.line_of(part))


def _chosen(select: tuple[str, ...], ignore: tuple[str, ...]) -> list[Rule]:
    for begin in (*select, *ignore):
        if not begin or not any(code.startswith(begin) for code in RULES):
            known = joined(sorted(RULES), "or")
            raise CheckError(f"there is no rule {begin!r}; choose {known}")
    chosen = (code for code in sorted(RULES) if not select or code.startswith(select))
    return [RULES[code] for code in chosen if not (ignore and code.startswith(ignore))]
