"""Users, workspaces, links and tokens."""

from datetime import timedelta

import pytest
from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.do.actions.start import start_business, workspace_for
from milepost.team import actions, queries
from milepost.team.access import ROLES, may
from milepost.team.actions import Founder
from milepost.team.models import ApiToken, SignInLink, User, Workspace
from milepost.team.secrets import seal, unseal
from milepost.team.tokens import make_api_token

pytestmark = pytest.mark.django_db


def test_the_founder_owns_the_workspace():
    user = start_business(Founder("Ada@Example.com ", "Ada"), name="Pine Homes")
    member = user.memberships.get()
    assert member.role == "owner"
    assert user.email == "ada@example.com"
    assert member.workspace.slug == "pine-homes"
    assert not user.has_usable_password()


def test_the_founder_takes_what_the_command_line_began():
    begun = workspace_for("Pine Homes", otherwise="My business")
    user = start_business(Founder("ada@example.com", "Ada"), name="pine homes")
    assert [each.workspace for each in user.memberships.all()] == [begun]
    late = start_business(Founder("eve@example.com", "Eve"), name="Other Shop")
    assert [str(each.workspace) for each in late.memberships.all()] == ["Other Shop"]


def test_a_new_installation_begins_with_one_workspace_and_no_second():
    first = workspace_for(None, otherwise="My business")
    assert first.name == "My business"
    assert workspace_for(None, otherwise="Another") == first
    with pytest.raises(SaidError, match="there are: my-business"):
        workspace_for("Misspelt", otherwise="Another")


def test_two_workspaces_of_one_name_have_two_addresses():
    first = actions.make_workspace(name="Pine Homes")
    second = actions.make_workspace(name="Pine Homes")
    assert (first.slug, second.slug) == ("pine-homes", "pine-homes-2")


def test_a_name_without_latin_letters_has_an_address_all_the_same():
    assert actions.make_workspace(name="日本語の店").slug == "workspace"


@pytest.mark.parametrize(
    ("founder", "name", "zone", "where"),
    [
        (Founder("no address", "Ada"), "Pine", "UTC", "email"),
        (Founder("ada@example.com", "Ada", "short"), "Pine", "UTC", "password"),
        (Founder("ada@example.com", "Ada"), "  ", "UTC", "workspace"),
        (Founder("ada@example.com", "Ada"), "Pine", "Mars/Base", "timezone"),
    ],
)
def test_what_cannot_be_founded_says_where_and_leaves_nothing(founder, name, zone, where):
    with pytest.raises(SaidError) as caught:
        start_business(founder, name=name, zone=zone)
    assert caught.value.where == where
    assert not User.objects.exists()
    assert not Workspace.objects.exists()


def test_a_sign_in_link_works_once(owner):
    token = actions.make_signin_link(owner)
    assert actions.use_signin_link(token).user == owner
    assert actions.use_signin_link(token) is None


def test_an_old_sign_in_link_is_spent(owner):
    token = actions.make_signin_link(owner)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert queries.usable_link(token) is None
    assert actions.use_signin_link(token) is None


def test_a_new_password_ends_links_that_were_not_followed(owner):
    token = actions.make_signin_link(owner)
    actions.set_password(owner, "a long sentence")
    assert queries.usable_link(token) is None


def test_tokens_are_kept_as_hashes(workspace):
    token = make_api_token(workspace, name="mine")
    link = actions.make_signin_link(None)
    kept = str(list(ApiToken.objects.values())) + str(list(SignInLink.objects.values()))
    assert token not in kept
    assert link not in kept


def test_the_workspace_need_not_be_named_where_there_is_one(workspace):
    assert queries.find_workspace(None) == workspace
    assert queries.find_workspace("redding homes") == workspace


def test_several_workspaces_have_to_be_told_apart(workspace, other_workspace):
    with pytest.raises(SaidError, match="--workspace"):
        queries.find_workspace(None)
    with pytest.raises(SaidError, match="redding-homes"):
        queries.find_workspace("nowhere")


def test_a_role_that_does_not_exist_is_refused(workspace, stranger):
    with pytest.raises(SaidError, match="emperor"):
        actions.add_member(workspace, stranger, "emperor")


def test_what_each_role_may():
    allowed = {
        what: {role for role in ROLES if may(role, what)}
        for what in ("read", "plan", "work", "approve", "own")
    }
    assert allowed == {
        "read": set(ROLES),
        "plan": {"owner", "strategist"},
        "work": {"owner", "strategist", "manager"},
        "approve": {"owner", "strategist", "approver"},
        "own": {"owner"},
    }


def test_sealed_secrets_open_again_and_show_nothing():
    sealed = seal({"password": "hunter two"})
    assert "hunter" not in sealed
    assert unseal(sealed) == {"password": "hunter two"}
    assert unseal("") == {}
