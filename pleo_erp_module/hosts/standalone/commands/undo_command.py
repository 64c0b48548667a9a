"""Planning to undo the last run."""

from __future__ import annotations

from functools import partial

import click

from pleo_erp_module.hosts.standalone import output, run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.exit_codes import FAILED, OK
from pleo_erp_module.hosts.standalone.options import Options, common, company_option


@click.command()
@company_option
@click.option("--all", "every", is_flag=True, help="Show each change, however many there are.")
@common
@click.pass_obj
def undo(options: Options, company: str, every: bool) -> int:
    """Pause the connection, and plan to undo what the last run changed. Writes nothing to Pleo."""
    with output.progress_bar() as progress:
        answer = options.client().run_action("undo", company=company, progress=progress)
    return answered(options, answer, partial(run_tables.print_undo, every=every), FAILED if answer["errors"] else OK)
