"""Bodies that are files: plans in YAML, readings in CSV."""

from typing import Any

from django.http import HttpRequest

from milepost.api.errors import ApiError

YAML = "text/yaml"
CSV = "text/csv"


def text_of(request: HttpRequest) -> str:
    """Return the body as text."""
    try:
        return request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ApiError(400, "The body is not UTF-8 text; save it as UTF-8.") from None


def body_as(schemas: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return how a route's description tells its body, by content type."""
    content = {content_type: {"schema": schema} for content_type, schema in schemas.items()}
    return {"requestBody": {"content": content, "required": True}}
