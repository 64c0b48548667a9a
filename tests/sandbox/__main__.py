"""``python -m sandbox``: a Pleo on this machine until POST /_sandbox/quit, SIGINT or SIGTERM."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .sandbox import Sandbox
from .switches import Switches

# What stands on the line that says it is ready.
READY = "Pleo sandbox on {address}"


def port(text: str) -> int:
    """0 to 65535."""
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: 0 to 65535")
    return int(text)


def switch(text: str) -> tuple[str, Any]:
    """NAME=VALUE; the value is JSON, or else text."""
    name, sign, value = text.partition("=")
    if not sign:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="sandbox", description="A strict Pleo on this machine (127.0.0.1 only).")
    made.add_argument("--port", type=port, default=0, help="0 (the default) takes a free one")
    made.add_argument("--state", type=Path, help="JSON file: read at start if it exists, and kept up to date")
    made.add_argument("--seed", type=int, default=0, help="for ids and for faults with a probability")
    made.add_argument("--page-size", type=int, help="at most so many records on a page, whatever is asked for")
    made.add_argument("--latency", type=float, metavar="MS", help="milliseconds before each answer")
    made.add_argument("--rate", type=int, help="requests a minute for each key; 0 = any number")
    made.add_argument(
        "--set",
        type=switch,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"any switch: {', '.join(Switches.names())}",
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """0 after a proper end, 2 for a wrong argument."""
    made = parser()
    options = made.parse_args(arguments)
    switches: dict[str, Any] = {"page_size": options.page_size, "latency_ms": options.latency, "rate": options.rate}
    switches = {name: value for name, value in switches.items() if value is not None} | dict(options.set)
    try:
        sandbox = Sandbox(seed=options.seed, port=options.port, state_file=options.state, **switches)
        address = sandbox.start()
    except (ValueError, OSError) as error:
        made.exit(2, f"sandbox: {error}\n")
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:  # in the background of a script Ctrl-C is meant for others
            signal.signal(number, lambda number, frame: sandbox.quit.set())
    print(READY.format(address=address), flush=True)
    if not any(sandbox.everything().values()):
        company = sandbox.add_company("Sandbox Company")
        key = sandbox.add_key()
        print(
            f'An empty Pleo company {company}; its API key is {key}; in pleo-erp.toml: [pleo] base_url = "{address}"', flush=True
        )
    # In slices: on Windows a wait without end is not interrupted by a signal.
    while not sandbox.quit.wait(0.5):
        pass
    sandbox.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
