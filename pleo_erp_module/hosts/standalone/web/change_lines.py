"""Changes and units of a run as lines of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from pleo_erp_module.hosts.standalone.web.words import _
from pleo_erp_module.messages.labels import LABELS


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record that changes; ``before`` is empty for a record that is new."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Equation:
    """The arithmetic of one unit: what was read on both sides, and what became of it. ``holds`` unless a count is lost."""

    unit: str
    status: str
    erp: int
    pleo: int
    parts: Sequence[tuple[str, int]]
    hold: Mapping[str, Any] | None
    error: Mapping[str, Any] | None
    warnings: Sequence[Mapping[str, Any]]

    @property
    def holds(self) -> bool:
        """Whether both sides of it are the same."""
        return self.erp + self.pleo == sum(count for _name, count in self.parts)


def equation(unit: Mapping[str, Any]) -> Equation:
    """Of a unit of a report."""
    parts = [(name, int(unit[name])) for name in LABELS["count"] if unit[name]]
    read, notes = unit["read"], (unit["hold"], unit["error"], unit["warnings"])
    return Equation(unit["unit"], unit["state"], read["erp"], read["pleo"], parts, *notes)


def name_of(change: Mapping[str, Any]) -> str:
    """The record's name, as it will be."""
    return str((change["after"] or change["before"] or {}).get("name") or "")


def differences(change: Mapping[str, Any]) -> list[Difference]:
    """What changes in a record, field by field; of a new one only what it is called."""
    before, after = change["before"] or {}, change["after"] or {}
    found = []
    for name in LABELS["field"]:
        was, will = before.get(name), after.get(name)
        if name in after and was != will and not (not before and will in (None, False)):
            found.append(Difference(name, plain(was), plain(will)))
    return found


def plain(value: Any) -> str:
    """A value of a record, as people write it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else str(value)


def why_url(change: Mapping[str, Any]) -> str:
    """The page that explains the record of a change."""
    return url_for("why.index", **change["why"])
