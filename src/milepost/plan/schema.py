"""JSON Schema of the plan file, made from the same forms that read it."""

from dataclasses import MISSING, fields
from typing import Any

from milepost.plan.outline import Plan, Said, said_of


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the plan file."""
    parts: dict[str, Any] = {}
    body = _object(Plan, parts)
    body["properties"]["funnel"] = {
        "type": "array",
        "items": {"$ref": "#/$defs/Stage"},
        "description": "the steps of the only funnel",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Milepost plan",
        "description": (Plan.__doc__ or "").strip(),
        **body,
        "$defs": parts,
    }


def _object(part: type[Any], parts: dict[str, Any]) -> dict[str, Any]:
    known = said_of(part)
    required = [
        each.name
        for each in fields(part)
        if each.default is MISSING and each.default_factory is MISSING and each.name != "ends"
    ]
    return {
        "type": "object",
        "properties": {name: _field(said, parts) for name, said in known.items()},
        "required": required,
        "additionalProperties": False,
    }


def _field(said: Said, parts: dict[str, Any]) -> dict[str, Any]:
    return {**_shape(said, parts), "description": said.says}


def _shape(said: Said, parts: dict[str, Any]) -> dict[str, Any]:
    if said.pairs:
        texts = {"type": "object", "additionalProperties": {"type": ["string", "null"]}}
        words = {"type": "array", "items": {"type": "string"}}
        return texts if said.key == "allow" else {"anyOf": [texts, words]}
    one = _part(said.part, parts) if said.part else dict(said.form.schema)  # type: ignore[union-attr]
    if not said.many:
        return one
    several = {"type": "array", "items": one}
    return several if said.part else {"anyOf": [several, one]}


def _part(part: type[Any], parts: dict[str, Any]) -> dict[str, Any]:
    name = part.__name__
    if name not in parts:
        parts[name] = {}
        parts[name] = {"description": (part.__doc__ or "").strip(), **_object(part, parts)}
    return {"$ref": f"#/$defs/{name}"}
