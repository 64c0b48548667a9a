"""Removing the module."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables, host_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.options import Options, common


@click.command()
@click.option(
    "--drop-tables", is_flag=True, help="Also drop the module's tables: settings, selection, keys and history are lost."
)
@common
@click.pass_obj
def uninstall(options: Options, drop_tables: bool) -> int:
    """Remove the module, but keep its tables unless --drop-tables is given. Archives nothing in Pleo."""
    host = options.host()
    answer = options.client(host).uninstall(drop_tables=drop_tables)
    if drop_tables:
        with host_tables.opened(host.erp) as own:
            own.migrations.drop()
    return answered(options, answer, answer_tables.print_plain)
