"""The settings of a connection."""

from __future__ import annotations

from typing import Any

from trytond.model import ModelView, fields
from trytond.wizard import Button, StateTransition, StateView

from pleo_erp_module.hosts.tryton.company_choice import CompanyWizard
from pleo_erp_module.hosts.tryton.field_mixins import OfCompany


class SettingsStart(OfCompany, ModelView):
    __name__ = "pleo_erp.settings.start"
    __string__ = "Settings"

    lines = fields.One2Many("pleo_erp.line.setting", None, "Settings")


class SettingsWizard(CompanyWizard):
    """Settings."""

    __name__ = "pleo_erp.settings"

    start = StateView(
        "pleo_erp.settings.start",
        "pleo_erp.settings_start_view_form",
        [Button("Cancel", "end", "tryton-cancel"), Button("Save", "save", "tryton-ok", default=True)],
    )
    save = StateTransition()

    def default_start(self, fields: Any) -> dict[str, Any]:
        details = self.ask("settings")["details"]
        lines = [{name: setting[name] for name in ("name", "value", "help")} for setting in details]
        return super().default_start(fields) | {"lines": lines}

    def transition_save(self) -> str:
        before = self.ask("settings")["settings"]
        now = {line.name: line.value or "" for line in self.start.lines}
        changes = {name: value for name, value in now.items() if str(before.get(name)) != value}
        if changes:
            self.ask("settings", changes=changes)
        return "end"
