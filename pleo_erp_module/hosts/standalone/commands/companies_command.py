"""The ERP's companies."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common


@click.command()
@common
def companies() -> int:
    """List the ERP's companies."""
    return act("companies", answer_tables.print_companies)
