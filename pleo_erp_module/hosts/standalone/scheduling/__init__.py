"""The scheduler of `serve`: it asks the module every minute what is due, and runs that with a few threads."""

from pleo_erp_module.hosts.standalone.scheduling.runner import Runner
from pleo_erp_module.hosts.standalone.scheduling.scheduler import Scheduler
from pleo_erp_module.hosts.standalone.scheduling.task import State, Task

__all__ = ["Runner", "Scheduler", "State", "Task"]
