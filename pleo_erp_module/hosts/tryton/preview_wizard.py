"""What a run would do: the plan with reasons and holds, and its release."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trytond.i18n import gettext
from trytond.model import ModelView, fields
from trytond.pyson import Bool, Eval
from trytond.transaction import Transaction
from trytond.wizard import Button, StateAction, StateTransition, StateView

from pleo_erp_hookspecs import Role
from pleo_erp_module.hosts.tryton.choices import ACTIONS, JOBS
from pleo_erp_module.hosts.tryton.company_choice import CompanyWizard
from pleo_erp_module.hosts.tryton.field_mixins import JobForm, OfCompany, if_filled
from pleo_erp_module.hosts.tryton.field_values import faults_text, moment, record_text
from pleo_erp_module.hosts.tryton.tryton_host import current_user
from pleo_erp_module.messages.catalogue import catalogue

_MOST_LINES = 2000  # of one list: a first run has more, and a browser would choke on them


class PreviewStart(JobForm, ModelView):
    __name__ = "pleo_erp.preview.start"
    __string__ = "Preview"

    job = fields.Selection("offered_jobs", "Job", required=True, sort=False, help="The preview of an undo pauses the connection.")

    @classmethod
    def offered_jobs(cls) -> list[tuple[str, str]]:
        """An undo is offered to those who may plan one."""
        may_undo = current_user().role is Role.ADMINISTRATOR
        language = Transaction().language
        return [(job, catalogue(language).gettext(text)) for job, text in JOBS if job != "undo" or may_undo]


class PreviewPlan(OfCompany, ModelView):
    __name__ = "pleo_erp.preview.plan"
    __string__ = "Plan"

    plan = fields.Char("Plan", readonly=True)
    releasable = fields.Boolean("Releasable", readonly=True)
    archives = fields.Boolean("Archives Something", readonly=True)
    summary = fields.Char("Summary", readonly=True)
    faults = fields.Text("Errors and Warnings", readonly=True, states=if_filled("faults"))
    changes = fields.One2Many("pleo_erp.line.change", None, "Changes", readonly=True)
    holds = fields.One2Many("pleo_erp.line.hold", None, "Holds", readonly=True)
    skipped = fields.One2Many("pleo_erp.line.skipped", None, "Skipped", readonly=True)


class PreviewUsage(ModelView):
    __name__ = "pleo_erp.preview.usage"
    __string__ = "Usage"

    lines = fields.One2Many("pleo_erp.line.usage", None, "What Would Be Archived", readonly=True)
    left_off = fields.Integer("Not Checked", readonly=True, states=if_filled("left_off"))
    faults = fields.Text("Errors and Warnings", readonly=True, states=if_filled("faults"))


class PreviewDone(ModelView):
    __name__ = "pleo_erp.preview.done"
    __string__ = "Released"

    approved = fields.Integer("Changes Approved", readonly=True)
    expires = fields.DateTime("Approved Until", readonly=True)


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
            Button("Usage", "usage", "tryton-search", states={"invisible": ~Bool(Eval("archives"))}),
            Button("Release", "release", "tryton-ok", states={"invisible": ~Bool(Eval("releasable"))}),
        ],
    )
    usage = StateView(
        "pleo_erp.preview.usage",
        "pleo_erp.preview_usage_view_form",
        [Button("Close", "end", "tryton-cancel"), Button("Back", "plan", "tryton-back", default=True)],
    )
    release = StateTransition()
    done = StateView(
        "pleo_erp.preview.done",
        "pleo_erp.preview_done_view_form",
        [Button("Close", "end", "tryton-cancel"), Button("Run Now", "run_now", "tryton-launch", default=True)],
    )
    run_now = StateAction("pleo_erp.wizard_run_now")

    def value_plan(self, fields: Any) -> dict[str, Any]:
        asked = self.start.asked()
        answer = self.ask("undo") if asked["job"] == "undo" else self.ask("plan", **asked)
        # What is held comes first: that is what a person has to decide about.
        changes = sorted(answer["changes"], key=lambda change: not change["held"])
        return {
            "company_name": self.company_name,
            "plan": answer["plan"],
            "releasable": answer["releasable"],
            "archives": any(change["action"] == "archive" for change in changes),
            "summary": _summary(answer),
            "faults": faults_text((*answer["errors"], *answer["warnings"])),
            "changes": [_change(change) for change in changes[:_MOST_LINES]],
            "holds": list(map(_in_words, answer["holds"])),
            "skipped": list(map(_skipped, answer["skipped"][:_MOST_LINES])),
        }

    def transition_release(self) -> str:
        answer = self.ask("release", plan=self.plan.plan)
        self._forget_lines()
        self.done.approved, self.done.expires = answer["approved"], moment(answer["expires"])
        return "done"

    def value_usage(self, fields: Any) -> dict[str, Any]:
        answer = self.ask("usage", plan=self.plan.plan)
        self._forget_lines()
        archives = answer["archives"]
        return {
            "lines": list(map(_usage, archives[:_MOST_LINES])),
            "left_off": answer["left_off"] + max(0, len(archives) - _MOST_LINES),
            "faults": faults_text(answer["warnings"]),
        }

    def _forget_lines(self) -> None:
        """Tryton would keep them with the session."""
        for name in ("changes", "holds", "skipped"):
            setattr(self.plan, name, [])


def _in_words(line: Mapping[str, Any]) -> dict[str, Any]:
    same = {name: line[name] for name in ("guard", "active", "gone", "limit")}
    return {"unit": line["unit_label"], **same}


def _skipped(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"unit": row["unit_label"], "code": row["code"], "name": row["name"], "reason": row["reason"]}


def _usage(one: Mapping[str, Any]) -> dict[str, Any]:
    mapped = None if one["mapped"] is None else "yes" if one["mapped"] else "no"
    return {**{name: one[name] for name in ("key", "name", "expenses")}, "unit": one["unit_label"], "mapped": mapped}


def _change(change: Mapping[str, Any]) -> dict[str, Any]:
    same = {name: change[name] for name in ("action", "key", "rule", "held")}
    texts = {name: record_text(change[name]) for name in ("before", "after")}
    return {"unit": change["unit_label"], **same, **texts, "reason": change["reason"]}


def _summary(answer: Mapping[str, Any]) -> str:
    totals = answer["totals"]
    told = [gettext(f"pleo_erp.msg_{action}", count=totals[action]) for action, _ in ACTIONS if totals[action]]
    lines = [", ".join(told) + "." if told else gettext("pleo_erp.msg_nothing")]
    hidden = sum(max(0, len(answer[name]) - _MOST_LINES) for name in ("changes", "skipped"))
    if hidden:
        lines.append(gettext("pleo_erp.msg_hidden", count=hidden))
    if not answer["confirmed"]:
        lines.append(gettext("pleo_erp.msg_unconfirmed"))
    return " ".join(lines)
