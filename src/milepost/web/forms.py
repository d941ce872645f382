"""What the pages' forms share: errors beside their field, and choices from the database."""

import re
from collections.abc import Iterable

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from milepost.base.errors import SaidError

# What no text holds: NUL and other control characters, and the first letters of PDF and RTF files.
_NO_TEXT = re.compile(r"\A(?:%PDF-|\{\\rtf)|[\x00-\x08\x0e-\x1f\x7f]")


def number_of(written: object) -> int | None:
    """Return the key or number that an address or a form names; None where it is none."""
    text = str(written)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def put_error(form: forms.Form, error: SaidError) -> None:
    """Show what an action said beside its field, or on top where the form has no such field."""
    form.add_error(error.where if error.where in form.fields else None, error.says)


def offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Let a field offer these choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field with choices")
    field.choices = list(choices)


def text_of(upload: "UploadedFile[bytes]", *, most_megabytes: int) -> str:
    """Return the text of an uploaded file; raises SaidError where it is too large or no text."""
    if upload.size is None or upload.size > most_megabytes * 1_000_000:
        says = _("%(name)s is larger than %(most)s MB; is it the right file?")
        told = {"name": upload.name, "most": most_megabytes}
        raise SaidError(says % told, where="file")
    try:
        text = str(upload.read(), "utf-8-sig")
    except UnicodeDecodeError:
        says = _("%(name)s is not UTF-8 text; save it as UTF-8.")
        raise SaidError(says % {"name": upload.name}, where="file") from None
    if _NO_TEXT.search(text):
        says = _("%(name)s is no text file; choose one, or save it as text.")
        raise SaidError(says % {"name": upload.name}, where="file")
    return text
