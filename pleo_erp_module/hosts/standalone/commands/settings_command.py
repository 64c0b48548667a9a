"""The settings of a connection."""

from __future__ import annotations

import click

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


@click.command()
@company_option
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE...]")
@common
def settings(company: str, changes: tuple[str, ...]) -> int:
    """Show the settings, or change those given as NAME=VALUE."""
    parsed = {}
    for change in changes:
        name, separator, value = change.partition("=")
        if not separator:
            raise error("usage", detail=Message("not_name_value", {"text": change}))
        parsed[name.strip()] = value.strip()
    return act("settings", answer_tables.print_settings, company=company, changes=parsed)
