"""Choosing the dimensions that become tag groups: the choice, then what it would do, then saving (T-11 to T-22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.wizard import Button, StateTransition, StateView

from pleo_erp_module.hosts.tryton.company_choice import CompanyWizard
from pleo_erp_module.hosts.tryton.field_mixins import OfCompany, if_filled


class SelectStart(OfCompany, ModelView):
    __name__ = "pleo_erp.select.start"
    __string__ = "Choose Dimensions"

    lines = fields.One2Many("pleo_erp.line.dimension", None, "Dimensions")


class SelectDone(OfCompany, ModelView):
    __name__ = "pleo_erp.select.done"
    __string__ = "What the Selection Changes"

    selected = fields.Char("Selected", readonly=True)
    new = fields.Char("Newly Selected", readonly=True, help="The next runs create or unarchive their tag groups and tags.")
    will_archive = fields.Text("The Next Run Archives These Tag Groups", readonly=True, states=if_filled("will_archive"))


class Select(CompanyWizard):
    """Choose Dimensions."""

    __name__ = "pleo_erp.select"

    start = StateView(
        "pleo_erp.select.start",
        "pleo_erp.select_start_view_form",
        [
            Button("Cancel", "end", "tryton-cancel"),
            Button("Refresh", "start", "tryton-refresh"),
            Button("Next", "review", "tryton-forward", default=True),
        ],
    )
    review = StateTransition()
    done = StateView(
        "pleo_erp.select.done",
        "pleo_erp.select_done_view_form",
        [
            Button("Cancel", "end", "tryton-cancel"),
            Button("Back", "start", "tryton-back"),
            Button("Save", "save", "tryton-ok", default=True),
        ],
    )
    save = StateTransition()

    def value_start(self, fields: Any) -> dict[str, Any]:
        """What the ERP has now; what was marked already stays marked, as far as it can be."""
        answer = self.ask("dimensions")
        marks = {line.code: line.selected for line in getattr(self.start, "lines", ())}
        lines = [*map(_line, answer["dimensions"]), *map(_missing, answer["missing"])]
        for line in lines:
            line["selected"] = line["selectable"] and marks.get(line["code"], line["selected"])
        return {"company_name": self.company_name, "lines": lines}

    def transition_review(self) -> str:
        answer = self._select(dry_run=True)
        saved = {line.code for line in self.start.lines if line.saved}
        self.done.company_name = self.company_name
        self.done.selected = ", ".join(answer["selected"])
        self.done.new = ", ".join(code for code in answer["selected"] if code not in saved)
        self.done.will_archive = "\n".join(f"{one['code']}  {one['name']}" for one in answer["will_archive"])
        return "done"

    def transition_save(self) -> str:
        self._select(dry_run=False)
        return "end"

    def _select(self, dry_run: bool) -> Mapping[str, Any]:
        codes = [line.code for line in self.start.lines if line.selected]
        answer: Mapping[str, Any] = self.ask("select", codes=codes, dry_run=dry_run)
        return answer


def _line(one: Mapping[str, Any]) -> dict[str, Any]:
    note = one["why_not"] or (gettext("pleo_erp.msg_proposed") if one["proposed"] else None)
    same = {name: one[name] for name in ("code", "name", "values", "selectable")}
    return same | {"selected": one["suggested"], "saved": one["selected"], "note": note}


def _missing(code: str) -> dict[str, Any]:
    """It stays selected unless a person decides otherwise (T-22)."""
    note = gettext("pleo_erp.msg_missing")
    return {"code": code, "selectable": True, "selected": True, "saved": True, "note": note}
