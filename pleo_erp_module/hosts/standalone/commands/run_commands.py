"""What a run would do, did and does; release, pause and undo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from pleo_erp_hookspecs import Message, ModuleClient, PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import output, run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act, answered
from pleo_erp_module.hosts.standalone.exit_codes import BY_STATUS, FAILED, OK, WORST_FIRST
from pleo_erp_module.hosts.standalone.interruption import stop_signal
from pleo_erp_module.hosts.standalone.options import Options, common, company_option


@click.command()
@click.argument("job", default="sync-all")
@company_option
@click.option("--dimension", metavar="CODE", help="With sync-tags: only the tags of this dimension.")
@common
@click.pass_obj
def plan(options: Options, job: str, company: str, dimension: str | None) -> int:
    """Show what a run would do now. Writes nothing to Pleo."""
    with output.progress_bar() as progress:
        answer = options.client().run_action("plan", company=company, job=job, dimension=dimension, progress=progress)
    return answered(options, answer, run_tables.print_plan, FAILED if answer["errors"] else OK)


@click.command()
@company_option
@click.option("--plan", required=True, metavar="HASH", help="The plan's hash, as plan and run show it.")
@common
def release(company: str, plan: str) -> int:
    """Approve exactly what a plan showed, for 72 hours."""
    return act("release", lambda answer: run_tables.print_released(answer, company), company=company, plan=plan)


@click.command()
@company_option
@click.option("--plan", required=True, metavar="HASH", help="The plan's hash, as plan and run show it.")
@common
def usage(company: str, plan: str) -> int:
    """Say what hangs on the records that a plan would archive: expenses and categories."""
    return act("usage", run_tables.print_usage, company=company, plan=plan)


@click.command()
@click.argument("job")
@click.option("--company", metavar="ID", help="The ERP company's id.")
@click.option("--all", "every", is_flag=True, help="All connected companies, one after the other.")
@click.option("--dimension", metavar="CODE", help="With sync-tags: only the tags of this dimension.")
@common
@click.pass_obj
def run(options: Options, job: str, company: str | None, every: bool, dimension: str | None) -> int:
    """Run a job: sync (what is due), sync-all, sync-tags, sync-accounts, or undo."""
    if (company is None) is not every:
        raise error("usage", detail=Message("company_or_all"))
    if every and dimension is not None:
        raise error("usage", detail=Message("dimension_needs_company"))
    host = options.host()
    client = options.client(host)
    with stop_signal() as stop, output.progress_bar() as progress:
        if company is not None:
            report = client.run_job(company, job, dimension=dimension, progress=progress, stop=stop)
            reports = [report]
        else:
            if job not in {one.name for one in client.jobs("")}:
                raise error("unknown_job", job=job)
            known = client.run_action("connections")["connections"]
            reports = [_one_of_all(client, one["company"], job, progress, stop) for one in known]
    if host.config.notify.any:
        for report in reports:
            host.teller.tell_of(report)
        host.teller.deliver()
    codes = {BY_STATUS[report["status"]] for report in reports}
    code = next((worst for worst in WORST_FIRST if worst in codes), OK)
    if company is not None:
        return answered(options, reports[0], run_tables.print_run, code)
    return answered(options, {"runs": reports}, run_tables.print_runs, code)


def _one_of_all(client: ModuleClient, company: str, job: str, progress: Any, stop: Callable[[], bool]) -> Mapping[str, Any]:
    """One company's misconfiguration must not keep the others from running."""
    try:
        return client.run_job(company, job, progress=progress, stop=stop)
    except PleoErpError as fault:
        none = {"reads": 0, "writes": 0, "retries": 0}
        report: dict[str, Any] = {
            "run": None,
            "company": company,
            "job": job,
            "status": "failed",
            "state": "failed",
            "plan": None,
            "requests": none,
            "units": [],
        }
        return {**report, "warnings": [], "error": fault.as_dict()}


@click.command()
@company_option
@common
@click.pass_obj
def undo(options: Options, company: str) -> int:
    """Pause the connection, and plan to turn back what the last run changed. Writes nothing to Pleo."""
    with output.progress_bar() as progress:
        answer = options.client().run_action("undo", company=company, progress=progress)
    return answered(options, answer, run_tables.print_undo, FAILED if answer["errors"] else OK)


@click.command()
@company_option
@common
def pause(company: str) -> int:
    """Let no run write anything until resume."""
    return act("pause", company=company)


@click.command()
@company_option
@common
def resume(company: str) -> int:
    """End a pause."""
    return act("resume", company=company)


@click.command()
@company_option
@click.argument("run_id", required=False, metavar="[RUN]")
@click.option("--offset", type=click.IntRange(min=0), help="How many of the latest runs to pass over.")
@common
@click.pass_obj
def history(options: Options, company: str, run_id: str | None, offset: int | None) -> int:
    """List the latest runs, or show one with all its changes."""
    client, start = options.client(), offset or 0

    def page(passed: int) -> Any:
        return client.run_action("history", company=company, run=run_id, offset=passed)

    answer = page(start)
    while run_id is not None and (more := page(start + len(answer["changes"]))["changes"]):
        answer = {**answer, "changes": [*answer["changes"], *more]}
    return answered(options, answer, run_tables.print_history)


@click.command()
@company_option
@click.argument("kind")
@click.argument("code")
@click.option("--dimension", metavar="CODE", help="Of a tag: its dimension.")
@common
def why(company: str, kind: str, code: str, dimension: str | None) -> int:
    """Say why one record is as it is in Pleo.

    KIND is tag, tag-group or account.
    """
    return act("why", run_tables.print_why, company=company, kind=kind, code=code, dimension=dimension)
