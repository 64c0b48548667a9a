"""Which companies are connected."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common


@click.command()
@common
def connections() -> int:
    """List which companies are connected to Pleo."""
    return act("connections")
