"""One guide: the words of its page, what is given, and whether it is open."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from milepost.base.errors import SaidError
from milepost.do.actions.magnets import Wording, reword_page
from milepost.do.models import MagnetPage
from milepost.do.queries.magnets import is_given, magnet_page
from milepost.web.access import PageRequest, page, show
from milepost.web.forms import put_error
from milepost.web.public.addresses import public_root


class GuideForm(forms.Form):
    """The words of a guide's page."""

    intro = forms.CharField(
        label=gettext_lazy("What stands above the form"),
        help_text=gettext_lazy("Left empty, the page says what the plan says the guide gives."),
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    gift = forms.CharField(
        label=gettext_lazy("What those who asked are shown"),
        help_text=gettext_lazy("The guide itself, or the address where it stands."),
        required=False,
        widget=forms.Textarea({"rows": 8}),
    )
    consent = forms.CharField(
        label=gettext_lazy("What they agree to"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )
    is_open = forms.BooleanField(label=gettext_lazy("The page is open"), required=False)


def _guide(request: PageRequest, slug: str) -> MagnetPage:
    found = magnet_page(request.workspace, slug)
    if found is None:
        raise Http404
    return found


@page("read")
def guide(request: PageRequest, slug: str) -> HttpResponse:
    """Show the words of a guide's page."""
    found = _guide(request, slug)
    known = {name: getattr(found, name) for name in GuideForm.base_fields}
    return _show_guide(request, found, GuideForm(initial=known))


def _show_guide(request: PageRequest, found: MagnetPage, form: GuideForm) -> HttpResponse:
    return show(
        request,
        "do/guide.html",
        "guides",
        status=422 if form.errors else 200,
        guide=found,
        is_given=is_given(found),
        address=f"{public_root(request)}/g/{found.slug}",
        form=form,
    )


@page("work")
@require_POST
def save_guide(request: PageRequest, slug: str) -> HttpResponse:
    """Keep the words of a guide's page."""
    found, form = _guide(request, slug), GuideForm(request.POST)
    if form.is_valid():
        try:
            reword_page(found, Wording(**form.cleaned_data))
        except SaidError as error:
            put_error(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("guide", workspace=request.workspace.slug, slug=slug)
    return _show_guide(request, found, form)
