"""Who asks: the holder of a live token, at a fair pace, with a role that may do it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from milepost.api.errors import ApiError
from milepost.engine.rates import admit
from milepost.team.access import may
from milepost.team.models import ApiToken
from milepost.team.record import Actor, act_as
from milepost.team.tokens import note_token_use, token_holder

CALLS_PER_MINUTE = 600


class ApiRequest(HttpRequest):
    """A request by the holder of a token, which knows its workspace."""

    auth: ApiToken


class Bearer(HttpBearer):
    """Lets those through whose token may do `what`: read, work, plan, approve or own."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Return the token's row; None where there is none that lives."""
        holder = token_holder(token.strip())
        if holder is None:
            return None
        _keep_pace(holder)
        if not may(holder.role, self.what):
            raise ApiError(
                403, f"The role of this token ({holder.role}) may not do this; use another token."
            )
        note_token_use(holder)
        act_as(Actor(f"API token {holder.name}", holder.made_by))
        return holder


def _keep_pace(holder: ApiToken) -> None:
    wait = admit(
        f"api:{holder.pk}",
        count=CALLS_PER_MINUTE,
        seconds=60,
        burst=CALLS_PER_MINUTE,
        now=timezone.now(),
    )
    if wait is not None:
        says = f"More than {CALLS_PER_MINUTE} calls a minute; wait as Retry-After says, in seconds."
        raise ApiError(429, says, wait=wait)
