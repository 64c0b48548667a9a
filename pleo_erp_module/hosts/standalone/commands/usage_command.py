"""What is in use of what a plan would archive."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


@click.command()
@company_option
@click.option("--plan", required=True, metavar="HASH", help="The plan's hash, as plan and run show it.")
@common
def usage(company: str, plan: str) -> int:
    """Show which of the records that a plan would archive are in use: expenses and categories."""
    return act("usage", run_tables.print_usage, company=company, plan=plan)
