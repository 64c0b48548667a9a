"""Running now."""

from __future__ import annotations

from typing import Any

from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.pyson import Eval
from trytond.wizard import Button, StateAction, StateTransition, StateView

from pleo_erp_module.hosts.tryton.calling import run
from pleo_erp_module.hosts.tryton.company import CompanyWizard
from pleo_erp_module.hosts.tryton.connection import SECONDS, after, has_worker
from pleo_erp_module.hosts.tryton.host import check_company, current_host
from pleo_erp_module.hosts.tryton.planning import JOBS
from pleo_erp_module.hosts.tryton.run import COUNTS
from pleo_erp_module.hosts.tryton.texts import faults_text


class RunStart(ModelView):
    """Run Now."""

    __name__ = "pleo_erp.run_now.start"

    company_name = fields.Char("Company", readonly=True)
    job = fields.Selection(JOBS, "What", required=True, sort=False)
    dimension = fields.Char(
        "Only Dimension",
        states={"invisible": Eval("job") != "sync-tags"},
        depends=["job"],
        help="The code of one selected dimension; empty for all.",
    )

    @staticmethod
    def default_job() -> str:
        return "sync-all"


class RunDone(ModelView):
    """Run."""

    __name__ = "pleo_erp.run_now.done"

    run = fields.Char("Run", readonly=True)
    status = fields.Char("State", readonly=True)
    faults = fields.Text("Faults and Warnings", readonly=True)
    units = fields.One2Many("pleo_erp.line.unit", None, "Units", readonly=True)


class RunNow(CompanyWizard):
    """Run Now."""

    __name__ = "pleo_erp.run_now"

    start = StateView(
        "pleo_erp.run_now.start",
        "pleo_erp.run_now_start_view_form",
        [Button("Cancel", "end", "tryton-cancel"), Button("Run", "execute_", "tryton-launch", default=True)],
    )
    execute_ = StateTransition()
    done = StateView(
        "pleo_erp.run_now.done",
        "pleo_erp.run_now_done_view_form",
        [Button("Close", "end", "tryton-cancel"), Button("Runs", "runs", "tryton-open", default=True)],
    )
    runs = StateAction("pleo_erp.act_run")

    def default_start(self, fields: Any) -> dict[str, Any]:
        return {"company_name": self.company_name}

    def transition_execute_(self) -> str:
        job = self.start.job or "sync-all"
        dimension = (self.start.dimension or None) if job == "sync-tags" else None
        if has_worker():
            check_company(self.company)
            current_host()  # refuses who is of neither group
            connections = Pool().get("pleo_erp.connection")
            connections.__queue__.run_job([connections(self.company)], job, dimension)
            self.done.status = "handed to the worker; see the runs"
            return "done"
        report = run(self.company, job, dimension, after(SECONDS))
        self.done.run, self.done.status = report["run"], report["status"]
        self.done.faults = faults_text((*report["warnings"], *([report["error"]] if "error" in report else [])))
        self.done.units = [_unit(unit) for unit in report["units"]]
        return "done"

    def value_done(self, fields: Any) -> dict[str, Any]:
        units = [
            {name: getattr(unit, name) for name in ("unit", "status", "read_erp", "read_pleo", *COUNTS, "note")}
            for unit in self.done.units or ()
        ]
        return {"run": self.done.run, "status": self.done.status, "faults": self.done.faults, "units": units}


def _unit(unit: dict[str, Any]) -> dict[str, Any]:
    return {
        "unit": unit["unit"],
        "status": unit["status"],
        "read_erp": unit["read"]["erp"],
        "read_pleo": unit["read"]["pleo"],
        **{count: unit[count] for count in COUNTS},
        "note": unit["hold"]["limit"] if unit["hold"] else (unit["error"] or {}).get("message"),
    }
