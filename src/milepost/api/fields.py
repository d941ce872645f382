"""Kinds of value that programs send: checked once, each fault with a sentence."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from milepost.review.series import read_day


def _readable(words: str) -> str:
    # PostgreSQL keeps no NUL, and half a surrogate pair is no text in UTF-8.
    if "\x00" in words or any("\ud800" <= letter <= "\udfff" for letter in words):
        raise ValueError("This text holds a character that cannot be kept; take it out.")
    return words


def _one_line(words: str) -> str:
    if any(mark in words for mark in "\r\n"):
        raise ValueError("This is to be one line; take the line breaks out.")
    return words


def _day(sent: object) -> date:
    if isinstance(sent, date):
        return sent
    return read_day(sent if isinstance(sent, str) else str(sent))


def _moment(sent: object) -> datetime:
    try:
        moment = datetime.fromisoformat(sent if isinstance(sent, str) else "")
    except ValueError:
        raise ValueError(f"{str(sent)[:60]!r} is no time; write it as {_EXAMPLE}.") from None
    if moment.tzinfo is None:
        raise ValueError(f"A time needs its offset from UTC or a Z; write it as {_EXAMPLE}.")
    if not 1990 <= moment.year <= 2200:
        raise ValueError("This time is out of reach; times lie between 1990 and 2200.")
    return moment


_EXAMPLE = "2027-01-04T09:00:00-08:00"

Words = Annotated[str, Field(max_length=100_000), AfterValidator(_readable)]
Line = Annotated[str, AfterValidator(_readable), AfterValidator(_one_line)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
# A row's number; greater ones than a database counts to are of no row.
Pk = Annotated[int, Field(ge=1, le=2**63 - 1)]
