"""Which machine this is, which process, and whether another one on the same machine still lives."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import psutil

_PROC = Path("/proc")
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_PID_NAMESPACE = Path("/proc/self/ns/pid")
_DEAD = ("Z", "X", "x")  # states in /proc: a killed process stays a zombie until its parent looks


def host() -> str:
    """This boot of this machine, within one space of process ids: the node's name, the boot, the container if there is one.

    Only where all of it is equal does a process id mean the same process.
    """
    try:
        boot = _BOOT_ID.read_text("ascii").strip()
    except OSError:  # no Linux; to the minute, since the boot time is computed and wavers
        boot = str(round(psutil.boot_time() / 60))
    try:
        namespace = str(_PID_NAMESPACE.readlink())
    except OSError:
        namespace = ""
    return f"{platform.node()} {boot} {namespace}".strip()


def node(host_name: str) -> str:
    """The part of `host` that a person knows."""
    return host_name.split(" ", 1)[0]


def process() -> str:
    """This process: its id and when it began, since ids are given again."""
    pid = os.getpid()
    return f"{pid} {_began(pid)}"


def is_dead(process_id: str) -> bool:
    """Whether the process that `process` named on this host has ended. False if that cannot be told."""
    pid, _, began = process_id.partition(" ")
    try:
        return _began(int(pid)) != began
    except psutil.NoSuchProcess:
        return True
    except (psutil.Error, OSError, ValueError):
        return False


def _began(pid: int) -> str:
    """When a living process began, in a form that a change of the clock does not move. Raises psutil.NoSuchProcess."""
    if not psutil.pid_exists(pid):
        raise psutil.NoSuchProcess(pid)
    try:
        fields = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except FileNotFoundError:
        return f"{psutil.Process(pid).create_time():.3f}"  # Windows and macOS keep what was noted when it began
    if fields[0] in _DEAD:
        raise psutil.NoSuchProcess(pid)
    return fields[19]
