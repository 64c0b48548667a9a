"""Looking for changes in a list that may be long: what every engine understands, and never more than a page of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pleo_erp_module.odbc.like_pattern import containing
from pleo_erp_module.store.stored_records import ChangeRow, StoredChange

T = TypeVar("T")
NAMED = 10  # names with the same beginning that are told: enough to see that there are several
SCANNED = 1000  # rows that one look for a text reads at most
_WRITTEN = '"\\'  # what JSON writes in another way
_HAS_TEXT = " AND (LOWER(record_key) LIKE ? OR LOWER(before_json) LIKE ? OR LOWER(after_json) LIKE ?)"
_WORDS = ("code", "name", "external_id")  # what people call a record by


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes are looked for. ``text`` is a part of a code or a name, whatever its case."""

    unit: str | None = None
    action: str | None = None
    text: str = ""

    def condition(self) -> tuple[str, list[object]]:
        """SQL that is true of all changes that are looked for, and of few others; with its parameters."""
        parts: list[str] = []
        parameters: list[object] = []
        for column, value in (("unit", self.unit), ("action", self.action)):
            if value is not None:
                parts.append(f" AND {column} = ?")
                parameters.append(value)
        if self.text:
            parts.append(_HAS_TEXT)
            parameters += [containing(self.text, unsure=_WRITTEN)] * _HAS_TEXT.count("?")
        return "".join(parts), parameters

    def finds(self, change: StoredChange | ChangeRow) -> bool:
        """Whether the text is in this change."""
        records = (change.before or {}, change.after or {})
        words = [change.key, *(str(record.get(word) or "") for record in records for word in _WORDS)]
        return any(self.text.casefold() in word.casefold() for word in words)

    def page(
        self, read: Callable[[int], list[T]], change: Callable[[T], StoredChange | ChangeRow], limit: int
    ) -> tuple[list[T], T | None]:
        """The first ``limit`` of those that ``read`` answers (at most so many of them, by `condition`) and that are looked for,
        and the one after which to go on. A text that hardly anything has may answer fewer, and more further on.
        """
        most = SCANNED if self.text else limit + 1
        rows = read(most)
        found = [row for row in rows if not self.text or self.finds(change(row))]
        if len(found) > limit:
            return found[:limit], found[limit - 1]
        return found, rows[-1] if len(rows) == most else None
