"""The example workspace: an invented estate agency, twelve weeks into its plan."""

from milepost.demo.load import load_demo

__all__ = ["load_demo"]
