"""Running a job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from pleo_erp_hookspecs import Message, ModuleClient, PleoErpError, refused_run
from pleo_erp_hookspecs.run_answers import RunReport
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import output, run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.exit_codes import BY_STATUS, OK, WORST_FIRST
from pleo_erp_module.hosts.standalone.interruption import stop_signal
from pleo_erp_module.hosts.standalone.options import Options, common


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
            host.notifier.tell_of(report)
        host.notifier.deliver()
    codes = {BY_STATUS[report["status"]] for report in reports}
    code = next((worst for worst in WORST_FIRST if worst in codes), OK)
    if company is not None:
        return answered(options, reports[0], run_tables.print_run, code)
    return answered(options, {"runs": reports}, run_tables.print_runs, code)


def _one_of_all(client: ModuleClient, company: str, job: str, progress: Any, stop: Callable[[], bool]) -> RunReport:
    """One company's misconfiguration must not keep the others from running."""
    try:
        return client.run_job(company, job, progress=progress, stop=stop)
    except PleoErpError as exc:
        return refused_run(company, job, exc.as_dict())
