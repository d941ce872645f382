"""The example workspace: an invented estate agency, twelve weeks into its plan."""

from milepost.demo.load import adopt_demo, load_demo

__all__ = ["adopt_demo", "load_demo"]
