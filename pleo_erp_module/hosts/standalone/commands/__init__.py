"""The commands of `pleo-erp`, each an action or a job of the module."""

from pleo_erp_module.hosts.standalone.commands import connecting, installing, running

COMMANDS = (*installing.COMMANDS, *connecting.COMMANDS, *running.COMMANDS)

__all__ = ["COMMANDS"]
