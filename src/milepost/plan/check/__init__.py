"""The check: reads a plan as an editor would and says what is missing and what is wrong."""

# Each family enters its rules in the list when it is imported.
from milepost.plan.check import capacity, objectives, strategies, tactics
from milepost.plan.check.answer import Check
from milepost.plan.check.rule import RULES, Finding, Rule
from milepost.plan.check.run import CheckError, check_file, check_plan, check_text

FAMILIES = (objectives, strategies, tactics, capacity)

__all__ = [
    "FAMILIES",
    "RULES",
    "Check",
    "CheckError",
    "Finding",
    "Rule",
    "check_file",
    "check_plan",
    "check_text",
]
