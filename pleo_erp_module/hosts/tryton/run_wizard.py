"""Running now."""

from __future__ import annotations

from trytond.model import ModelView, fields
from trytond.pool import Pool
from trytond.wizard import Button, StateAction, StateTransition, StateView

from pleo_erp_module.hosts.tryton.choices import RUN_STATES
from pleo_erp_module.hosts.tryton.company_choice import CompanyWizard
from pleo_erp_module.hosts.tryton.configuration import has_worker
from pleo_erp_module.hosts.tryton.field_mixins import JobForm, if_filled, unit_values
from pleo_erp_module.hosts.tryton.field_values import faults_text
from pleo_erp_module.hosts.tryton.module_calls import run
from pleo_erp_module.hosts.tryton.tryton_host import check_company, current_host


class RunStart(JobForm, ModelView):
    __name__ = "pleo_erp.run_now.start"
    __string__ = "Run Now"


class RunDone(ModelView):
    __name__ = "pleo_erp.run_now.done"
    __string__ = "Run"

    run = fields.Char("Run", readonly=True)
    status = fields.Selection([*RUN_STATES, ("worker", "Queued")], "State", readonly=True, sort=False)
    faults = fields.Text("Errors and Warnings", readonly=True, states=if_filled("faults"))
    units = fields.One2Many("pleo_erp.line.unit", None, "Units", readonly=True, states=if_filled("units"))


class RunNow(CompanyWizard):
    """Run Now."""

    __name__ = "pleo_erp.run_now"

    start = StateView(
        "pleo_erp.run_now.start",
        "pleo_erp.run_now_start_view_form",
        [Button("Cancel", "end", "tryton-cancel"), Button("Run Now", "execute_", "tryton-launch", default=True)],
    )
    execute_ = StateTransition()
    done = StateView(
        "pleo_erp.run_now.done",
        "pleo_erp.run_now_done_view_form",
        [Button("Close", "end", "tryton-cancel"), Button("Runs", "runs", "tryton-open", default=True)],
    )
    runs = StateAction("pleo_erp.act_run")

    def transition_execute_(self) -> str:
        asked = self.start.asked()
        if has_worker():
            check_company(self.company)
            current_host()  # refuses who is of neither group
            connections = Pool().get("pleo_erp.connection")
            connections.__queue__.run_job([connections(self.company)], **asked)
            self.done.status = "worker"
            return "done"
        report = run(self.company, **asked)
        self.done.run = report["run"]
        self.done.status = report["state"]
        self.done.faults = faults_text((*report["warnings"], *([report["error"]] if "error" in report else [])))
        self.done.units = [unit_values(unit) for unit in report["units"]]
        return "done"
