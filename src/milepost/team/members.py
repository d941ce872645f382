"""Who belongs to a workspace, in which role: invited by a link, changed, let go."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from milepost.team.access import ROLES, covers, may
from milepost.team.actions import Founder, TeamError, make_user
from milepost.team.models import ApiToken, Invitation, Member, User, Workspace
from milepost.team.record import Actor, acting, note
from milepost.team.secrets import hash_token, make_token
from milepost.team.signin import has_two_factor

INVITATION_DAYS = 7


def usable_invitation(token: str) -> Invitation | None:
    """Return the invitation of that link while it can still be followed."""
    return (
        Invitation.objects.filter(_is_usable(), token_hash=hash_token(token))
        .select_related("workspace", "made_by")
        .first()
    )


def open_invitations(workspace: Workspace) -> list[Invitation]:
    """Return the workspace's invitations that nobody followed yet, the newest first."""
    rows = workspace.invitations.filter(_is_usable()).select_related("made_by")
    return list(rows.order_by("-made_at", "-pk"))


def _is_usable() -> Q:
    return Q(used_at=None, ended_at=None, expires_at__gt=timezone.now())


@transaction.atomic
def invite(workspace: Workspace, *, role: str, note_: str, by: User | None) -> str:
    """Return the token of a new invitation, good once and for a week; note_: whom it is for."""
    _check_role(role)
    token = make_token()
    words = " ".join(note_.replace("\x00", "").split())[:200]
    Invitation.objects.create(
        workspace=workspace,
        role=role,
        note=words,
        token_hash=hash_token(token),
        made_by=by,
        expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
    )
    note(workspace, "people", f"invited {words or 'someone'} as {role}")
    return token


@transaction.atomic
def end_invitation(workspace: Workspace, pk: int) -> None:
    """Take an invitation back."""
    found = workspace.invitations.filter(_is_usable(), pk=pk).first()
    if found is None:
        raise TeamError("This invitation is used or over already.")
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    note(workspace, "people", f"took back the invitation of {found.note or 'someone'}")


@transaction.atomic
def join(token: str, user: User) -> Member:
    """Let a user into the workspace that invited them; the invitation is spent."""
    found = usable_invitation(token)
    if found and Member.objects.filter(workspace=found.workspace, user=user).exists():
        raise TeamError(f"You belong to {found.workspace.name} already.")
    rows = Invitation.objects.filter(_is_usable(), token_hash=hash_token(token))
    if found is None or not rows.update(used_at=timezone.now()):
        raise TeamError("This invitation is used or over; ask for a new one.")
    member = Member.objects.create(workspace=found.workspace, user=user, role=found.role)
    with acting(Actor(str(user), user)):
        note(found.workspace, f"member:{member.pk}", f"joined as {found.role}")
    return member


@transaction.atomic
def join_as_new(token: str, founder: Founder) -> Member:
    """Make a user who comes with an invitation, and let them in."""
    if not founder.password:
        raise TeamError("Choose a password to sign in with later.", where="password")
    if User.objects.filter(email=founder.email.strip().lower()).exists():
        raise TeamError(
            "Someone signs in with this address already. If it is you, sign in first.",
            where="email",
        )
    return join(token, make_user(founder))


@transaction.atomic
def change_role(workspace: Workspace, pk: int, role: str) -> Member:
    """Give a member another role; what they made that may do more than that ends.

    Only owners invite, so whoever is one no longer leaves no invitation behind.
    """
    _check_role(role)
    member = _member(workspace, pk)
    before = member.role
    if before == role:
        return member
    if before == "owner":
        _check_other_owner(workspace, member)
    member.role = role
    member.save(update_fields=["role"])
    _end_what_they_made(member, role)
    says = f"changed the role of {member.user}"
    note(workspace, f"member:{member.pk}", says, before=before, after=role)
    return member


@transaction.atomic
def remove_member(workspace: Workspace, pk: int) -> User:
    """Let a member go; tokens and invitations they made end with them."""
    member = _member(workspace, pk)
    if member.role == "owner":
        _check_other_owner(workspace, member)
    _end_what_they_made(member, None)
    note(workspace, f"member:{member.pk}", f"let {member.user} go", before=member.role)
    member.delete()
    return member.user


def _member(workspace: Workspace, pk: int) -> Member:
    # One change of people at a time, or two owners could dismiss each other at once.
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)
    found = Member.objects.filter(workspace=workspace, pk=pk).select_related("user").first()
    if found is None:
        raise TeamError("There is no such person here any more.")
    return found


def _check_other_owner(workspace: Workspace, member: Member) -> None:
    owners = Member.objects.filter(workspace=workspace, role="owner", user__is_active=True)
    if not owners.exclude(pk=member.pk).exists():
        raise TeamError(f"{member.user} is the only owner; make someone else an owner first.")


def _end_what_they_made(member: Member, role: str | None) -> None:
    """End the tokens of a member that their new role does not cover, and their invitations."""
    now, theirs = timezone.now(), {"workspace": member.workspace, "made_by": member.user}
    tokens = ApiToken.objects.filter(**theirs, ended_at=None)
    gone = [row.pk for row in tokens if role is None or not covers(role, row.role)]
    ApiToken.objects.filter(pk__in=gone).update(ended_at=now)
    if role is None or not may(role, "own"):
        Invitation.objects.filter(**theirs, ended_at=None, used_at=None).update(ended_at=now)


@transaction.atomic
def require_two_factor(workspace: Workspace, by: User) -> None:
    """Ask a second factor of everyone here; whoever asks it needs one first."""
    if not has_two_factor(by):
        raise TeamError("Set up an authenticator app or a passkey of your own first.")
    _set_required(workspace, required=True)


@transaction.atomic
def stop_requiring_two_factor(workspace: Workspace) -> None:
    """Leave it to everyone here whether they use a second factor."""
    _set_required(workspace, required=False)


def _set_required(workspace: Workspace, *, required: bool) -> None:
    rows = Workspace.objects.filter(pk=workspace.pk, requires_two_factor=not required)
    if rows.update(requires_two_factor=required):
        says = "asked for two-factor sign-in" if required else "left two-factor sign-in to everyone"
        note(workspace, "people", says)
    workspace.requires_two_factor = required


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise TeamError(f"{role!r} is no role; choose one of {', '.join(ROLES)}.", where="role")
