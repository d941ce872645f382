"""The page on which a magnet is given for an address, and the thanks for it."""

from datetime import timedelta

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.base.errors import SaidError
from milepost.do.actions.leads import Asked, ask
from milepost.do.models import MagnetPage
from milepost.do.queries.magnets import intro_of, is_given, public_magnet_page
from milepost.web.forms import put_error
from milepost.web.pace import TOO_OFTEN, is_too_often
from milepost.web.public.addresses import public_root
from milepost.web.public.visitor import seen_by

# How long the address of the thanks opens the gift for those who asked.
GIFT_STAYS = timedelta(days=30)
_SALT = "milepost gift"


class AskForm(forms.Form):
    """What someone writes to be given a magnet."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("Write an e-mail address such as ada@example.com."),
        },
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    agrees = forms.BooleanField(
        error_messages={
            "required": _("Please tick this box; without it we may not keep your address.")
        }
    )
    via = forms.CharField(max_length=16, required=False, widget=forms.HiddenInput)
    # Shown to nobody: only a machine that fills in every field writes here.
    website = forms.CharField(
        required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def magnet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the magnet's page, or take what someone wrote on it."""
    page = public_magnet_page(slug)
    if page is None or not is_given(page):
        return render(request, "public/magnet_closed.html", {"page": page}, status=404)
    form = AskForm(request.POST or None, initial={"via": request.GET.get("via", "")[:16]})
    form.fields["agrees"].label = page.consent
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["website"]:
            return redirect("magnet-thanks", slug=slug)
        if is_too_often(request, "ask"):
            form.add_error(None, TOO_OFTEN)
            return _show(request, page, form, status=429)
        try:
            ask(page, _asked(form), seen_by(request, page.workspace))
        except SaidError as error:
            put_error(form, error)
        else:
            return redirect(f"{request.path}/thanks?gift={signing.dumps(page.pk, salt=_SALT)}")
    return _show(request, page, form)


def _asked(form: AskForm) -> Asked:
    said = form.cleaned_data
    return Asked(
        email=said["email"], name=said["name"], via_code=said["via"], agrees=said["agrees"]
    )


def _show(
    request: HttpRequest, page: MagnetPage, form: AskForm, *, status: int = 422
) -> HttpResponse:
    found = {
        "owner": page.workspace,
        "page": page,
        "intro": intro_of(page),
        "form": form,
        "address": f"{public_root(request)}/g/{page.slug}",
    }
    return render(request, "public/magnet.html", found, status=status if form.errors else 200)


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Say thank you, and show the gift to those who asked for it."""
    page = public_magnet_page(slug)
    if page is None:
        return render(request, "public/magnet_closed.html", status=404)
    gift = page.gift if _opens(request.GET.get("gift", ""), page) else ""
    found = {"owner": page.workspace, "page": page, "gift": gift}
    return render(request, "public/magnet_thanks.html", found)


def _opens(token: str, page: MagnetPage) -> bool:
    try:
        return bool(signing.loads(token, salt=_SALT, max_age=GIFT_STAYS) == page.pk)
    except signing.BadSignature:
        return False
