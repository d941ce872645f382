"""The API's one shape of error: a sentence, and the field or line it is about."""

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from milepost.base.errors import SaidError
from milepost.plan.actions import PlanConflict

log = logging.getLogger(__name__)

UNKNOWN = "Send a live token, as in `Authorization: Bearer TOKEN`; `milepost token` makes one."
NOT_JSON = "The body cannot be read as JSON; send one JSON value in UTF-8."
TOO_LARGE = "The body is too large; send it in smaller parts."
OUR_FAULT = "This failed through a fault of ours, which has been written to the log."


class Error(Schema):
    """Why something was not done: a sentence, and the field, line or part it is about."""

    detail: str
    where: str | None


# What may come in place of any answer, for the description of each route.
ERRORS = (400, 401, 403, 404, 409, 413, 422, 429)


class ApiError(SaidError):
    """Something the API does not do, with the HTTP status that says why."""

    def __init__(
        self, status: int, says: str, *, where: str | None = None, wait: timedelta | None = None
    ) -> None:
        super().__init__(says, where=where)
        self.status = status
        self.wait = wait


def not_found(what: str) -> ApiError:
    """Return the error for something that is not there, or is another workspace's."""
    return ApiError(404, f"There is no such {what} in this workspace.")


def answer_error(status: int, says: str, *, where: str | None = None) -> JsonResponse:
    """Return an error in its one shape."""
    return JsonResponse({"detail": says, "where": where}, status=status)


def add_error_answers(api: NinjaAPI) -> None:
    """Let every exception of a route become an error in its one shape."""
    answers: Mapping[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        SaidError: _answer_said,
        PlanConflict: _answer_conflict,
        ApiError: _answer_ours,
        ValidationError: _answer_invalid,
        AuthenticationError: _answer_no_token,
        HttpError: _answer_unread,
        RequestDataTooBig: _answer_too_large,
        Exception: _answer_fault,
    }
    for exception, answer in answers.items():
        api.add_exception_handler(exception, answer)


def _answer_said(_: HttpRequest, error: SaidError) -> HttpResponse:
    return answer_error(422, error.says, where=error.where)


def _answer_conflict(_: HttpRequest, error: PlanConflict) -> HttpResponse:
    return answer_error(409, error.says, where=error.where)


def _answer_ours(_: HttpRequest, error: ApiError) -> HttpResponse:
    answer = answer_error(error.status, error.says, where=error.where)
    if error.wait is not None:
        answer["Retry-After"] = str(math.ceil(error.wait.total_seconds()))
    return answer


def _answer_no_token(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
    answer = answer_error(401, UNKNOWN)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _answer_unread(_: HttpRequest, error: HttpError) -> HttpResponse:
    # Ninja itself raises no other than the one for a body that is not JSON.
    return answer_error(error.status_code, NOT_JSON if error.status_code == 400 else str(error))


def _answer_too_large(_: HttpRequest, __: RequestDataTooBig) -> HttpResponse:
    return answer_error(413, TOO_LARGE)


def _answer_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return answer_error(500, OUR_FAULT)


def _answer_invalid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    fault = error.errors[0]
    # A place begins with body, query or path; in a body the route's own name for it follows.
    place = fault["loc"][2:] if fault["loc"][0] == "body" else fault["loc"][1:]
    said = error_of(fault, place)
    return answer_error(said.status, said.says, where=said.where)


def error_of(fault: Mapping[str, Any], place: Sequence[str | int]) -> ApiError:
    """Return what to say about the first fault that was found in what was sent."""
    where = ".".join(str(part)[:_SHOWN] for part in place if part != "[key]") or None
    known = _SAYS.get(fault["type"])
    if known:
        says = known.format(where=where or "body")
    elif fault["type"] == "value_error":
        says = f"{where}: {fault['msg'].removeprefix('Value error, ')}"
    else:
        says = f"{where or 'The body'}: {fault['msg'][:1].lower()}{fault['msg'][1:]}."
    return ApiError(422, says, where=where)


_SHOWN = 60  # characters of a name sent to us that an error repeats
_SAYS = {
    "missing": "There is no {where}; send it too.",
    "extra_forbidden": "Nothing here is called {where}; take it out, or look its name up.",
    "model_attributes_type": "A JSON object with named fields is asked for here.",
}
