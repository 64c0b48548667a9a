"""Approving a plan."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


@click.command()
@company_option
@click.option("--plan", required=True, metavar="HASH", help="The plan's hash, as plan and run show it.")
@common
def release(company: str, plan: str) -> int:
    """Approve exactly what a plan showed, for 72 hours."""
    return act("release", lambda answer: run_tables.print_released(answer, company), company=company, plan=plan)
