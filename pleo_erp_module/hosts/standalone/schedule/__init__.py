"""The scheduler of `serve`: it asks the module every minute what is due, and runs that with a few threads."""

from pleo_erp_module.hosts.standalone.schedule.job_runner import Runner
from pleo_erp_module.hosts.standalone.schedule.job_task import Task, TaskState
from pleo_erp_module.hosts.standalone.schedule.scheduler import Scheduler

__all__ = ["Runner", "Scheduler", "Task", "TaskState"]
