"""Answers of the module as values of Tryton's fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from trytond.i18n import gettext
from trytond.pool import Pool
from trytond.transaction import Transaction

from pleo_erp_module.hosts.phrases import phrases
from pleo_erp_module.hosts.tryton.screens import FIELDS, MENUS, TERMS
from pleo_erp_module.hosts.wording import in_words

_UNITS = frozenset({"accounts", "tag_groups", "tags"})
_HIDDEN = frozenset({"archived", "created_at", "id"})


def record_text(record: Mapping[str, Any] | None) -> str | None:
    """``701000 Sales``, and whether it is archived."""
    if record is None:
        return None
    parts = [str(record[name]) for name in ("code", "name") if record.get(name) is not None]
    parts = parts or [str(value) for name, value in record.items() if name not in _HIDDEN and value is not None]
    text = " ".join(parts)
    return str(gettext("pleo_erp.msg_archived", record=text)) if record.get("archived") else text


def unit_text(unit: str) -> str:
    """``Tags DEP``; a unit that is not known keeps its id."""
    kind, _, code = unit.partition(":")
    return str(gettext(f"pleo_erp.msg_unit_{kind}", code=code)) if kind in _UNITS else unit


def moment(text: str | None) -> datetime | None:
    """A moment of an answer as Tryton has it: UTC without saying so, whole seconds."""
    if text is None:
        return None
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None, microsecond=0)


def step_text(next_step: str) -> str:
    """A next step in the words of Tryton's screens, named as the user's language has them."""
    return in_words(next_step, _word)


def said(text: str | None) -> str | None:
    """A sentence of the module, such as the reason of a change, in the user's language."""
    return text and phrases(Transaction().language).said(text)


def fault_parts(code: str, message: str | None, next_step: str | None) -> tuple[str, str]:
    """What went wrong, and what to do in the words of Tryton's screens, in the user's language."""
    sentence, then = phrases(Transaction().language).fault(code, message or "", next_step or "")
    return sentence, step_text(then)


def fault_text(code: str | None, message: str | None, next_step: str | None) -> str | None:
    """The same as one text, with the code."""
    return None if code is None else " ".join(filter(None, (*fault_parts(code, message, next_step), f"[{code}]")))


def faults_text(faults: Iterable[Mapping[str, Any]]) -> str:
    """One line for each."""
    lines = []
    for fault in faults:
        unit = f"{unit_text(fault['unit'])}: " if fault.get("unit") else ""
        lines.append(unit + (fault_text(fault["code"], fault["message"], fault["next"]) or ""))
    return "\n".join(lines)


def _word(name: str) -> str | None:
    if name in MENUS:
        return _path(MENUS[name])
    if name in FIELDS:
        model, field = FIELDS[name]
        return f"“{Pool().get(model).fields_get([field])[field]['string']}”"
    return TERMS.get(name)


def _path(menu: str) -> str:
    pool = Pool()
    with Transaction().set_context(_check_access=False):  # an administrator's screen is named to a bookkeeper, too
        entry = pool.get("ir.ui.menu")(pool.get("ir.model.data").get_id(menu))
        names = [entry.name]
        while entry := entry.parent:
            names.append(entry.name)
    return " > ".join(reversed(names))
