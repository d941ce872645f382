"""JSON Schema of the plan file, made from the same forms that read it.

It is a little stricter than the reader about writing and knows less about meaning: the reader also
takes a number or a yes where a text is due, capitals in a word of a list, and a key left empty; it
alone reads days, cadences, rates and other written values, and looks for ids that stand twice,
references to nothing and ends before starts.
"""

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
        "minItems": 1,
        "description": "the steps of the only funnel",
    }
    body["not"] = {"required": ["funnel", "funnels"]}
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
        text = {"type": "string", "minLength": 1}
        if said.key == "allow":
            return {"type": "object", "additionalProperties": text}
        wants = {"type": "object", "additionalProperties": {"anyOf": [text, {"type": "null"}]}}
        return {"anyOf": [wants, {"type": "array", "items": text, "uniqueItems": True}]}
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
