"""People of a workspace: invited once, changed, let go; there is always an owner."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.team.access import ROLES, covers
from milepost.team.actions import Founder, add_member
from milepost.team.members import (
    change_role,
    end_invitation,
    invite,
    join,
    join_as_new,
    open_invitations,
    remove_member,
    require_two_factor,
    stop_requiring_two_factor,
    usable_invitation,
)
from milepost.team.models import Invitation, Member, Record, User
from milepost.team.tokens import make_api_token, token_holder

pytestmark = pytest.mark.django_db
NEW = Founder(email="Dan@Example.com", name="Dan Ash", password="a long sentence")


def role_in(workspace, user) -> str | None:
    member = Member.objects.filter(workspace=workspace, user=user).first()
    return member.role if member else None


def test_an_invitation_lets_someone_in_with_its_role(workspace, owner, stranger):
    token = invite(workspace, role="manager", note_="Eve", by=owner)
    join(token, stranger)
    assert role_in(workspace, stranger) == "manager"
    assert usable_invitation(token) is None


def test_a_newcomer_gets_a_login(workspace, owner):
    member = join_as_new(invite(workspace, role="viewer", note_="", by=owner), NEW)
    assert member.user.email == "dan@example.com"
    assert member.user.check_password("a long sentence")


def test_a_newcomer_never_takes_over_a_login_that_exists(workspace, owner, stranger):
    token = invite(workspace, role="owner", note_="", by=owner)
    taken = Founder(email="EVE@example.com", name="Not Eve", password="a long sentence")
    with pytest.raises(SaidError, match="sign in first"):
        join_as_new(token, taken)
    assert role_in(workspace, stranger) is None
    assert usable_invitation(token) is not None


def test_a_newcomer_without_a_password_would_never_come_back(workspace, owner):
    token = invite(workspace, role="viewer", note_="", by=owner)
    with pytest.raises(SaidError, match="password"):
        join_as_new(token, Founder(email="dan@example.com", name="Dan"))
    assert not User.objects.filter(email="dan@example.com").exists()


@pytest.mark.parametrize("bad", ["short", "password123456"])
def test_a_weak_password_leaves_the_invitation_as_it_was(workspace, owner, bad):
    token = invite(workspace, role="viewer", note_="", by=owner)
    with pytest.raises(SaidError):
        join_as_new(token, Founder(email="dan@example.com", name="Dan", password=bad))
    assert usable_invitation(token) is not None


def test_an_invitation_works_once(workspace, owner, stranger, viewer):
    token = invite(workspace, role="manager", note_="", by=owner)
    join(token, stranger)
    with pytest.raises(SaidError, match="used or over"):
        join_as_new(token, NEW)


@pytest.mark.django_db(transaction=True)
def test_two_who_follow_it_at_once_are_not_both_let_in(workspace, owner):
    token = invite(workspace, role="manager", note_="", by=owner)
    users = [User.objects.create(email=f"u{n}@example.com", name=f"U{n}") for n in range(6)]

    def follow(user: User) -> bool:
        try:
            join(token, user)
        except SaidError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(follow, users)) == 1
    assert workspace.members.filter(role="manager").count() == 1


def test_an_invitation_ends_after_a_week(workspace, owner, stranger):
    token = invite(workspace, role="manager", note_="", by=owner)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(SaidError, match="used or over"):
        join(token, stranger)
    assert open_invitations(workspace) == []


def test_an_invitation_is_taken_back_by_its_own_workspace_only(
    workspace, owner, stranger, other_workspace
):
    token = invite(workspace, role="manager", note_="", by=owner)
    pk = Invitation.objects.get().pk
    with pytest.raises(SaidError):
        end_invitation(other_workspace, pk)
    end_invitation(workspace, pk)
    with pytest.raises(SaidError, match="used or over"):
        join(token, stranger)


def test_who_is_here_already_does_not_spend_an_invitation(workspace, owner, manager):
    token = invite(workspace, role="owner", note_="", by=owner)
    with pytest.raises(SaidError, match="already"):
        join(token, manager)
    assert role_in(workspace, manager) == "manager"
    assert usable_invitation(token) is not None


def test_the_only_owner_stays(workspace, owner, manager):
    pk = workspace.members.get(user=owner).pk
    with pytest.raises(SaidError, match="only owner"):
        change_role(workspace, pk, "viewer")
    with pytest.raises(SaidError, match="only owner"):
        remove_member(workspace, pk)
    change_role(workspace, workspace.members.get(user=manager).pk, "owner")
    change_role(workspace, pk, "viewer")
    assert role_in(workspace, owner) == "viewer"


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_dismiss_each_other_leave_one(workspace, owner, manager):
    change_role(workspace, workspace.members.get(user=manager).pk, "owner")
    pks = list(workspace.members.values_list("pk", flat=True))

    def dismiss(pk: int) -> bool:
        try:
            remove_member(workspace, pk)
        except SaidError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(dismiss, pks)) == 1
    assert workspace.members.filter(role="owner").count() == 1


def test_nobody_changes_people_of_another_workspace(workspace, manager, other_workspace):
    pk = workspace.members.get(user=manager).pk
    for step in (
        lambda: change_role(other_workspace, pk, "owner"),
        lambda: remove_member(other_workspace, pk),
    ):
        with pytest.raises(SaidError, match="no such person"):
            step()
    assert role_in(workspace, manager) == "manager"


def test_the_tokens_of_who_goes_end(workspace, owner, manager):
    token = make_api_token(workspace, name="mine", role="viewer", made_by=manager)
    remove_member(workspace, workspace.members.get(user=manager).pk)
    assert token_holder(token) is None


@pytest.mark.parametrize("step", ["let go", "demoted"])
def test_an_owner_who_is_one_no_longer_leaves_no_way_back_in(workspace, manager, step):
    pk = workspace.members.get(user=manager).pk
    change_role(workspace, pk, "owner")
    token = invite(workspace, role="owner", note_="", by=manager)
    if step == "let go":
        remove_member(workspace, pk)
    else:
        change_role(workspace, pk, "viewer")
    assert usable_invitation(token) is None


def test_tokens_that_may_more_than_a_new_role_end(workspace, owner, manager):
    strong = make_api_token(workspace, name="a", role="manager", made_by=manager)
    weak = make_api_token(workspace, name="b", role="viewer", made_by=manager)
    change_role(workspace, workspace.members.get(user=manager).pk, "approver")
    assert token_holder(strong) is None
    assert token_holder(weak) is not None


def test_what_role_covers_what():
    assert [role for role in ROLES if covers(role, "manager")] == ["owner", "strategist", "manager"]
    assert [role for role in ROLES if covers(role, "approver")] == [
        "owner",
        "strategist",
        "approver",
    ]
    assert not covers("approver", "manager")
    assert all(covers(role, "viewer") for role in ROLES)


def test_who_asks_for_two_factor_has_it(workspace, owner):
    with pytest.raises(SaidError, match="of your own first"):
        require_two_factor(workspace, owner)
    Authenticator.objects.create(user=owner, type="totp", data={"secret": "sealed"})
    require_two_factor(workspace, owner)
    assert workspace.requires_two_factor
    stop_requiring_two_factor(workspace)
    workspace.refresh_from_db()
    assert not workspace.requires_two_factor


def test_changes_of_people_stand_in_the_record(workspace, owner, stranger):
    join(invite(workspace, role="viewer", note_="Eve", by=owner), stranger)
    pk = workspace.members.get(user=stranger).pk
    change_role(workspace, pk, "manager")
    remove_member(workspace, pk)
    rows = Record.objects.filter(workspace=workspace).order_by("pk")
    assert [(row.by_name, row.says, row.before, row.after) for row in rows] == [
        ("Milepost", "invited Eve as viewer", "", ""),
        ("Eve", "joined as viewer", "", ""),
        ("Milepost", "changed the role of Eve", "viewer", "manager"),
        ("Milepost", "let Eve go", "manager", ""),
    ]


def test_a_role_that_does_not_exist_invites_nobody(workspace, owner):
    with pytest.raises(SaidError, match="emperor"):
        invite(workspace, role="emperor", note_="", by=owner)
    assert add_member(workspace, owner, "owner")
