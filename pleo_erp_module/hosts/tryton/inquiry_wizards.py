"""Questions: does everything work, and why is one record as it is?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trytond.model import ModelView, fields
from trytond.pyson import Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateView, Wizard

from pleo_erp_module.hosts.tryton.choices import KINDS, KINDS_OF_DIMENSIONS
from pleo_erp_module.hosts.tryton.company_choice import CompanyWizard
from pleo_erp_module.hosts.tryton.field_mixins import OfCompany, if_filled
from pleo_erp_module.hosts.tryton.field_values import fault_text, record_text
from pleo_erp_module.hosts.tryton.module_calls import ask
from pleo_erp_module.messages.labels import label


class DoctorStart(ModelView):
    __name__ = "pleo_erp.doctor.start"
    __string__ = "Diagnostics"

    ok = fields.Boolean("All Checks Passed", readonly=True)
    checks = fields.One2Many("pleo_erp.line.check", None, "Checks", readonly=True)


class Doctor(Wizard):
    """Diagnostics."""

    __name__ = "pleo_erp.doctor"

    start = StateView(
        "pleo_erp.doctor.start",
        "pleo_erp.doctor_start_view_form",
        [Button("Close", "end", "tryton-cancel"), Button("Check Again", "start", "tryton-refresh", default=True)],
    )

    def value_start(self, fields: Any) -> dict[str, Any]:
        ask("connections")  # makes the tables where there are none yet
        answer = ask("doctor")
        return {"ok": answer["ok"] and not answer["attention"], "checks": list(map(_check, answer["checks"]))}


def _check(check: Mapping[str, Any]) -> dict[str, Any]:
    return {"check": check["title"], **{name: check[name] for name in ("status", "message", "next")}}


class WhyStart(OfCompany, ModelView):
    __name__ = "pleo_erp.why.start"
    __string__ = "Why?"

    kind = fields.Selection(KINDS, "Record", required=True, sort=False)
    dimension = fields.Char(
        "Dimension",
        states={
            "invisible": ~Eval("kind").in_(KINDS_OF_DIMENSIONS),
            "required": Eval("kind").in_(KINDS_OF_DIMENSIONS),
        },
        help="The code of a selected dimension.",
    )
    code = fields.Char("Code", required=True, help="The code or the external ID of the record.")

    @staticmethod
    def default_kind() -> str:
        return KINDS[0][0]


class WhyDone(ModelView):
    __name__ = "pleo_erp.why.done"
    __string__ = "Why?"

    explanation = fields.Char("Explanation", readonly=True)
    erp = fields.Text("In the ERP", readonly=True, states=if_filled("erp"))
    pleo = fields.Text("In Pleo", readonly=True, states=if_filled("pleo"))
    decision = fields.Text("What a Run Would Do", readonly=True, states=if_filled("decision"))
    answer = fields.Char("Last Change", readonly=True, states=if_filled("answer"))


class Why(CompanyWizard):
    """Why?"""

    __name__ = "pleo_erp.why"

    start = StateView(
        "pleo_erp.why.start",
        "pleo_erp.why_start_view_form",
        [Button("Cancel", "end", "tryton-cancel"), Button("Ask", "done", "tryton-ok", default=True)],
    )
    done = StateView(
        "pleo_erp.why.done",
        "pleo_erp.why_done_view_form",
        [Button("Ask Another", "start", "tryton-back"), Button("Close", "end", "tryton-ok", default=True)],
    )

    def value_done(self, fields: Any) -> dict[str, Any]:
        start = self.start
        dimension = (start.dimension or None) if start.kind in KINDS_OF_DIMENSIONS else None
        answer = self.ask("why", kind=start.kind, code=start.code, dimension=dimension)
        last = answer["answer"]
        return {
            "explanation": answer["explanation"],
            "erp": "\n".join(_row(row) for row in answer["erp"]),
            "pleo": "\n".join(f"{record_text(record)}  {record['id']}" for record in answer["pleo"]),
            "decision": "\n".join(f"{_word(one['action'])}: {one['reason']} ({one['rule']})" for one in answer["decision"]),
            "answer": _last(last) if last else None,
        }


def _last(change: Mapping[str, Any]) -> str:
    fault = fault_text(change["error_code"], change["error_message"], change["error_next"])
    return f"{_word(change['action'])}: {_word(change['status'])} {fault or ''}".strip()


def _word(code: str) -> str:
    """An action or a state in the user's language."""
    return label("word", code, Transaction().language)


def _row(row: Mapping[str, Any]) -> str:
    left_out = "" if row["usable"] else f" – {row['why_not']}"
    return f"{record_text({'code': row['key'], **row})}{left_out}"
