"""Lists are shown in pages: nothing grows with the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, urlencode

from flask import request

Row = TypeVar("Row")
SIZE = 50
MOST = 10**12  # beyond that no list is, and some databases take no number


@dataclass(frozen=True, slots=True)
class LinkedPage(Generic[Row]):
    """Some rows of a list, and the links to the pages before and after (None: there is none)."""

    rows: Sequence[Row]
    newer: str | None
    older: str | None


def here(**changes: object) -> str:
    """The address of this page with other values in its query; None leaves one out."""
    values = {**request.args.to_dict(), **changes}
    query = urlencode({name: value for name, value in values.items() if value is not None})
    return quote(request.path) + ("?" + query if query else "")


def offset() -> int:
    """How many rows the reader has passed over."""
    return min(max(request.args.get("offset", 0, int), 0), MOST)


def page_of(rows: Sequence[Row], *, more: bool | None = None) -> LinkedPage[Row]:
    """The page that the reader is at. Of a list that is given whole it is cut out; with ``more`` the rows are the page itself."""
    start = offset()
    shown = rows[start : start + SIZE] if more is None else rows
    following = start + SIZE < len(rows) if more is None else more
    newer = here(offset=max(start - SIZE, 0) or None) if start else None
    return LinkedPage(shown, newer, here(offset=start + SIZE) if following else None)
