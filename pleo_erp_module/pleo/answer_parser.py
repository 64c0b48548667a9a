"""From Pleo's JSON to records, field by field.

A field is required here if the module cannot work without it; unknown fields are ignored and unknown values of an
enumeration kept as they are. Every function raises `MalformedError`, which names the field, never its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from pleo_erp_hookspecs import Message
from pleo_erp_module.pleo.pleo_records import (
    BatchAnswer,
    BatchFailure,
    Installation,
    Introspection,
    PleoAccount,
    PleoCompany,
    Tag,
    TagGroup,
)

T = TypeVar("T")
Fields = Mapping[str, object]


class MalformedError(Exception):
    """An answer lacks something."""

    def __init__(self, code: str, part: str) -> None:
        super().__init__(code, part)
        self.found = Message(code, {"part": part})


def fields(value: object, where: str) -> Fields:
    """``value`` as a JSON object."""
    if not isinstance(value, dict):
        raise MalformedError("part_not_object", where)
    return value


def items(value: object, where: str) -> list[object]:
    """``value`` as a JSON list."""
    if not isinstance(value, list):
        raise MalformedError("part_not_list", where)
    return value


def data(answer: object) -> object:
    """What is under ``data``."""
    return fields(answer, "answer").get("data")


def record(answer: object, build: Callable[[Fields], T]) -> T:
    """The one record under ``data``."""
    return build(fields(data(answer), "data"))


def records(answer: object, build: Callable[[Fields], T]) -> list[T]:
    """All records of the list under ``data``."""
    return [build(fields(each, f"data[{number}]")) for number, each in enumerate(items(data(answer), "data"))]


def optional_text(source: Fields, name: str) -> str | None:
    """A text that may be absent or null."""
    value = source.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise MalformedError("part_not_text", name)
    # JSON can spell half a surrogate pair, which no database and no log can store.
    return value.encode("utf-8", "replace").decode()


def text(source: Fields, name: str) -> str:
    """A text that must be there; it may be empty."""
    value = optional_text(source, name)
    if value is None:
        raise MalformedError("part_missing", name)
    return value


def identity(source: Fields, name: str) -> str:
    """An id: a text that is not empty."""
    value = text(source, name)
    if not value:
        raise MalformedError("part_empty", name)
    return value


def flag(source: Fields, name: str) -> bool:
    """A yes or no that must be there."""
    value = source.get(name)
    if not isinstance(value, bool):
        raise MalformedError("part_missing" if value is None else "part_not_boolean", name)
    return value


def optional_map(source: Fields, name: str) -> Fields | None:
    """A JSON object that may be absent or null."""
    value = source.get(name)
    return None if value is None else dict(fields(value, name))


def tag_group(source: Fields) -> TagGroup:
    """A tag group. Absent ``metadata`` is empty: an update has to send one."""
    return TagGroup(
        identity(source, "id"),
        text(source, "code"),
        text(source, "name"),
        flag(source, "archived"),
        optional_map(source, "metadata") or {},
        text(source, "createdAt"),
    )


def tag(source: Fields) -> Tag:
    """A tag. ``name`` falls back to the code."""
    code, name = text(source, "code"), optional_text(source, "name")
    return Tag(
        identity(source, "id"),
        identity(source, "groupId"),
        code,
        code if name is None else name,
        flag(source, "archived"),
        text(source, "createdAt"),
    )


def account(source: Fields) -> PleoAccount:
    """An account of the chart (A-5)."""
    return PleoAccount(
        identity(source, "id"),
        text(source, "externalId"),
        optional_text(source, "code"),
        text(source, "name"),
        flag(source, "archived"),
        optional_text(source, "taxCodeExternalId"),
        optional_map(source, "metadata"),
    )


def company(source: Fields) -> PleoCompany:
    """A company."""
    return PleoCompany(identity(source, "id"), text(source, "name"), optional_text(source, "organizationId"))


def introspection(source: Fields) -> Introspection:
    """What a key says of itself. The scope is only shown, so that a key without one can still be used."""
    return Introspection(text(source, "authMethod"), optional_text(source, "scope") or "", optional_text(source, "subjectURN"))


def installation(answer: object) -> Installation | None:
    """The installation; Pleo's text says a list, its schema one object. None for an empty list."""
    found = data(answer)
    if isinstance(found, list):
        if not found:
            return None
        found = found[0]
    source = fields(found, "data")
    return Installation(identity(source, "id"), text(source, "resource"), text(source, "status"))


def batch(answer: object) -> BatchAnswer:
    """What became of a batch create (A-20)."""
    source = fields(data(answer), "data")
    return BatchAnswer(
        tuple(account(fields(each, "created[]")) for each in items(source.get("created"), "created")),
        tuple(_batch_failure(fields(each, "failed[]")) for each in items(source.get("failed"), "failed")),
    )


def _batch_failure(source: Fields) -> BatchFailure:
    request = fields(source.get("request"), "failed[].request")
    reasons = items(source.get("reasons"), "failed[].reasons")
    return BatchFailure(text(request, "externalId"), tuple(str(reason) for reason in reasons))


def usage(source: Fields) -> dict[str, int]:
    """How many expenses carry a tag, by tag id."""
    counts: dict[str, int] = {}
    for each in items(source.get("usages"), "usages"):
        entry = fields(each, "usages[]")
        count = entry.get("count")
        if not isinstance(count, int) or isinstance(count, bool):
            raise MalformedError("part_not_number", "count")
        counts[identity(entry, "id")] = count
    return counts
