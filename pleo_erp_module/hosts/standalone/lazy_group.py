"""The group of all commands, which imports none of them to list them."""

from __future__ import annotations

import importlib

import click

from pleo_erp_module.hosts.standalone import commands


class LazyGroup(click.Group):
    """Finds its commands in `commands.COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted(commands.COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command."""
        if cmd_name not in commands.COMMANDS:
            return None
        module = importlib.import_module(f"{commands.__name__}.{commands.COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them with their first sentence, as click does with commands that it has."""
        limit = formatter.width - 6 - max(map(len, commands.COMMANDS))
        listed = [click.Command(name, help=said) for name, (_, said) in commands.COMMANDS.items()]
        with formatter.section("Commands"):
            formatter.write_dl([(str(command.name), command.get_short_help_str(limit)) for command in listed])
