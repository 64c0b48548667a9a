"""Why one record is as it is."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


@click.command()
@company_option
@click.argument("kind")
@click.argument("code")
@click.option("--dimension", metavar="CODE", help="The dimension of a tag.")
@common
def why(company: str, kind: str, code: str, dimension: str | None) -> int:
    """Explain why one record is as it is in Pleo. KIND is tag, tag-group or account."""
    return act("why", run_tables.print_why, company=company, kind=kind, code=code, dimension=dimension)
