"""Choosing the dimensions that become tag groups."""

from __future__ import annotations

from typing import Any

from trytond.model import ModelView, fields
from trytond.wizard import Button, StateTransition, StateView

from pleo_erp_module.hosts.tryton.company import CompanyWizard


class SelectStart(ModelView):
    """Choose Dimensions."""

    __name__ = "pleo_erp.select.start"

    company_name = fields.Char("Company", readonly=True)
    lines = fields.One2Many("pleo_erp.line.dimension", None, "Dimensions")
    missing = fields.Char("Selected, But Not in the ERP Today", readonly=True)


class SelectDone(ModelView):
    """Dimensions Chosen."""

    __name__ = "pleo_erp.select.done"

    selected = fields.Char("Selected", readonly=True)
    will_archive = fields.Text("The Next Run Archives These Tag Groups", readonly=True)


class Select(CompanyWizard):
    """Choose Dimensions."""

    __name__ = "pleo_erp.select"

    start = StateView(
        "pleo_erp.select.start",
        "pleo_erp.select_start_view_form",
        [
            Button("Cancel", "end", "tryton-cancel"),
            Button("Refresh", "start", "tryton-refresh"),
            Button("Save", "save", "tryton-ok", default=True),
        ],
    )
    save = StateTransition()
    done = StateView(
        "pleo_erp.select.done",
        "pleo_erp.select_done_view_form",
        [Button("Change the Choice", "start", "tryton-back"), Button("Close", "end", "tryton-ok", default=True)],
    )

    def value_start(self, fields: Any) -> dict[str, Any]:
        answer = self.ask("dimensions")
        lines = [
            {
                "selected": one["selected"] or one["proposed"],
                "code": one["code"],
                "name": one["name"],
                "values": one["values"],
                "selectable": one["selectable"],
                "note": one["why_not"] or ("proposed: Pleo has a tag group of this code" if one["proposed"] else None),
            }
            for one in answer["dimensions"]
        ]
        return {"company_name": self.company_name, "lines": lines, "missing": ", ".join(answer["missing"])}

    def transition_save(self) -> str:
        codes = [line.code for line in self.start.lines if line.selected]
        answer = self.ask("select", codes=codes)
        self.start.lines = []
        self.done.selected = ", ".join(answer["selected"])
        self.done.will_archive = "\n".join(f"{one['code']}  {one['name']}" for one in answer["will_archive"])
        return "done"

    def value_done(self, fields: Any) -> dict[str, Any]:
        return {"selected": self.done.selected, "will_archive": self.done.will_archive}
