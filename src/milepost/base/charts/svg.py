"""Writes SVG as text: escaped words, short numbers, a frame with a title and a description."""

import re
from dataclasses import dataclass
from xml.sax.saxutils import escape

from milepost.base.charts.lettering import LINE, one_line

# XML 1.0 allows these characters and no others: https://www.w3.org/TR/xml/#charsets
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QUOTES = {'"': "&quot;", "'": "&#39;"}


def escaped(text: str) -> str:
    """Return `text` as it may stand in an SVG, between tags or inside quotes."""
    return escape(_FORBIDDEN.sub("", text), _QUOTES)


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def tag(name: str, *content: str, **attributes: str | float | None) -> str:
    """Return one element; `class_` means class, `text_anchor` text-anchor, None leaves it out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(content)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _value(value: str | float) -> str:
    return escaped(value) if isinstance(value, str) else number(value)


def line_of_text(text: str, x: float, y: float, **attributes: str | float | None) -> str:
    """Return one line of text with its baseline at `y`."""
    return tag("text", escaped(one_line(text)), x=x, y=y, **attributes)


def lines_of_text(
    lines: tuple[str, ...], x: float, y: float, **attributes: str | float | None
) -> str:
    """Return lines of text under each other, the first with its baseline at `y`."""
    size = float(attributes.get("font_size") or 14)
    return "".join(
        line_of_text(line, x, y + row * size * LINE, **attributes) for row, line in enumerate(lines)
    )


def linked(content: str, href: str | None) -> str:
    """Return `content` inside a link, or as it is when there is nowhere to go."""
    return content if href is None else tag("a", content, href=href)


@dataclass(frozen=True)
class Frame:
    """What goes around a picture: its name (unique on the page), words for those who hear it."""

    name: str
    title: str
    says: str
    class_: str
    left: float
    top: float
    width: float
    height: float


def framed(frame: Frame, *content: str) -> str:
    """Return a whole picture.

    A picture with links is a group, because the parts of an image cannot be reached by keyboard.
    """
    body = "".join(content)
    view = " ".join(number(n) for n in (frame.left, frame.top, frame.width, frame.height))
    return tag(
        "svg",
        tag("title", escaped(one_line(frame.title)) or "–", id=f"{frame.name}-title"),
        tag("desc", escaped(one_line(frame.says)) or "–", id=f"{frame.name}-desc"),
        body,
        xmlns="http://www.w3.org/2000/svg",
        class_=frame.class_,
        viewBox=view,
        width=frame.width,
        height=frame.height,
        role="group" if "<a " in body else "img",
        aria_labelledby=f"{frame.name}-title",
        aria_describedby=f"{frame.name}-desc",
    )
