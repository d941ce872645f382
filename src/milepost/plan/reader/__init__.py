"""Reads a plan written as text: cuts it into statements and says of each what it is."""

from milepost.plan.reader.statement import KINDS, Statement
from milepost.plan.reader.weigh import classify, evidence, read_statements

__all__ = ["KINDS", "Statement", "classify", "evidence", "read_statements"]
