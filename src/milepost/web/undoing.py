"""Saying that something is done, with the button that undoes it."""

from django.contrib import messages
from django.urls import reverse

from milepost.team.models import Undo
from milepost.web.access import PageRequest


def say_done(request: PageRequest, says: str, step: Undo | None) -> None:
    """Say what was done; where a step can be taken back, the message carries its button.

    The message's extra tag is the address that undoes the step (see parts/messages.html).
    """
    address = reverse("undo", args=[request.workspace.slug, step.pk]) if step else ""
    messages.success(request, says, extra_tags=address)
