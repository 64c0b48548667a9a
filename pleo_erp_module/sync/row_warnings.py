"""ERP rows that a person has to correct: those that are left out for another reason than the ERP's own, such as a heading."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.store import WARNING
from pleo_erp_module.store.codec import dump

_WITHOUT_CODE = "rows_without_code"
#: The warning about all rows of a unit that are left out for this reason.
_WARNINGS: Mapping[str, str] = {
    "several_rows": "rows_with_same_code",
    "too_long": "rows_too_long",
    "no_code": _WITHOUT_CODE,
    "no_code_named": _WITHOUT_CODE,
    "answered_otherwise": "values_not_kept",
}
_SAID, _REMEMBERED, _LONGEST = 20, 500, 60  # rows that a warning names, and that are known again; letters of a name


@dataclass(frozen=True, slots=True)
class RowWarning:
    """One warning about rows of one unit; ``names`` are what people know the first of them by."""

    code: str
    unit: str
    count: int
    names: Sequence[str]

    @property
    def error(self) -> PleoErpError:
        """As a warning that is shown."""
        more = ["…"] if self.count > _SAID else []
        return error(self.code, where=unit_sentence(self.unit), count=self.count, rows=[*self.names[:_SAID], *more])

    @property
    def memory(self) -> str:
        """What the tables keep of it, see `remembered`."""
        return dump({"unit": self.unit, "count": self.count, "names": list(self.names)})

    def is_news(self, before: str | None) -> bool:
        """Whether it names a row that an earlier one (its memory) did not."""
        return before is None or not {*self.names} <= {*json.loads(before)["names"]}


def row_warnings(unit: Unit, skipped: Iterable[Mapping[str, Any]]) -> list[RowWarning]:
    """The warnings about the rows of a unit that are left out, each with ``code``, ``name`` and ``reason``."""
    rows: dict[str, list[str]] = {}
    for row in skipped:
        code = _WARNINGS.get(row["reason"].code)
        if code is not None and not (code == _WITHOUT_CODE and unit.kind.codeless):
            known_by = (row["name"], row["code"]) if code == _WITHOUT_CODE else (row["code"], row["name"])
            rows.setdefault(code, []).append(next(filter(None, known_by), "–")[:_LONGEST])
    return [RowWarning(code, str(unit), len(of), sorted({*of})[:_REMEMBERED]) for code, of in sorted(rows.items())]


def remembered(holds: Mapping[str, Mapping[str, str]]) -> list[PleoErpError]:
    """The warnings that the latest run of each unit left in the table of holds."""
    return [
        RowWarning(code, data["unit"], data["count"], data["names"]).error
        for place, warnings in holds.items()
        if place.startswith(WARNING)
        for code, memory in warnings.items()
        for data in [json.loads(memory)]
    ]


def warnings_place(unit: Unit) -> str:
    """Where the warnings of a unit are remembered."""
    return WARNING + unit.key


def unit_sentence(name: str) -> Message | str:
    """What a unit is called in a sentence; of another version as it is written."""
    with suppress(PleoErpError):
        return unit_label(registry.unit_named(name))
    return name


def unit_label(unit: Unit) -> Message:
    """What a unit is called in a sentence; of a kind without a sentence of its own by its label."""
    return Message(f"unit_{unit.kind.name}", {"code": unit.code, "text": unit.kind.unit_label.format(code=unit.code)})
