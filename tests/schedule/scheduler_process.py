"""A scheduler in a process of its own: ``python -m schedule.scheduler_process CONFIG``. SIGTERM stops it."""

from __future__ import annotations

import logging
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pleo_erp_hookspecs import ModuleClient, User, load_modules
from pleo_erp_module.hosts.standalone.config import load
from pleo_erp_module.hosts.standalone.interruption import stop_signal
from pleo_erp_module.hosts.standalone.schedule import Scheduler
from pleo_erp_module.hosts.standalone.schedule.scheduler import USER
from pleo_erp_module.hosts.standalone.standalone_host import StandaloneHost


def main(path: str) -> int:
    """Run until asked to stop; 0 if all runs ended in time."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s")
    config = load(Path(path))

    def host(user: User) -> StandaloneHost:
        return StandaloneHost(config, user)

    with stop_signal() as asked:
        scheduler = Scheduler(lambda user: ModuleClient(load_modules(), host(user)), config.schedule, host(USER).notifier)
        scheduler.start()
        print("started", flush=True)
        while not asked():
            time.sleep(0.05)
        with ThreadPoolExecutor(1) as beside:
            ended = beside.submit(scheduler.stop)
            while not all(task.is_asked_to_stop() for task in scheduler.runner.current()):
                time.sleep(0.01)
            print("stopping", flush=True)
        return 0 if ended.result() else 1


if __name__ == "__main__":
    os._exit(main(sys.argv[1]))
