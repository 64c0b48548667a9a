"""The group of all commands, which imports none of them to list them, and translates their help."""

from __future__ import annotations

import copy
import importlib

import click

from pleo_erp_module.hosts.standalone import commands
from pleo_erp_module.hosts.standalone.terminal_language import _


class LazyGroup(click.Group):
    """Finds its commands in `commands.COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(commands.COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        return translated(load(cmd_name)) if cmd_name in commands.COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them with their first sentence, as click does with commands that it has."""
        limit = formatter.width - 6 - max(map(len, commands.COMMANDS))
        listed = [click.Command(name, help=_(said)) for name, said in commands.COMMANDS.items()]
        with formatter.section(_("Commands")):
            formatter.write_dl([(str(command.name), command.get_short_help_str(limit)) for command in listed])


def load(name: str) -> click.Command:
    """A command as it stands in its module, in English."""
    function = name.replace("-", "_")
    command: click.Command = getattr(importlib.import_module(f"{commands.__name__}.{function}_command"), function)
    return command


def translated(command: click.Command) -> click.Command:
    """A copy of a command whose help is in the user's language."""
    local = copy.copy(command)
    local.help = _(command.help) if command.help else None
    local.params = [copy.copy(parameter) for parameter in command.params]
    for parameter in local.params:
        parameter.type = copy.copy(parameter.type)
        parameter.type.name = _(parameter.type.name)  # click says it in errors
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = _(parameter.help)
    return local
