"""Routes of Review: readings, and how far the plan has come."""

import json
from datetime import date
from typing import Annotated, Any, Self

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from milepost.api.auth import ApiRequest, Bearer
from milepost.api.errors import ERRORS, NOT_JSON, ApiError, Error, error_of
from milepost.api.fields import Day, Line
from milepost.api.paging import Page, Paging, page_of
from milepost.api.texts import CSV, body_as, text_of
from milepost.base.clock import day_in
from milepost.review.actions import Imported, import_readings
from milepost.review.models import Reading
from milepost.review.queries import Wanted, listed_readings, review_of
from milepost.review.series import ReadingsError, Row, write_readings
from milepost.team.models import Workspace

router = Router(tags=["Review"])
JSON = "application/json"


class ReadingIn(Schema):
    """The value of a measure on a day; of is blank for the whole business."""

    model_config = ConfigDict(extra="forbid")

    day: Day
    measure: Line
    of: Line = ""
    value: Annotated[float, Field(allow_inf_nan=False)]


READINGS = TypeAdapter(list[ReadingIn])
_LIST = {"type": "array", "items": ReadingIn.model_json_schema()}


class ReadingOut(Schema):
    """A reading; source is given (sent or typed) or counted (from our own work)."""

    day: date
    measure: str
    of: str
    value: float
    source: str

    @classmethod
    def of_row(cls, row: Reading) -> Self:
        """Show a reading."""
        return cls(day=row.day, measure=row.measure, of=row.of, value=row.value, source=row.source)


class TakenOut(Schema):
    """How many readings are new, had another value before, and are of days to come."""

    added: int
    changed: int
    to_come: int


@router.post(
    "/readings",
    auth=Bearer("work"),
    response={200: TakenOut, ERRORS: Error},
    openapi_extra=body_as({CSV: {"type": "string"}, JSON: _LIST}),
)
def add_readings(request: ApiRequest) -> TakenOut:
    """Take readings, all or none: a CSV file, or a JSON list of {day, measure, of, value}."""
    if request.content_type == JSON:
        taken = _take_list(request.auth.workspace, _rows_of(request))
    else:
        taken = import_readings(request.auth.workspace, text_of(request))
    return TakenOut(added=taken.added, changed=taken.changed, to_come=taken.to_come)


def _rows_of(request: HttpRequest) -> list[Row]:
    try:
        sent = READINGS.validate_python(json.loads(text_of(request)))
    except ValidationError as error:
        fault = error.errors()[0]
        raise error_of(fault, fault["loc"]) from None
    except (ValueError, RecursionError):
        raise ApiError(400, NOT_JSON) from None
    return [Row(each.day, each.measure, each.of, each.value) for each in sent]


def _take_list(workspace: Workspace, rows: list[Row]) -> Imported:
    try:
        return import_readings(workspace, write_readings(rows))
    except ReadingsError as error:
        if error.line is None:
            raise
        # The line is of the file that was made of the list: a header, then one line for each.
        raise ApiError(422, error.says, where=str(error.line - 2)) from None


class ReadingsAsked(Paging):
    """Which readings are asked for; of is blank for the whole business."""

    measure: Line | None = None
    of: Line | None = None
    since: Day | None = None
    until: Day | None = None

    def wanted(self) -> Wanted:
        """Return it as the query takes it."""
        of = None if self.of is None else (self.of,)
        return Wanted(measure=self.measure, of=of, since=self.since, until=self.until)


@router.get("/readings", auth=Bearer("read"), response={200: Page[ReadingOut], ERRORS: Error})
def list_readings(request: ApiRequest, asked: Query[ReadingsAsked]) -> Page[ReadingOut]:
    """List readings, the newest day first."""
    rows = listed_readings(request.auth.workspace, asked.wanted())
    return page_of(rows, asked, ReadingOut.of_row)


class DayAsked(Schema):
    """The day as of which a review is asked for; today unless told."""

    as_of: Day | None = None


@router.get("/review", auth=Bearer("read"), response={200: dict[str, Any], ERRORS: Error})
def show_review(request: ApiRequest, asked: Query[DayAsked]) -> dict[str, Any]:
    """Say how far the plan has come: the JSON of `milepost review`."""
    workspace = request.auth.workspace
    found = review_of(workspace, asked.as_of or day_in(workspace.timezone, timezone.now()))
    if found is None:
        raise ApiError(404, "There is no plan to review yet; send one with PUT /api/plan.")
    return found.as_json()
