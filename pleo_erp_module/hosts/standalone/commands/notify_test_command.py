"""A test notification."""

from __future__ import annotations

import click

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.exit_codes import FAILED, OK
from pleo_erp_module.hosts.standalone.options import Options, common
from pleo_erp_module.hosts.standalone.terminal_language import spoken_language


@click.command("notify-test")
@common
@click.pass_obj
def notify_test(options: Options) -> int:
    """Send a test message through every channel in [notify]."""
    ways = options.host().notifier.test(spoken_language())
    if not ways:
        raise error("usage", detail=Message("nobody_to_notify"))
    return answered(options, {"ways": ways}, answer_tables.print_ways, OK if all(way["ok"] for way in ways) else FAILED)
