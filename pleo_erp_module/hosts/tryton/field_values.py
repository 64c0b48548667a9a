"""Answers of the module as values of Tryton's fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from trytond.i18n import gettext

_HIDDEN = frozenset({"archived", "created_at", "id"})


def record_text(record: Mapping[str, Any] | None) -> str | None:
    """``701000 Sales``, and whether it is archived."""
    if record is None:
        return None
    parts = [str(record[name]) for name in ("code", "name") if record.get(name) is not None]
    parts = parts or [str(value) for name, value in record.items() if name not in _HIDDEN and value is not None]
    text = " ".join(parts)
    return str(gettext("pleo_erp.msg_archived", record=text)) if record.get("archived") else text


def moment(text: str | None) -> datetime | None:
    """A moment of an answer as Tryton has it: UTC without saying so, whole seconds."""
    if text is None:
        return None
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None, microsecond=0)


def fault_text(code: str | None, message: str | None, next_step: str | None) -> str | None:
    """What went wrong, what to do, and the code, as one text."""
    return None if code is None else " ".join(filter(None, (message, next_step, f"[{code}]")))


def faults_text(faults: Iterable[Mapping[str, Any]]) -> str:
    """One line for each."""
    lines = []
    for fault in faults:
        unit = f"{fault['unit_label']}: " if fault.get("unit") else ""
        lines.append(unit + (fault_text(fault["code"], fault["message"], fault["next"]) or ""))
    return "\n".join(lines)
