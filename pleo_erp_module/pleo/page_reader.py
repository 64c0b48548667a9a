"""Reading every page of a list, or failing: a list that may be incomplete is never returned (S-15, S-16, S-17)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

from msgspec import Struct

from pleo_erp_hookspecs import Message
from pleo_erp_module.pleo import answer_parser
from pleo_erp_module.pleo.answer_parser import HasId, R, T
from pleo_erp_module.pleo.pleo_errors import PleoError

PageProgress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class AnswerPage(Generic[T]):
    """One page; ``total`` is how many records Pleo says there are, if it says so."""

    items: list[T]
    has_next: bool
    cursor: str | None
    total: int | None


class _Pagination(Struct, frozen=True, rename="camel"):
    has_next_page: bool
    end_cursor: str | None = None
    total: object = None


def page(answer: object, kind: type[R]) -> AnswerPage[R]:
    """A page from an answer. Raises MalformedError."""
    whole = answer_parser.read(answer, dict[str, Any], "answer")
    pagination = answer_parser.read(whole.get("pagination"), _Pagination, "pagination")
    total = pagination.total if isinstance(pagination.total, int) else None
    return AnswerPage(answer_parser.listing(answer, kind), pagination.has_next_page, pagination.end_cursor, total)


def read_all(fetch: Callable[[str | None], AnswerPage[R]], area: str, most_pages: int, progress: PageProgress | None) -> list[R]:
    """All records, in Pleo's order. Raises ``paging_broken``, ``answer_invalid``, and what ``fetch`` raises.

    A record on two pages, because the list moved while it was read, is one record, as it was last seen; with another key it is
    another record under the same id. ``progress`` is told after every page how many records there are so far, and of how many if
    Pleo says so.
    """
    found: dict[str, R] = {}
    cursor: str | None = None
    seen: set[str] = set()
    for _number in range(most_pages):
        got = fetch(cursor)
        for place, record in enumerate(got.items):
            if _key(found.get(record.id, record)) != _key(record):
                raise PleoError("answer_invalid", area=area, detail=Message("part_repeated", {"part": f"data.{place}.id"}))
            found[record.id] = record
        if progress is not None:
            progress(len(found), got.total)
        if not got.has_next:
            return list(found.values())
        if not got.cursor:
            raise PleoError("paging_broken", area=area, detail=Message("page_without_next"))
        if got.cursor in seen:
            raise PleoError("paging_broken", area=area, detail=Message("page_repeats"))
        seen.add(got.cursor)
        cursor = got.cursor
    raise PleoError("paging_broken", area=area, detail=Message("too_many_pages", {"limit": most_pages}))


def _key(record: HasId) -> object:
    """What the record is in the ERP."""
    return getattr(record, "external_id", getattr(record, "code", None))
