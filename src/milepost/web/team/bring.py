"""Bringing a business from a file: a new workspace, owned by whoever brings it."""

from dataclasses import replace

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.archive.actions.importing import import_archive
from milepost.archive.arriving import Arrival
from milepost.archive.errors import ArchiveError
from milepost.archive.package import ARCHIVE
from milepost.team.models import User
from milepost.team.queries import owns_any
from milepost.team.record import Actor, acting
from milepost.web.access import user_of
from milepost.web.forms import put_error

# What takes longer to bring belongs on the command line: nobody else can write meanwhile.
LARGEST_MEGABYTES = 200
ON_PAGES = replace(ARCHIVE, most_gigabytes=2)


class BringForm(forms.Form):
    """An archive."""

    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("The zip file that “Take everything” gave you."),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )


@login_required
def bring(request: HttpRequest) -> HttpResponse:
    """Take an archive; nothing is saved while anything in it is wrong."""
    user = user_of(request)
    if not owns_any(user):
        raise PermissionDenied(_("Only who owns a business here may bring another one."))
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            arrival = _take(form, user)
        except ArchiveError as error:
            put_error(form, ArchiveError(error.says, where="file"))
        else:
            for level, sentence in told(arrival):
                messages.add_message(request, level, sentence)
            return redirect("today", workspace=arrival.workspace.slug)
    status = 422 if form.errors else 200
    return render(request, "team/bring.html", {"form": form}, status=status)


def _take(form: BringForm, user: User) -> Arrival:
    upload = form.cleaned_data["file"]
    if upload.size > LARGEST_MEGABYTES * 1_000_000:
        says = _("It is larger than %(most)s MB; bring it with: milepost import FILE.zip")
        raise ArchiveError(says % {"most": LARGEST_MEGABYTES})
    with acting(Actor(str(user), user)):
        return import_archive(upload.file, owner=user, shape=ON_PAGES)


def told(arrival: Arrival) -> list[tuple[int, str]]:
    """Return what a person has to know about what arrived."""
    name = {"name": arrival.workspace.name}
    counted = (
        (arrival.waiting, _("Nothing goes out by itself: posts that wait for approval: %s.")),
        (arrival.unknown, _("Posts that may be out already; look and say: %s.")),
        (arrival.closed, _("Channels to connect again, for what opens them stayed behind: %s.")),
        (arrival.renamed, _("Links and pages with another address, for theirs was taken: %s.")),
    )
    warned = [(messages.WARNING, says % count) for count, says in counted if count]
    return [(messages.SUCCESS, _("%(name)s is here, and yours.") % name), *warned]
