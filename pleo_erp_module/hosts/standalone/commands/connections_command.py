"""Which companies are connected."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common


@click.command()
@common
def connections() -> int:
    """List which companies are connected to Pleo."""
    return act("connections", answer_tables.print_connections)
