"""Tryton's programs as processes that run beside the test: the scheduler, the worker."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

from gate import Gate
from tryton_host.tryton import SECONDS
from tryton_host.world import World

TASK = "pleo_erp.connection|run_due"
SCHEDULER = ("trytond-cron", "--once", "-n", "1")  # one look


def due(world: World) -> None:
    """Only the module's scheduled task, and now."""
    world.erp.execute("UPDATE ir_cron SET next_call = NULL, active = (method = ?)", TASK)


@contextmanager
def beside(world: World, program: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """One of Tryton's programs, under way; what is left of it ends with the block."""
    with (world.tryton.folder / f"{program}.log").open("ab") as log:
        process = subprocess.Popen(
            world.tryton.command(program, "-v", *arguments), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """It and all that it started, at once and without a warning."""
    if process.poll() is None:
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        for one in family:
            one.kill()
        psutil.wait_procs(family, timeout=SECONDS)
    process.wait(SECONDS)


def kill_in_midst(world: World, process: subprocess.Popen[bytes], gate: Gate) -> None:
    """Kill it while Pleo has one of its requests in hand, which Pleo then carries out."""
    assert gate.reached.wait(SECONDS)
    kill(process)
    world.pleo.before = lambda logged: None
    gate.opened.set()
    world.pleo.stop()  # whatever is still in Pleo's hands is done before anybody looks again
    world.pleo.start()


def wait_until(holds: Callable[[], bool]) -> None:
    """Until it is so."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)
