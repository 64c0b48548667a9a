"""``python -m pleo_erp_installer.demo [--keep | --stop] [--host command-line]``"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from pleo_erp_installer.console import InstallerError, say
from pleo_erp_installer.demo import pleo, scene, show
from pleo_erp_installer.demo.commands import CommandLine
from pleo_erp_installer.demo.story import COMPANY, tell
from pleo_erp_installer.places import Places


def main() -> int:
    """0 if everything that was claimed is true, 1 if not, 130 after an interruption. Only ``--keep`` leaves anything behind."""
    parser = argparse.ArgumentParser(prog="python3 installer demo")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("--host", default="command-line")
    options = parser.parse_args()
    places = Places.find()
    if options.stop:
        say("Stopped and removed." if scene.tear_down(places) else "There is no demo to stop.")
        return 0
    signal.signal(signal.SIGTERM, _interrupt)
    kept = False
    try:
        fine = _play(places)
        kept = options.keep
        if kept:
            _explain(places)
        return 0 if fine else 1
    except InstallerError as error:
        say(f"\nThe demo failed.\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted.")
        return 130
    finally:
        if not kept:
            scene.tear_down(places)


def _play(places: Places) -> bool:
    started = time.monotonic()
    out = show.console()
    say("- An ERP: Tryton 8.0 with the French chart of accounts (built once, about half a minute, then kept) ...")
    put_up = scene.put_up(places)
    put_up.seed(pleo.made_before(put_up.erp))
    say(f"  done ({time.monotonic() - started:.1f} s); Pleo is played by the sandbox at {put_up.base_url}")
    say()
    program = CommandLine(places.program("pleo-erp"), put_up.config, places.logs / "demo.log", out.width)
    program.log.unlink(missing_ok=True)
    fine = tell(out, put_up, program)
    say()
    say(f"{'All of it is true' if fine else 'NOT all of it is true'}; {time.monotonic() - started:.0f} s.")
    return fine


def _explain(places: Places) -> None:
    command: list[str | Path] = [places.program("pleo-erp"), "--config", places.demo / "pleo-erp.toml"]
    say()
    say(f"Everything is left up, in {places.demo}. To play with:")
    for words in (
        ("dimensions", "--company", COMPANY),
        ("plan", "--company", COMPANY),
        ("run", "sync-all", "--company", COMPANY),
        ("history", "--company", COMPANY),
        ("why", "--company", COMPANY, "tag", "--dimension", "DEP", "110"),
    ):
        say(f"    {scene.shell_words([*command, *words])}")
    say("The ERP is a SQLite file, erp.sqlite; Pleo's records are in pleo.json. To stop and remove it all:")
    say("    python3 installer demo --stop")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
