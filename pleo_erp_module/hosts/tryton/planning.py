"""What a run would do: the plan with reasons and holds, and its release."""

from __future__ import annotations

from collections import Counter
from typing import Any

from trytond.model import ModelView, fields
from trytond.pyson import Bool, Eval
from trytond.wizard import Button, StateAction, StateTransition, StateView

from pleo_erp_module.hosts.tryton.company import CompanyWizard
from pleo_erp_module.hosts.tryton.texts import faults_text, record_text

MOST_LINES = 2000  # of one list: a first run has more, and a browser would choke on them
JOBS = [
    ("sync-all", "Tags and Accounts"),
    ("sync-tags", "Tags"),
    ("sync-accounts", "Accounts"),
]


class PreviewStart(ModelView):
    """Preview."""

    __name__ = "pleo_erp.preview.start"

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


class PreviewPlan(ModelView):
    """Plan."""

    __name__ = "pleo_erp.preview.plan"

    company_name = fields.Char("Company", readonly=True)
    plan = fields.Char("Plan", readonly=True)
    releasable = fields.Boolean("Releasable", readonly=True)
    summary = fields.Text("Summary", readonly=True)
    faults = fields.Text("Faults and Warnings", readonly=True)
    changes = fields.One2Many("pleo_erp.line.change", None, "Changes", readonly=True)
    holds = fields.One2Many("pleo_erp.line.hold", None, "Holds", readonly=True)
    skipped = fields.One2Many("pleo_erp.line.skipped", None, "Left Out", readonly=True)


class PreviewDone(ModelView):
    """Released."""

    __name__ = "pleo_erp.preview.done"

    approved = fields.Integer("Changes Approved", readonly=True)
    expires = fields.Char("Until", readonly=True)


class Preview(CompanyWizard):
    """Preview and Release."""

    __name__ = "pleo_erp.preview"

    start = StateView(
        "pleo_erp.preview.start",
        "pleo_erp.preview_start_view_form",
        [Button("Cancel", "end", "tryton-cancel"), Button("Preview", "plan", "tryton-ok", default=True)],
    )
    plan = StateView(
        "pleo_erp.preview.plan",
        "pleo_erp.preview_plan_view_form",
        [
            Button("Close", "end", "tryton-cancel"),
            Button("Refresh", "plan", "tryton-refresh"),
            Button("Release", "release", "tryton-ok", states={"invisible": ~Bool(Eval("releasable"))}),
        ],
    )
    release = StateTransition()
    done = StateView(
        "pleo_erp.preview.done",
        "pleo_erp.preview_done_view_form",
        [Button("Close", "end", "tryton-cancel"), Button("Run Now", "run_now", "tryton-launch", default=True)],
    )
    run_now = StateAction("pleo_erp.wizard_run_now")

    def default_start(self, fields: Any) -> dict[str, Any]:
        return {"company_name": self.company_name}

    def value_plan(self, fields: Any) -> dict[str, Any]:
        job = self.start.job or "sync-all"
        answer = self.ask("plan", job=job, dimension=(self.start.dimension or None) if job == "sync-tags" else None)
        # What is held comes first: that is what a person has to decide about.
        changes = sorted(answer["changes"], key=lambda change: not change["held"])
        return {
            "company_name": self.company_name,
            "plan": answer["plan"],
            "releasable": bool(answer["holds"]) or not answer["confirmed"],
            "summary": _summary(answer),
            "faults": faults_text((*answer["errors"], *answer["warnings"])),
            "changes": [_change(change) for change in changes[:MOST_LINES]],
            "holds": [{name: hold[name] for name in ("unit", "guard", "active", "gone", "limit")} for hold in answer["holds"]],
            "skipped": [{name: row[name] for name in ("unit", "key", "reason")} for row in answer["skipped"][:MOST_LINES]],
        }

    def transition_release(self) -> str:
        answer = self.ask("release", plan=self.plan.plan)
        for name in ("changes", "holds", "skipped"):  # Tryton would keep them with the session
            setattr(self.plan, name, [])
        self.done.approved, self.done.expires = answer["approved"], f"{answer['expires'][:16].replace('T', ' ')} UTC"
        return "done"

    def value_done(self, fields: Any) -> dict[str, Any]:
        return {"approved": self.done.approved, "expires": self.done.expires}


def _change(change: dict[str, Any]) -> dict[str, Any]:
    same = ("unit", "action", "key", "reason", "rule", "held")
    return {
        **{name: change[name] for name in same},
        "before": record_text(change["before"]),
        "after": record_text(change["after"]),
    }


def _summary(answer: dict[str, Any]) -> str:
    counts = Counter(change["action"] for change in answer["changes"])
    lines = [", ".join(f"{count} {action}" for action, count in counts.items()) or "Nothing to change."]
    hidden = max(0, len(answer["changes"]) - MOST_LINES) + max(0, len(answer["skipped"]) - MOST_LINES)
    if hidden:
        lines.append(f"{hidden} more rows are not shown here.")
    if not answer["confirmed"]:
        lines.append("Nothing is written to Pleo before a plan of this connection has been released.")
    return "\n".join(lines)
