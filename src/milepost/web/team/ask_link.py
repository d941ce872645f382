"""Asking for a one-time link by mail; the answer is the same for everybody."""

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.engine.rates import admit
from milepost.team.actions import LINK_HOURS, make_signin_link
from milepost.team.mail import sends_mail, write_mail
from milepost.team.queries import find_user
from milepost.web.pace import TOO_OFTEN, is_too_often

A_QUARTER = 15 * 60


class AskForm(forms.Form):
    """Whose link it is to be."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": ""}),
    )


def ask_link(request: HttpRequest) -> HttpResponse:
    """Send a one-time link to who is known here, and tell nobody who is."""
    if not sends_mail():
        raise Http404
    form = AskForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "team/ask_link.html", {"form": form}, status=status)
    email = form.cleaned_data["email"].strip().lower()
    if is_too_often(request, "link") or _is_asked_too_often(email):
        form.add_error(None, str(TOO_OFTEN))
        return render(request, "team/ask_link.html", {"form": form}, status=429)
    _send(request, email)
    return render(request, "team/ask_link.html", {"sent_to": email})


def _is_asked_too_often(email: str) -> bool:
    """Tell whether more than three links were asked for this address in a quarter of an hour."""
    key = f"link-to:{salted_hmac('milepost link', email).hexdigest()}"
    return admit(key, count=3, seconds=A_QUARTER, burst=3, now=timezone.now()) is not None


def _send(request: HttpRequest, email: str) -> None:
    user = find_user(email)
    if user is None or not user.is_active:
        return
    path = reverse("signin-link", args=[make_signin_link(user)])
    root = settings.PUBLIC_URL or f"{request.scheme}://{request.get_host()}"
    told = {"name": user.name, "address": f"{root}{path}", "hours": LINK_HOURS}
    text = render_to_string("team/ask_link.txt", told)
    write_mail(user, subject=_("Your sign-in link for Milepost"), text=text)
