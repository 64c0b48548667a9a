"""The machine's Chromium, under playwright, and where its screenshots go."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from pleo_erp_installer import system

from servers import MissingProgramError

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. There can be one at a time in a process."""
    program = system.chromium()
    if program is None:
        raise MissingProgramError("Chromium is missing; install it: apt-get install -y --no-install-recommends chromium")
    flags = [*FLAGS, *["--no-sandbox"] * system.is_root()]  # its sandbox refuses to run as root
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=program, args=flags) as running:
        yield running


def pictures_folder(temporary: Path, test: str) -> Path:
    """The folder of a test's screenshots: below ``PLEO_ERP_SCREENSHOTS``, else below its temporary folder."""
    folder = Path(os.environ.get("PLEO_ERP_SCREENSHOTS") or temporary / "pictures") / test
    folder.mkdir(parents=True, exist_ok=True)
    return folder
