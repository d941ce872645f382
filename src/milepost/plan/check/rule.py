"""A rule of the check, what it finds, and the list of all rules."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from inspect import cleandoc

from milepost.plan.outline import Plan

SEVERITIES = ("error", "warning", "hint")
_SECTION = re.compile(r"^(Why|Instead of|Write): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about one part of a plan; the rule stamps its code and name on it."""

    where: str  # kind and id of the part as in objective:leads-20, or "plan"
    says: str
    write: str = ""  # a better wording; the rule's own example where the part gives none
    code: str = ""
    rule: str = ""
    severity: str = "warning"
    line: int | None = None


Look = Callable[[Plan], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A fault that a plan can have: its code for ever, its name, and its page."""

    code: str
    name: str
    severity: str
    look: Look
    says: str
    why: str
    instead_of: str
    write: str

    def findings(self, plan: Plan) -> Iterator[Finding]:
        """Yield what the rule finds in a plan."""
        for found in self.look(plan):
            yield replace(
                found,
                code=self.code,
                rule=self.name,
                severity=self.severity,
                write=found.write or self.write,
            )


RULES: dict[str, Rule] = {}


def rule(code: str, name: str, *, severity: str = "warning") -> Callable[[Look], Look]:
    """Enter a function in the list of rules; its docstring is the rule's page."""

    def enter(look: Look) -> Look:
        if code in RULES or severity not in SEVERITIES:
            raise ValueError(f"rule {code} needs a code of its own and one of {SEVERITIES}")
        says, why, instead_of, write = _page(code, look.__doc__ or "")
        RULES[code] = Rule(code, name, severity, look, says, why, instead_of, write)
        return look

    return enter


def _page(code: str, docstring: str) -> tuple[str, str, str, str]:
    """Take a docstring apart: its first sentence, Why, Instead of and Write."""
    says, *sections = (" ".join(part.split()) for part in _SECTION.split(cleandoc(docstring)))
    page = dict(zip(sections[::2], sections[1::2], strict=True))
    if not says or set(page) != {"Why", "Instead of", "Write"}:
        raise ValueError(f"rule {code} needs a docstring: a sentence, Why, Instead of, Write")
    return says, page["Why"], page["Instead of"], page["Write"]
