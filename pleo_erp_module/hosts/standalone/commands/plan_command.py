"""What a run would do."""

from __future__ import annotations

from functools import partial

import click

from pleo_erp_module.hosts.standalone import output, run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.exit_codes import FAILED, OK
from pleo_erp_module.hosts.standalone.options import Options, common, company_option


@click.command()
@click.argument("job", default="sync-all")
@company_option
@click.option("--dimension", metavar="CODE", help="With sync-tags: only the tags of this dimension.")
@click.option("--all", "every", is_flag=True, help="Show each change, however many there are.")
@common
@click.pass_obj
def plan(options: Options, job: str, company: str, dimension: str | None, every: bool) -> int:
    """Show what a run would do now. Writes nothing to Pleo."""
    with output.progress_bar() as progress:
        answer = options.client().run_action("plan", company=company, job=job, dimension=dimension, progress=progress)
    return answered(options, answer, partial(run_tables.print_plan, every=every), FAILED if answer["errors"] else OK)
