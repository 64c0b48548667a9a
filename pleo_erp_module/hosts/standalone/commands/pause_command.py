"""Pausing a connection."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


@click.command()
@company_option
@common
def pause(company: str) -> int:
    """Pause all writes to Pleo until resume."""
    return act("pause", answer_tables.print_paused, company=company)
