"""Ending a connection."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


@click.command()
@company_option
@common
def disconnect(company: str) -> int:
    """Delete the key. Archives nothing; settings and selection stay."""
    return act("disconnect", answer_tables.print_disconnected, company=company)
