"""Milepost turns a social media strategy into work that gets done and results that are measured."""

__version__ = "0.1.0"
