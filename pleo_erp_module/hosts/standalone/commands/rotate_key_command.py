"""A new key for the stored secrets."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common


@click.command("rotate-key")
@common
def rotate_key() -> int:
    """Encrypt all stored secrets with a new key."""
    return act("rotate-key")
