"""What changes users, workspaces, members, links and tokens."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from milepost.base.clock import is_zone
from milepost.base.errors import SaidError
from milepost.base.text import slugged
from milepost.team.access import ROLES
from milepost.team.models import Member, SignInLink, User, Workspace
from milepost.team.record import Actor, acting, note
from milepost.team.secrets import hash_token, make_token

LINK_HOURS = 24


class TeamError(SaidError):
    """Something about users or workspaces that cannot be done, with the field it is about."""


@dataclass(frozen=True, slots=True)
class Founder:
    """What a first owner tells about themselves."""

    email: str
    name: str
    password: str = ""


@transaction.atomic
def make_user(founder: Founder) -> User:
    """Make a user; one with that address is used again."""
    email = founder.email.strip().lower()
    found = User.objects.filter(email=email).first()
    if found:
        return found
    try:
        validate_email(email)
    except ValidationError:
        raise TeamError("Write an e-mail address such as ada@example.com.", where="email") from None
    user = User(email=email, name=founder.name.strip() or email.split("@")[0])
    _set_password(user, founder.password)
    user.save()
    return user


@transaction.atomic
def adopt_workspaces(user: User) -> list[Workspace]:
    """Make the user the owner of every workspace that has nobody yet; return those."""
    lonely = list(Workspace.objects.filter(members=None))
    for workspace in lonely:
        add_member(workspace, user, "owner")
    return lonely


def _set_password(user: User, password: str) -> None:
    if not password:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise TeamError(" ".join(error.messages), where="password") from None
    user.set_password(password)


@transaction.atomic
def make_workspace(
    *, name: str, zone: str = "UTC", is_example: bool = False, owner: User | None = None
) -> Workspace:
    """Make an empty workspace under a free address; without an owner it waits for one."""
    if not name.strip():
        raise TeamError("Write the name of the business.", where="workspace")
    if not is_zone(zone):
        raise TeamError(
            f"{zone!r} is no time zone; write one such as Europe/Berlin.", where="timezone"
        )
    workspace = Workspace.objects.create(
        name=name.strip(), slug=_free_slug(name), timezone=zone, is_example=is_example
    )
    if owner:
        add_member(workspace, owner, "owner")
    return workspace


def _free_slug(name: str) -> str:
    base = slugged(name) or "workspace"
    taken = set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def add_member(workspace: Workspace, user: User, role: str) -> Member:
    """Let a user into a workspace, or give them another role there."""
    _check_role(role)
    member, _ = Member.objects.update_or_create(
        workspace=workspace, user=user, defaults={"role": role}
    )
    return member


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise TeamError(f"{role!r} is no role; choose one of {', '.join(ROLES)}.", where="role")


@transaction.atomic
def set_zone(workspace: Workspace, zone: str) -> None:
    """Let the workspace's days follow a time zone."""
    if not is_zone(zone):
        raise TeamError(
            f"{zone!r} is no time zone; write one such as Europe/Berlin.", where="timezone"
        )
    Workspace.objects.filter(pk=workspace.pk).update(timezone=zone)
    workspace.timezone = zone


@transaction.atomic
def make_signin_link(user: User | None) -> str:
    """Return the token of a new one-time link, good for a day; None lets a first owner in."""
    token = make_token()
    SignInLink.objects.create(
        user=user,
        token_hash=hash_token(token),
        expires_at=timezone.now() + timedelta(hours=LINK_HOURS),
    )
    return token


@transaction.atomic
def use_signin_link(token: str) -> SignInLink | None:
    """Spend a one-time link; None when it is unknown, spent or too old."""
    now = timezone.now()
    spent = SignInLink.objects.filter(
        token_hash=hash_token(token), used_at=None, expires_at__gt=now
    ).update(used_at=now)
    if not spent:
        return None
    return SignInLink.objects.select_related("user").get(token_hash=hash_token(token))


@transaction.atomic
def rename_user(user: User, name: str) -> None:
    """Let a user be called otherwise."""
    words = " ".join(name.replace("\x00", "").split())
    if not words:
        raise TeamError("Write how you want to be called.", where="name")
    before, user.name = user.name, words[:200]
    user.save(update_fields=["name"])
    # Rows name people as they were called then; whoever changes that says so everywhere.
    with acting(Actor(str(user), user)):
        for member in user.memberships.select_related("workspace"):
            says = "changed how they are called"
            part = f"member:{member.pk}"
            note(member.workspace, part, says, before=before, after=user.name)


@transaction.atomic
def set_password(user: User, password: str) -> None:
    """Give a user a new password, checked first; links that still let them in end."""
    _set_password(user, password)
    user.save(update_fields=["password"])
    SignInLink.objects.filter(user=user, used_at=None).update(expires_at=timezone.now())
