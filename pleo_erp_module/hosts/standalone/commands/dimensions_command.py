"""The ERP's dimensions."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


@click.command()
@company_option
@common
def dimensions(company: str) -> int:
    """List the ERP's dimensions, and which are selected."""
    return act("dimensions", answer_tables.print_dimensions, company=company)
