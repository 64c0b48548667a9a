"""From Pleo's JSON to records.

A field is required if the module cannot work without it. Every function raises `MalformedError`, which names the field, never
its value.
"""

from __future__ import annotations

from typing import Annotated, Any, Protocol, TypeVar

from msgspec import Meta, Struct, ValidationError, convert

from pleo_erp_hookspecs import Message
from pleo_erp_module.pleo.pleo_records import BatchAnswer, BatchFailure, Installation, PleoAccount
from pleo_erp_module.record_reader import find_mistake


class HasId(Protocol):
    """A record with Pleo's id."""

    @property
    def id(self) -> str:
        """Pleo's id."""


T = TypeVar("T")
R = TypeVar("R", bound=HasId)
_NOT = {str: "part_not_text", bool: "part_not_boolean", int: "part_not_number", list: "part_not_list", tuple: "part_not_list"}


class MalformedError(Exception):
    """An answer lacks something."""

    def __init__(self, code: str, part: str) -> None:
        super().__init__(code, part)
        self.found = Message(code, {"part": part})


class _Created(Struct, frozen=True, rename="camel"):
    external_id: str


class _Refused(Struct, frozen=True):
    request: _Created
    reasons: list[object]


class _Batch(Struct, frozen=True):
    created: tuple[PleoAccount, ...]
    failed: list[_Refused]


class _Use(Struct, frozen=True):
    id: Annotated[str, Meta(min_length=1)]
    count: int


class _Usage(Struct, frozen=True):
    usages: list[_Use]


def read(content: object, kind: type[T], place: str) -> T:
    """``content``, which stands at ``place``, as a record."""
    try:
        return convert(content, kind)
    except ValidationError as reason:
        mistake = find_mistake(content, kind, place, reason)
        if mistake.content is None:
            code = "part_missing"
        elif mistake.content == "":
            code = "part_empty"
        else:
            code = next((code for known, code in _NOT.items() if mistake.is_a(known)), "part_not_object")
        raise MalformedError(code, mistake.place) from None


def data(answer: object) -> object:
    """What is under ``data``."""
    return read(answer, dict[str, Any], "answer").get("data")


def record(answer: object, kind: type[T]) -> T:
    """The one record under ``data``."""
    return read(data(answer), kind, "data")


def records(answer: object, kind: type[T]) -> list[T]:
    """All records of the list under ``data``."""
    return read(data(answer), list[kind], "data")  # type: ignore[valid-type]


def listing(answer: object, kind: type[R]) -> list[R]:
    """All records of a list, of which none may be there twice: one of them could be another record under a wrong id."""
    found = records(answer, kind)
    ids: set[str] = set()
    for place, one in enumerate(found):
        if one.id in ids:
            raise MalformedError("part_repeated", f"data.{place}.id")
        ids.add(one.id)
    return found


def check_text(content: object, place: str = "answer") -> None:
    """Refuse half a surrogate pair: JSON can spell it, and no database, no log and no request can have it."""
    if isinstance(content, str):
        try:
            content.encode()
        except UnicodeEncodeError:
            raise MalformedError("part_half_character", place) from None
    parts = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for name, part in parts:
        check_text(part, str(name) if place == "answer" else f"{place}.{name}")


def installation(answer: object) -> Installation | None:
    """The installation; Pleo's text says a list, its schema one object (CONTRACT 11). None for an empty list."""
    found = data(answer)
    if isinstance(found, list):
        return read(found[0], Installation, "data") if found else None
    return read(found, Installation, "data")


def batch(answer: object) -> BatchAnswer:
    """What became of a batch create (A-20)."""
    found = record(answer, _Batch)
    failures = (BatchFailure(one.request.external_id, tuple(map(str, one.reasons))) for one in found.failed)
    return BatchAnswer(found.created, tuple(failures))


def usage(answer: object) -> dict[str, int]:
    """How many expenses carry a tag, by tag id."""
    return {use.id: use.count for use in record(answer, _Usage).usages}
