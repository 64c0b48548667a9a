"""A small vocabulary for JSON Schemas, so that a request body reads like a row of a table."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

UUID: Schema = {"type": "string", "pattern": "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"}
BOOLEAN: Schema = {"type": "boolean"}
STRING: Schema = {"type": "string"}
TIMESTAMP: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$"}
STRING_MAP: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
FREE_MAP: Schema = {"type": "object"}


def text(minimum: int = 1, maximum: int = 255) -> Schema:
    """A string of ``minimum`` to ``maximum`` characters. 255 is Pleo's word for accounts and this project's own cap elsewhere."""
    return {"type": "string", "minLength": minimum, "maxLength": maximum}


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]} if "type" not in schema else {**schema, "type": [schema["type"], "null"]}


def many(item: Schema, minimum: int = 0, maximum: int | None = None) -> Schema:
    """An array of ``minimum`` to ``maximum`` items."""
    return {"type": "array", "items": item, "minItems": minimum} | ({} if maximum is None else {"maxItems": maximum})


def one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def sent(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """A request object: nothing but the named properties."""
    return {
        "type": "object",
        "required": sorted(required),
        "properties": required | (optional or {}),
        "additionalProperties": False,
    }


def answered(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """A response object: more properties than the named ones are allowed, since Pleo adds some without notice."""
    return {"type": "object", "required": sorted(required), "properties": required | (optional or {})}
