"""What a run would do."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import output, run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.exit_codes import FAILED, OK
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
