"""People of a business on its pages: invited by a link, given roles, let go."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from milepost.team.members import invite
from milepost.team.models import Invitation, Member, User

pytestmark = pytest.mark.django_db
ROOT = "/w/redding-homes/settings/people/"
NEWCOMER = {"name": "Dan Ash", "email": "dan@example.com", "password": "a long sentence"}


@pytest.fixture
def inside(client, owner) -> Client:
    client.force_login(owner)
    return client


def link_on(answer) -> str:
    return re.search(r"http://testserver(/join/[\w-]+/)", answer.content.decode()).group(1)


def test_an_owner_invites_a_newcomer_who_is_inside_at_once(inside, workspace):
    answer = inside.post(f"{ROOT}invite/", {"note": "Dan", "role": "manager"})
    link = link_on(answer)
    assert link not in inside.get(ROOT).content.decode()
    newcomer = Client()
    assert "Redding Homes" in newcomer.get(link).content.decode()
    assert newcomer.post(link, NEWCOMER)["Location"] == "/w/redding-homes/today/"
    assert newcomer.get("/w/redding-homes/today/").status_code == 200
    assert Member.objects.get(user__email="dan@example.com").role == "manager"


def test_looking_at_an_invitation_does_not_spend_it(client, workspace, owner):
    link = f"/join/{invite(workspace, role='viewer', note_='', by=owner)}/"
    for _ in range(3):
        assert client.get(link).status_code == 200
    assert client.post(link, NEWCOMER).status_code == 302
    assert Client().get(link).status_code == 410


def test_who_signs_in_here_already_joins_as_that(client, workspace, owner, stranger):
    link = f"/join/{invite(workspace, role='strategist', note_='', by=owner)}/"
    assert f"/signin/?next={link}" in client.get(link).content.decode()
    client.force_login(stranger)
    assert "signed in as Eve" in client.get(link).content.decode()
    client.post(link)
    assert workspace.members.get(user=stranger).role == "strategist"


def test_a_bad_form_keeps_what_was_typed_and_the_invitation(client, workspace, owner):
    link = f"/join/{invite(workspace, role='viewer', note_='', by=owner)}/"
    answer = client.post(link, {**NEWCOMER, "password": "short"})
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()
    assert 'value="Dan Ash"' in answer.content.decode()
    assert not User.objects.filter(email="dan@example.com").exists()
    assert client.post(link, NEWCOMER).status_code == 302


def test_an_address_that_is_taken_is_told_to_sign_in(client, workspace, owner, stranger):
    link = f"/join/{invite(workspace, role='viewer', note_='', by=owner)}/"
    answer = client.post(link, {**NEWCOMER, "email": "eve@example.com"})
    assert "sign in first" in answer.content.decode()
    assert not workspace.members.filter(user=stranger).exists()


def test_an_invitation_is_taken_back(inside, workspace, owner):
    token = invite(workspace, role="viewer", note_="Dan", by=owner)
    assert "Dan" in inside.get(ROOT).content.decode()
    inside.post(f"{ROOT}invitations/{Invitation.objects.get().pk}/end/")
    assert Client().get(f"/join/{token}/").status_code == 410


def test_a_role_is_changed_and_someone_let_go(inside, workspace, manager):
    pk = workspace.members.get(user=manager).pk
    page = inside.post(f"{ROOT}{pk}/role/", {"role": "approver"}, follow=True)
    assert "Ben Oak is approver now." in page.content.decode()
    inside.post(f"{ROOT}{pk}/go/")
    assert not workspace.members.filter(user=manager).exists()


def test_the_only_owner_is_told_why_leaving_does_not_work(inside, workspace, owner):
    page = inside.post(f"{ROOT}leave/", follow=True)
    assert "only owner" in page.content.decode()
    assert workspace.members.filter(user=owner).exists()


def test_anyone_else_leaves(client, workspace, viewer):
    client.force_login(viewer)
    assert client.post(f"{ROOT}leave/")["Location"] == "/"
    assert client.get(ROOT).status_code == 404


def test_two_factor_is_asked_by_an_owner_who_has_it(inside, workspace, owner):
    answer = inside.post(f"{ROOT}two-factor/", {"required": "on"}, follow=True)
    assert "of your own first" in answer.content.decode()
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "sealed"})
    inside.post(f"{ROOT}two-factor/", {"required": "on"})
    assert inside.get(ROOT).status_code == 200
    workspace.refresh_from_db()
    assert workspace.requires_two_factor


def test_who_lacks_two_factor_is_led_to_set_it_up(client, workspace, viewer):
    workspace.requires_two_factor = True
    workspace.save()
    client.force_login(viewer)
    page = client.get("/w/redding-homes/today/", follow=True)
    assert page.request["PATH_INFO"] == "/account/"
    assert "asks for two-factor sign-in" in page.content.decode()


def test_a_page_asks_as_few_questions_with_many_people(
    inside, workspace, owner, django_assert_max_num_queries
):
    for n in range(30):
        user = User.objects.create(email=f"u{n}@example.com", name=f"U{n}")
        Member.objects.create(workspace=workspace, user=user, role="viewer")
        invite(workspace, role="viewer", note_=f"v{n}", by=owner)
    with django_assert_max_num_queries(6):
        inside.get(ROOT)
