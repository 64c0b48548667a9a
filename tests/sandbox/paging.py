"""Cursor pages: opaque cursors that stay valid while records are added and archived."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .replies import RefusalError
from .state import OWN, Row
from .switches import Switches

PAGING_NAMES = frozenset({"after", "before", "offset", "limit"})


def cursor(sequence: int, about: str, salt: int = 0) -> str:
    """The place of the record with this sequence number in the list ``about``; ``salt`` makes several texts for one place."""
    return base64.b32encode(f"{sequence}.{salt}.{zlib.crc32(about.encode()):x}".encode()).decode()


def place(text: str, about: str, *, bound: bool) -> tuple[int, int]:
    """Sequence number and salt of a cursor. Raises RefusalError when it is not one of ours, or of another list."""
    try:
        sequence, salt, check = base64.b32decode(text).decode().split(".")
        found = int(sequence), int(salt)
    except (ValueError, binascii.Error) as error:
        raise RefusalError(400, "PARAMETER_VALIDATION_FAILED", f"{text!r} is no cursor of this list") from error
    if bound and check != f"{zlib.crc32(about.encode()):x}":
        raise RefusalError(400, "PARAMETER_VALIDATION_FAILED", "The cursor belongs to a request with other filters")
    return found


def identity(operation: str, path: str, query: Mapping[str, Sequence[str]], body: Any) -> str:
    """What a cursor is bound to: the list and its filters, without the paging."""
    filters = {name: list(values) for name, values in query.items() if name not in PAGING_NAMES}
    return json.dumps([operation, path, filters, body], sort_keys=True)


def page(
    rows: Sequence[Row], query: Mapping[str, Sequence[str]], about: str, switches: Switches, show: Callable[[Row], Row]
) -> dict[str, Any]:
    """One page of ``rows`` (ascending by sequence number) with its ``pagination``."""
    asked = {name: query[name][0] for name in ("after", "before", "offset", "limit") if name in query}
    limit = int(asked.get("limit", switches.default_limit))
    if limit > switches.max_limit:
        raise RefusalError(400, "PARAMETER_VALIDATION_FAILED", f"limit must be between 1 and {switches.max_limit}")
    size = min(limit, switches.page_size or limit)
    if "before" in asked:
        end = bisect_left(rows, place(asked["before"], about, bound=switches.bind_cursors)[0], key=_sequence)
        start = max(0, end - size)
    else:
        if "after" in asked:
            start = bisect_right(rows, place(asked["after"], about, bound=switches.bind_cursors)[0], key=_sequence)
        else:
            start = min(int(asked.get("offset", 0)), len(rows))
        end = min(start + size, len(rows))
    part = rows[start:end]
    current: dict[str, Any] = {
        "parameters": {name: list(values) for name, values in query.items() if name not in PAGING_NAMES},
        "limit": size,
    }
    current |= {name: asked[name] for name in ("after", "before") if name in asked}
    current |= {"offset": int(asked["offset"])} if "offset" in asked else {}
    pagination: dict[str, Any] = {
        "hasNextPage": end < len(rows),
        "hasPreviousPage": start > 0,
        "currentRequestPagination": current,
    }
    if part:
        pagination |= {"startCursor": cursor(_sequence(part[0]), about), "endCursor": cursor(_sequence(part[-1]), about)}
    if switches.total:
        pagination["total"] = len(rows)
    return {"data": [show(row) for row in repeated(part, switches)], "pagination": pagination}


def repeated(rows: Sequence[Row], switches: Switches) -> list[Row]:
    """The rows of a list, as the switches have it."""
    return [*rows, *rows[: 1 if switches.repeat_ids else 0]]


def _sequence(row: Row) -> int:
    return int(row[OWN])
