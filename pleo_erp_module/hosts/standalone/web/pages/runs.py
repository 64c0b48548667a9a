"""What happened, what happens now, and having something happen: run, stop, pause, undo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.hosts.standalone.schedule import Task
from pleo_erp_module.hosts.standalone.web.change_lines import equation
from pleo_erp_module.hosts.standalone.web.chart import MOST, chart
from pleo_erp_module.hosts.standalone.web.error_pages import flash_fault
from pleo_erp_module.hosts.standalone.web.page_access import administrators, company, of_company
from pleo_erp_module.hosts.standalone.web.page_links import SIZE, offset, page_of
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.terms import COLOURS
from pleo_erp_module.hosts.standalone.web.words import _

pages = Blueprint("runs", __name__, url_prefix="/runs")
_moment = datetime.fromisoformat


@pages.app_context_processor
def _words() -> dict[str, Any]:
    """What the templates say states and counts with."""
    return {
        "colours": COLOURS,
    }


@pages.get("")
@of_company
def index() -> str:
    """When it was, when it is next, and a page of the history."""
    start = offset()
    history = site.ask("history", company=company().id, offset=start, limit=max(SIZE, 0 if start else MOST) + 1)
    runs = history["runs"]
    return render_template(
        "runs.html",
        page=page_of(runs[:SIZE], more=len(runs) > SIZE),
        chart=None if start else chart(runs),
        last_checked=history["last_checked"],
        last_changed=history["last_changed"],
        undo=history["undo"],
        offered=site.jobs(offered=True),
        first=not start,
        **_now(),
    )


@pages.post("/now")
@of_company
def now() -> Response:
    """Start a run, unless it is running or waiting already, and follow it."""
    job, dimension = request.form.get("job", "sync-all"), request.form.get("dimension", "").strip() or None
    if job not in site.jobs():
        abort(400)
    job = site.job_of_dimensions if dimension else job
    known = {task.id for task in site.runner.current(company().id)}
    try:
        task = site.runner.start(company().id, job, dimension, site.user.identity)
    except PleoErpError as exc:
        flash_fault(exc)
        return redirect(url_for("runs.index"), 303)
    if task.id not in known:
        site.record("run", company().id, f"{job} {dimension}" if dimension else job)
    return redirect(url_for("runs.task", task_id=task.id), 303)


@pages.get("/task/<task_id>")
@of_company
def task(task_id: str) -> str | Response:
    """How far a run is; at its end, what it did."""
    told = _task(task_id).as_dict()  # asked once: it may end at any moment
    run = (told["report"] or {}).get("run")
    if run is not None:
        return redirect(url_for("runs.run", run_id=run), 303)
    return render_template("task.html", task=told)


@pages.get("/task/<task_id>/state")
@of_company
def state(task_id: str) -> str:
    """The same as a fragment of a page."""
    return render_template("task_state.html", task=_task(task_id).as_dict())


@pages.post("/task/<task_id>/stop")
@of_company
def stop(task_id: str) -> Response:
    """Let a run end after the request in flight."""
    found = _task(task_id)
    found.ask_to_stop()
    site.record("stop", company().id, found.job)
    return redirect(url_for("runs.task", task_id=task_id), 303)


@pages.post("/pause")
@of_company
def pause() -> Response:
    """Let no run write anything."""
    return _done("pause", _("The connection is paused: no run writes anything."))


@pages.post("/resume")
@of_company
def resume() -> Response:
    """End a pause."""
    return _done("resume", _("The connection was resumed. The next run will follow the ERP again."))


@pages.post("/undo")
@administrators
@of_company
def undo() -> Response:
    """Pause, and plan to turn back what the last run changed; nothing is written before that plan is released."""
    started, new = site.previews.start(site.client, company().id, "undo", {})
    if new:
        site.record("undo", company().id)
    return redirect(url_for("preview.progress", task_id=started.id), 303)


@pages.get("/run/<run_id>")
@of_company
def run(run_id: str) -> str:
    """The arithmetic of one run, and a page of its changes."""
    args = request.args
    filters = {name: args.get(name) or None for name in ("unit", "action", "status")}
    text = args.get("q", "").strip()
    answer = site.ask("changes", company=company().id, run=run_id, text=text, after=args.get("after"), **filters)
    counts = answer["counts"]
    return render_template(
        "run.html",
        run=answer["run"],
        answer=answer,
        equations=[equation(unit) for unit in answer["run"]["units"]],
        units=list(dict.fromkeys(count["unit"] for count in counts)),
        all=sum(count["count"] for count in counts),
        filtered=bool(text or any(filters.values())),
        **_now(),
    )


def _now() -> dict[str, Any]:
    """What runs, here or elsewhere, when the next run is due, and whether the connection is paused."""
    schedule = site.ask("schedule", company=company().id)
    job = next(iter(schedule["jobs"]), None)
    return {
        "tasks": [one.as_dict() for one in site.runner.current(company().id)],
        "schedule": job,
        "connection": site.connection(company().id),
        "selected": site.selected(company().id),
    }


def _done(action: str, told: str) -> Response:
    try:
        site.ask(action, company=company().id)
    except PleoErpError as exc:
        flash_fault(exc)
    else:
        flash(told, "success")
    return redirect(url_for("runs.index"), 303)


def _task(task_id: str) -> Task:
    found = site.runner.find(task_id)
    if found is None or found.company != company().id:
        abort(404)
    return found
