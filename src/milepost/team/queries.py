"""Questions about users, workspaces and members."""

from django.utils import timezone

from milepost.base.errors import SaidError
from milepost.team.models import Member, SignInLink, User, Workspace
from milepost.team.secrets import hash_token


def find_workspace(name: str | None) -> Workspace:
    """Return the workspace of that name or address, or the only one when none is named.

    An example beside it does not count.
    """
    rows = Workspace.objects.order_by("pk")
    if name is None:
        found = list(rows.filter(is_example=False)[:2]) or list(rows[:2])
        if len(found) == 1:
            return found[0]
        raise SaidError(
            "there are several workspaces; name one with --workspace."
            if found
            else "there is no workspace yet; run `milepost up` and follow the link it prints."
        )
    workspace = rows.filter(slug=name).first() or rows.filter(name__iexact=name).first()
    if workspace is None:
        known = ", ".join(rows.values_list("slug", flat=True)[:10]) or "none yet"
        raise SaidError(f"there is no workspace {name!r}; there are: {known}.")
    return workspace


def first_owner() -> User | None:
    """Return the owner who was here first, or None on a new installation."""
    member = (
        Member.objects.filter(role="owner", user__is_active=True, workspace__is_example=False)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    return member.user if member else None


def find_user(email: str) -> User | None:
    """Return the user with that address."""
    return User.objects.filter(email=email.strip().lower()).first()


def has_users() -> bool:
    """Tell whether anyone has ever signed up here."""
    return User.objects.exists()


def usable_link(token: str) -> SignInLink | None:
    """Return a one-time link that can still be spent."""
    return (
        SignInLink.objects.select_related("user")
        .filter(token_hash=hash_token(token), used_at=None, expires_at__gt=timezone.now())
        .first()
    )


def memberships(user: User) -> list[Member]:
    """The workspaces of a user, by name."""
    rows = user.memberships.select_related("workspace", "user").order_by("pk")
    return sorted(rows, key=lambda each: in_order(each.workspace.name))


def in_order(name: str) -> str:
    """Return by what a name is sorted; each database would order letters in its own way."""
    return name.casefold()


def is_member(user: User, workspace: Workspace) -> bool:
    """Tell whether a user belongs to a workspace."""
    return workspace.members.filter(user=user).exists()


def members_of(workspace: Workspace) -> list[Member]:
    """The people of a workspace, by name."""
    rows = workspace.members.select_related("user").order_by("pk")
    return sorted(rows, key=lambda each: in_order(each.user.name))


def workspaces_requiring_two_factor(user: User) -> list[Workspace]:
    """Return the user's workspaces in which everyone needs a second factor."""
    rows = Workspace.objects.filter(members__user=user, requires_two_factor=True)
    return sorted(rows.order_by("pk"), key=lambda each: in_order(each.name))


def owns_any(user: User) -> bool:
    """Tell whether a user is the owner of a workspace."""
    return user.memberships.filter(role="owner").exists()
