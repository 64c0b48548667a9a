"""`pleo-erp serve` as a process of its own, in front of a world."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

from cli.command import start
from cli.world import toml
from world import World

SECONDS = 60


def configuration(world: World, folder: Path, **more: dict[str, Any]) -> Path:
    """A configuration of the world's ERP, whose pages are on any free port; ``more`` are further sections."""
    path = folder / "pleo-erp.toml"
    erp = world.host.erp
    sections = {
        "erp": {"connection": erp.connection, "profile": erp.profile, "profiles_folder": str(erp.profiles_folder)},
        "vault": {"key_file": str(world.host.key_file)},
        "pleo": {"base_url": world.pleo.base_url},
        "web": {"listen": "127.0.0.1:0"},
        **more,
    }
    path.write_text(toml(sections), "utf-8")
    return path


@contextmanager
def served(config: Path, lines: int) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """The process, and the first so many lines that it prints."""
    running = start(["serve", "--config", str(config)])
    assert running.stdout is not None
    said: Queue[str] = Queue()

    def read() -> None:
        for line in running.stdout or ():
            said.put(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield running, [said.get(timeout=SECONDS) for _ in range(lines)]
    finally:
        if running.poll() is None:
            running.kill()
        running.wait(SECONDS)
        reader.join(SECONDS)
        for pipe in (running.stdin, running.stdout, running.stderr):
            assert pipe is not None
            pipe.close()
