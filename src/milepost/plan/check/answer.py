"""What the check says of one plan, for people and for programs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from milepost.plan.check.missing import GAPS
from milepost.plan.check.quadrant import BOTH, NEITHER, ONLY_STRATEGY, ONLY_TACTICS
from milepost.plan.check.rule import Finding
from milepost.plan.reader import KINDS, Statement

_VERDICTS = {
    BOTH: "It has both: strategy that says where to and why, and tactics that say how.",
    ONLY_TACTICS: "It has tactics without strategy: it says how, but not where to and why.",
    ONLY_STRATEGY: "It has strategy without tactics: it says where to and why, but not how.",
    NEITHER: "It has neither strategy nor tactics yet: it says neither where to and why, nor how.",
}
_DOUBTFUL = 0.5  # below this chance another kind may well be meant


@dataclass(frozen=True, slots=True)
class Check:
    """The check of one plan."""

    plan: str  # its name, or the name of the file
    quadrant: str
    missing: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    allowed: int = 0  # findings that the plan itself allows
    statements: tuple[Statement, ...] | None = None  # of a text; a plan file has none

    def as_json(self) -> dict[str, Any]:
        """Return the check as a program reads it."""
        answer = {
            "plan": self.plan,
            "quadrant": self.quadrant,
            "missing": list(self.missing),
            "findings": [_row(finding) for finding in self.findings],
            "allowed": self.allowed,
        }
        if self.statements is not None:
            answer["statements"] = [asdict(statement) for statement in self.statements]
        return answer

    def as_text(self) -> str:
        """Return the check as a person reads it."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from (self.plan, "", _VERDICTS[self.quadrant])
        if self.statements is not None:
            yield from ("", *_told(self.statements))
        if self.missing:
            yield from ("", "Missing")
            yield from (f"  - {GAPS[gap]}" for gap in self.missing)
        for finding in self.findings:
            yield from ("", *_paragraph(finding))
        if ending := self._ending():
            yield from ("", ending)

    def _ending(self) -> str:
        if self.statements is not None:
            return "" if self.missing else "Nothing that a plan has to say is missing."
        ending = f"{_counted(len(self.findings), 'finding').capitalize()}."
        return f"{ending} The plan allows {self.allowed} more." if self.allowed else ending


def _row(finding: Finding) -> dict[str, Any]:
    names = ("code", "rule", "severity", "where", "line", "says", "write")
    return {name: getattr(finding, name) for name in names}


def _paragraph(finding: Finding) -> Iterator[str]:
    line = f", line {finding.line}" if finding.line else ""
    yield f"{finding.where}{line}"
    yield f"  {finding.says}"
    yield f"  Better: {finding.write}"
    yield f"  ({finding.severity} {finding.code}, {finding.rule})"


def _told(statements: tuple[Statement, ...]) -> Iterator[str]:
    counts = Counter(statement.kind for statement in statements)
    kinds = ", ".join(f"{counts[kind]} × {kind}" for kind in KINDS if counts[kind])
    yield f"Read: {_counted(len(statements), 'statement')}{f' ({kinds})' if kinds else ''}."
    if doubtful := sum(statement.chance < _DOUBTFUL for statement in statements):
        yield f"The kind of {doubtful} is a guess; milepost read shows which."


def _counted(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
