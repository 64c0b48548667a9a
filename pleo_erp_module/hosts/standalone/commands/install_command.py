"""Creating the module's tables."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act, answered
from pleo_erp_module.hosts.standalone.options import Options, common
from pleo_erp_module.hosts.standalone.terminal_language import _


@click.command()
@click.option("--sql", is_flag=True, help="Only print the SQL, for a DBA to review and run.")
@common
@click.pass_obj
def install(options: Options, sql: bool) -> int:
    """Create or upgrade the module's tables in the ERP's database. May be repeated."""
    if sql:
        nothing = "-- " + _("The tables are up to date: there is nothing to run.")
        return act("script", lambda answer: click.echo(answer["sql"] or nothing))
    return answered(options, options.client().install(), answer_tables.print_plain)
