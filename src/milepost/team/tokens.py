"""API tokens: made, shown once, used, ended; only their hashes are kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from milepost.team.access import ROLES
from milepost.team.actions import TeamError
from milepost.team.models import ApiToken, User, Workspace
from milepost.team.record import note
from milepost.team.secrets import hash_token, make_token

DAYS = 365


def _is_live() -> Q:
    return Q(ended_at=None) & (Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def token_holder(token: str) -> ApiToken | None:
    """Return the live API token of this text."""
    rows = ApiToken.objects.select_related("workspace", "made_by")
    return rows.filter(_is_live(), token_hash=hash_token(token)).first()


def api_tokens(workspace: Workspace) -> QuerySet[ApiToken]:
    """The workspace's live tokens, newest first."""
    return workspace.api_tokens.filter(_is_live()).select_related("made_by").order_by("-made_at")


@transaction.atomic
def make_api_token(
    workspace: Workspace,
    *,
    name: str,
    role: str = "manager",
    made_by: User | None = None,
    days: int | None = DAYS,
) -> str:
    """Return a new API token; it is shown this once, only its hash is kept.

    days: how long it works; None is until someone ends it.
    """
    if role not in ROLES:
        raise TeamError(f"{role!r} is no role; choose one of {', '.join(ROLES)}.", where="role")
    token, words = make_token(), name.replace("\x00", "").strip()[:100] or "token"
    row = ApiToken.objects.create(
        workspace=workspace,
        name=words,
        role=role,
        made_by=made_by,
        token_hash=hash_token(token),
        expires_at=_end_of(days),
    )
    note(workspace, f"token:{row.pk}", f"made the API token “{words}”, which may what a {role} may")
    return token


def _end_of(days: int | None) -> datetime | None:
    if days is None:
        return None
    if not 1 <= days <= 3660:
        raise TeamError("A token works for 1 to 3660 days.", where="days")
    return timezone.now() + timedelta(days=days)


@transaction.atomic
def end_api_token(workspace: Workspace, pk: int) -> bool:
    """End a token of this workspace at once."""
    found = ApiToken.objects.filter(workspace=workspace, pk=pk, ended_at=None).first()
    if found is None:
        return False
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    note(workspace, f"token:{pk}", f"ended the API token “{found.name}”")
    return True


@transaction.atomic
def note_token_use(token: ApiToken) -> None:
    """Remember, to the minute, when a token was last used."""
    now = timezone.now()
    if token.used_at is None or now - token.used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)
