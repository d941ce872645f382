"""Who may open and do what: every address, asked by every role, by strangers, and signed out.

A new address fails the first test until it is written down here with what it needs.
"""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.do.posting import own_page, practice, write
from tests.do.scenes import guide, post_out, tracked

from milepost.do.actions.leads import Told, add_by_hand, delete_lead
from milepost.do.models import Delivery
from milepost.plan.models import Stage
from milepost.team.access import ROLES
from milepost.team.actions import add_member
from milepost.team.members import invite
from milepost.team.models import User
from milepost.team.tokens import make_api_token

pytestmark = pytest.mark.django_db

ALL = frozenset(ROLES)
PLAN = frozenset({"owner", "strategist"})
WORK = PLAN | {"manager"}
APPROVE = PLAN | {"approver"}
OWN = frozenset({"owner"})
NOBODY: frozenset[str] = frozenset()

# Pages of a workspace: who may look (GET), and who may act (POST).
PAGES = {
    "today": (ALL, NOBODY),
    "plan": (ALL, NOBODY),
    "plan-text": (PLAN, PLAN),
    "plan-file": (ALL, NOBODY),
    "funnels": (PLAN, PLAN),
    "functions": (PLAN, PLAN),
    "new-part": (PLAN, PLAN),
    "part": (ALL, PLAN),
    "retire-part": (NOBODY, PLAN),
    "versions": (ALL, NOBODY),
    "version": (ALL, NOBODY),
    "restore-version": (NOBODY, PLAN),
    "calendar": (ALL, NOBODY),
    "slot": (WORK, WORK),
    "posts": (ALL, NOBODY),
    "new-post": (WORK, WORK),
    "post": (ALL, NOBODY),
    "edit-post": (WORK, WORK),
    "act-on-post": (NOBODY, WORK),
    "approve-post": (NOBODY, APPROVE),
    "act-on-delivery": (NOBODY, WORK),
    "leads": (ALL, NOBODY),
    "add-lead": (NOBODY, WORK),
    "leads-at": (ALL, NOBODY),
    "lead": (ALL, NOBODY),
    "save-lead": (NOBODY, WORK),
    "move-lead": (NOBODY, WORK),
    "forget-lead": (NOBODY, WORK),
    "guides": (ALL, NOBODY),
    "guide": (ALL, NOBODY),
    "save-guide": (NOBODY, WORK),
    "links": (ALL, NOBODY),
    "review": (ALL, NOBODY),
    "objective": (ALL, NOBODY),
    "readings": (ALL, NOBODY),
    "import-readings": (NOBODY, WORK),
    "add-reading": (NOBODY, WORK),
    "readings-file": (ALL, NOBODY),
    "record": (ALL, NOBODY),
    "undo": (NOBODY, WORK),  # as far as the step itself, here that of a lead
    "settings": (ALL, NOBODY),
    "connect": (NOBODY, WORK),
    "close-channel": (NOBODY, WORK),
    "labels": (NOBODY, WORK),
    "add-token": (NOBODY, OWN),
    "end-token": (NOBODY, OWN),
    "everything": (ALL, NOBODY),
    "take-everything": (NOBODY, OWN),
    "end-workspace": (OWN, OWN),
    "people": (ALL, NOBODY),
    "add-invitation": (NOBODY, OWN),
    "end-invitation": (NOBODY, OWN),
    "set-role": (NOBODY, OWN),
    "let-go": (NOBODY, OWN),
    "leave": (NOBODY, ALL),
    "require-two-factor": (NOBODY, OWN),
}
# Pages of whoever is signed in: their own account, and what they belong to.
PERSONAL = {
    "home",
    "new-client",
    "bring",
    "account",
    "password",
    "end-other-sessions",
    "end-session",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
# These only point to one's account, and signing out is nobody's secret.
OPEN_TO_STRANGERS = {"mfa_index", "mfa_list_webauthn"}
PUBLIC = {
    "health",
    "account_login",
    "account_logout",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "ask-link",
    "signin-link",
    "join",
    "own-page",
    "own-page-atom",
    "own-page-json",
    "own-post",
    "link",
    "magnet",
    "magnet-thanks",
}


def names_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            if str(each.pattern) != "api/":  # tests/api/test_auth.py walks those
                yield from names_of(each.url_patterns)
        else:
            yield each.name or str(each.pattern)


def test_every_address_is_written_down_here():
    found = set(names_of(get_resolver().url_patterns))
    assert found == set(PAGES) | PERSONAL | PUBLIC


@pytest.fixture
def paths(planned, owner) -> dict[str, str]:
    """An address for each page, leading to something that is there."""
    channel = own_page(planned)
    post = write(planned, channel, then="waiting")
    failed = write(planned, practice(planned)).deliveries.get()
    Delivery.objects.filter(pk=failed.pk).update(state="refused")
    lead = add_by_hand(planned, Told(name="Finn Ash"), owner)
    delete_lead(add_by_hand(planned, Told(name="Hal Fir"), owner))
    invite(planned, role="viewer", note_="Gus", by=owner)
    make_api_token(planned, name="shop", made_by=owner)
    post_out(planned, "Closing costs")
    tracked(planned, "https://example.com/")
    other = User.objects.create(email="dan@example.com", name="Dan Ash")
    add_member(planned, other, "viewer")
    parts = {
        "new-part": {"kind": "tactic"},
        "part": {"kind": "tactic", "part_id": "blog"},
        "retire-part": {"kind": "tactic", "part_id": "blog"},
        "version": {"number": 1},
        "restore-version": {"number": 1},
        "slot": {"name": "blog~2027-01-04~0"},
        "leads-at": {"column": 0},
        "guide": {"slug": guide(planned).slug},
        "save-guide": {"slug": guide(planned).slug},
        "objective": {"objective_id": "leads-20"},
        "act-on-delivery": {"pk": failed.pk},
        "undo": {"pk": planned.undos.latest("pk").pk},
        "close-channel": {"pk": failed.channel_id},
        "end-token": {"pk": planned.api_tokens.latest("pk").pk},
        "end-invitation": {"pk": planned.invitations.latest("pk").pk},
        "set-role": {"pk": planned.members.get(user=other).pk},
        "let-go": {"pk": planned.members.get(user=other).pk},
    }
    parts |= {name: {"pk": post.pk} for name in PAGES if re.search(r"(^|-)post$", name)}
    parts |= {name: {"pk": lead.pk} for name in PAGES if re.search(r"(^|-)lead$", name)}
    for name in ("new-post", "add-lead"):
        parts[name] = {}
    root = {"workspace": planned.slug}
    return {name: reverse(name, kwargs=root | parts.get(name, {})) for name in PAGES}


@pytest.fixture
def member(planned, request) -> Client:
    """Someone with the role of the test."""
    user = User.objects.create(email="gil@example.com", name="Gil Yew")
    add_member(planned, user, request.param)
    client = Client()
    client.force_login(user)
    return client


def tried(client: Client, method: str, path: str) -> int:
    """Return how an address answers, and take back whatever that changed."""
    sent = {"stage": Stage.objects.first().pk} if path.endswith("/move/") else {}
    with transaction.atomic():
        kind = "application/x-www-form-urlencoded"
        answer = client.generic(method, path, urlencode(sent), content_type=kind)
        b"".join(answer)  # a file that is streamed is closed at its end
        transaction.set_rollback(True)
    return answer.status_code


@pytest.mark.parametrize(("member", "role"), [(role, role) for role in ROLES], indirect=["member"])
def test_a_member_opens_and_does_what_the_role_may_and_no_more(member, role, paths):
    wrong = []
    for name, (look, act) in PAGES.items():
        for method, roles in (("GET", look), ("POST", act)):
            code = tried(member, method, paths[name])
            right = {200, 302, 422} if role in roles else {403} if roles else {200, 403, 405}
            if code not in right:
                wrong.append((name, method, code))
    assert wrong == []


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PUT", "DELETE"])
def test_a_stranger_finds_nothing_anywhere(client, stranger, paths, method):
    client.force_login(stranger)
    for name, path in paths.items():
        assert tried(client, method, path) == 404, name


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_is_signed_out_is_asked_to_sign_in(client, paths, method):
    for name, path in paths.items():
        answer = client.generic(method, path)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/signin/?next="), name


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_account_asks_to_sign_in_too(client, owner, method):
    for name in PERSONAL - OPEN_TO_STRANGERS:
        parts = (
            {"pk": 1} if name in {"end-session", "mfa_edit_webauthn", "mfa_remove_webauthn"} else {}
        )
        answer = client.generic(method, reverse(name, kwargs=parts))
        assert answer.status_code in {302, 405}, name
        assert answer.status_code == 405 or answer["Location"].startswith("/signin/"), name


def test_a_strangers_rows_are_not_reached_through_ones_own_business(
    client, stranger, other_workspace, paths, planned
):
    """Rows are looked for in the workspace of the address, whoever asks."""
    client.force_login(stranger)
    for name, path in paths.items():
        if re.search(r"/\d+/", path) and name not in {"version", "restore-version"}:
            there = path.replace(planned.slug, other_workspace.slug)
            for method in ("GET", "POST"):
                code = tried(client, method, there)
                assert code in {302, 404, 405} or name == "leads-at", (name, method, code)
    assert planned.members.count() == 2
    assert planned.api_tokens.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(("member", "role"), [(role, role) for role in ROLES], indirect=["member"])
def test_no_page_offers_what_the_role_may_not_do(member, role, paths, planned):
    offered: dict[tuple[str, str], str] = {}
    for name, (look, _) in PAGES.items():
        if role in look and name not in {"plan-file", "readings-file"}:
            html = member.get(paths[name]).content.decode()
            for offer in offers_of(html, paths[name]):
                if offer[1].startswith(f"/w/{planned.slug}/"):
                    offered.setdefault(offer, name)
    codes = {offer: tried(member, *offer) for offer in offered}
    refused = [(offered[offer], *offer, code) for offer, code in codes.items() if code >= 400]
    assert [each for each in refused if each[-1] != 422] == []


def offers_of(html: str, here: str) -> set[tuple[str, str]]:
    """Return where a page's links and forms lead."""
    links = {("GET", unescape(path)) for path in re.findall(r'<a [^>]*href="(/[^"#]*)', html)}
    forms = set()
    for form in re.findall(r"<form [^>]*>", html):
        action = re.search(r'action="([^"#]*)', form)
        method = "POST" if 'method="post"' in form else "GET"
        forms.add((method, unescape(action[1]) if action and action[1] else here))
    return links | forms


def test_two_factor_that_a_business_asks_for_is_asked_of_everyone(
    client, owner, manager, paths, planned
):
    planned.requires_two_factor = True
    planned.save()
    for user in (owner, manager):
        client.force_login(user)
        for name, path in paths.items():
            answer = client.get(path)
            assert answer.status_code in {302, 403}, name
            assert answer.status_code == 403 or answer["Location"] == "/account/", name
