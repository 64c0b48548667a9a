"""How people read units and records: added to every answer that names them, in the language of the call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.messages import catalogue


class Display:
    """Labels of units, and what people call records, in one language.

    A unit of another version, in a row of the history, is shown as it is written.
    """

    def __init__(self, language: str) -> None:
        self._texts = catalogue(language)
        self._units: dict[str, Unit | None] = {}

    def label(self, text: str, **facts: str) -> str:
        """An English label in the language."""
        return self._texts.gettext(text).format_map(facts)

    def unit_label(self, name: str) -> str:
        """``Tags of DEP``."""
        unit = self._unit(name)
        return self.label(unit.kind.unit_label, code=unit.code) if unit else name

    def added(self, answer: Any) -> Any:
        """The answer, with what people read beside each name.

        Whatever has a ``unit`` gets its ``unit_label``, a hold also ``guard_label``; a change also ``code``, what people know the
        record by, and ``why``, the arguments of the view of this name.
        """
        if isinstance(answer, Mapping):
            shown = {name: self.added(part) for name, part in answer.items()}
            if isinstance(name := answer.get("unit"), str) and "label" not in answer:  # a setting's unit is what it counts
                shown["unit_label"] = self.unit_label(name)
                if isinstance(guard := answer.get("guard"), str):
                    shown["guard_label"] = self.label(registry.guard_label(guard))
                if "key" in answer and "after" in answer:
                    shown |= self._record(name, str(answer["key"]), answer["after"] or answer["before"] or {})
            return shown
        return [self.added(part) for part in answer] if isinstance(answer, list | tuple) else answer

    def _record(self, name: str, key: str, fields: Mapping[str, object]) -> dict[str, Any]:
        unit = self._unit(name)
        if unit is None:
            return {"code": key, "why": None}
        why = {"kind": unit.kind.question, "code": key, "dimension": unit.code or None}
        return {"code": unit.kind.called(key, fields), "why": why}

    def _unit(self, name: str) -> Unit | None:
        if name not in self._units:
            try:
                self._units[name] = registry.unit_named(name)
            except PleoErpError:
                self._units[name] = None
        return self._units[name]
