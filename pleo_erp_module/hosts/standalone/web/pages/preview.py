"""What a run would do: looked at in the background, shown page by page, released."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_hookspecs.plan_answers import CountAnswer
from pleo_erp_module.hosts.standalone.web.change_lines import differences, name_of, plain, why_url
from pleo_erp_module.hosts.standalone.web.error_pages import flash_fault
from pleo_erp_module.hosts.standalone.web.page_access import company, of_company
from pleo_erp_module.hosts.standalone.web.page_links import here
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.terms import PLAIN_GUARDS
from pleo_erp_module.hosts.standalone.web.words import _, moment, ngettext, unit_name
from pleo_erp_module.messages.labels import LABELS

pages = Blueprint("preview", __name__, url_prefix="/preview")
_MOST_USED = 200  # records of a plan whose usage is listed


@pages.app_context_processor
def _words() -> dict[str, Any]:
    """What the templates of plans, runs and explanations say things with."""
    return {
        "plain_guards": PLAIN_GUARDS,
        "unit_name": unit_name,
        "job_label": site.job_label,
        "name_of": name_of,
        "differences": differences,
        "plain": plain,
        "why_url": why_url,
        "here": here,
    }


@pages.get("")
@of_company
def index() -> str:
    """The button, and what waits since the last run."""
    history = site.ask("history", company=company().id, limit=1)
    waiting = next((run for run in history["runs"] if run["state"] == "held" and run["plan"]), None)
    selected = site.selected(company().id)
    return render_template(
        "preview.html", offered=site.jobs(offered=True), selected=selected, waiting=waiting, undo=history["undo"]
    )


@pages.post("/tasks")
@of_company
def start() -> Response:
    """Look at both sides now. Writes nothing."""
    job, dimension = request.form.get("job", "sync-all"), request.form.get("dimension", "").strip()
    if job not in site.jobs(offered=True):
        abort(400)
    arguments = {"job": site.job_of_dimensions if dimension else job, "dimension": dimension or None}
    started, _new = site.previews.start(site.client, company().id, "plan", arguments)
    return redirect(url_for("preview.progress", task_id=started.id), 303)


@pages.get("/tasks/<task_id>")
@of_company
def progress(task_id: str) -> str | Response:
    """How far a preview is; at its end, its plan."""
    found = site.previews.find(task_id)
    if found is None or found.company != company().id:
        flash(_("This preview is no longer available; the server may have been restarted. Create a new one."), "error")
        return redirect(url_for("preview.index"), 303)
    plan = found.plan  # asked once: it may come at any moment
    if plan is not None:
        return redirect(url_for("preview.plan", plan=plan), 303)
    return render_template("preview_task.html", task=found, plan=plan)


@pages.get("/tasks/<task_id>/state")
@of_company
def state(task_id: str) -> str:
    """The same as a fragment of a page."""
    found = site.previews.find(task_id)
    if found is None or found.company != company().id:
        abort(404)
    return render_template("preview_task_state.html", task=found, plan=found.plan)


@pages.get("/plan/<plan>")
@of_company
def plan(plan: str) -> str:
    """One page of a plan that was shown."""
    args = request.args
    filters = {name: args.get(name) or None for name in ("unit", "action")}
    held, text = args.get("held") == "1", args.get("q", "").strip()
    shown = site.ask("shown", company=company().id, plan=plan, held=held, text=text, after=args.get("after"), **filters)
    counts = shown["counts"]
    return render_template(
        "plan.html",
        plan=shown,
        table=_table(counts),
        units=list(dict.fromkeys(count["unit"] for count in counts)),
        filtered=bool(held or text or any(filters.values())),
    )


@pages.post("/plan/<plan>/release")
@of_company
def release(plan: str) -> Response:
    """Approve exactly what this plan showed."""
    try:
        answer = site.ask("release", company=company().id, plan=plan)
    except PleoErpError as exc:
        flash_fault(exc)
        gone = exc.code in {"stale_plan", "not_connected"}  # the plan's page is no more, either
        return redirect(url_for("preview.index") if gone else url_for("preview.plan", plan=plan), 303)
    until = moment(answer["expires"])
    told = ngettext(
        "Released: one change is approved until {until}.",
        "Released: {count} changes are approved until {until}.",
        answer["approved"],
        until=until,
    )
    flash(told, "success")
    return redirect(url_for("preview.plan", plan=answer["plan"]), 303)


@pages.get("/plan/<plan>/usage")
@of_company
def usage(plan: str) -> str:
    """What hangs on the records that this plan would archive. Pleo is asked."""
    answer = site.ask("usage", company=company().id, plan=plan)
    found = answer["archives"]
    return render_template("usage.html", answer=answer, archives=found[:_MOST_USED], more=max(len(found) - _MOST_USED, 0))


def _table(counts: list[CountAnswer]) -> dict[str, dict[str, int]]:
    """Unit to action (and ``held``) to number."""
    table: dict[str, dict[str, int]] = {}
    for count in counts:
        row = table.setdefault(count["unit"], dict.fromkeys((*LABELS["change_action"], "held"), 0))
        row[count["action"]] += count["count"]
        row["held"] += count["count"] if count["state"] == "held" else 0
    return table
