"""Errors of actions, beside the field they are about."""

from django import forms

from milepost.base.errors import SaidError


def put_error(form: forms.Form, error: SaidError) -> None:
    """Show what an action said beside its field, or on top where the form has no such field."""
    form.add_error(error.where if error.where in form.fields else None, error.says)
