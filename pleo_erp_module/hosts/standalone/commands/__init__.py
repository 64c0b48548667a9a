"""The commands of `pleo-erp`, each an action or a job of the module."""

from pleo_erp_module.hosts.standalone.commands import connection_commands, run_commands, setup_commands

COMMANDS = (*setup_commands.COMMANDS, *connection_commands.COMMANDS, *run_commands.COMMANDS)

__all__ = ["COMMANDS"]
