"""The demo from its options to its end: everything it starts it also ends, whatever happens."""

from __future__ import annotations

import argparse
import logging
import time
import warnings
from collections.abc import Callable, Sequence

from pleo_erp_installer.console import InstallerError, say
from pleo_erp_installer.demo import pleo, scene, show
from pleo_erp_installer.demo.command_line import CommandLineHost
from pleo_erp_installer.demo.host import Host
from pleo_erp_installer.demo.scene import Scene
from pleo_erp_installer.demo.standalone import StandaloneHost
from pleo_erp_installer.demo.story import tell
from pleo_erp_installer.demo.tryton import TrytonHost
from pleo_erp_installer.interruption import ignore
from pleo_erp_installer.lock import alone
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import INTERRUPTED

Maker = Callable[[Places, Scene, argparse.Namespace, int], Host]
HOSTS: dict[str, Maker] = {
    "tryton": lambda places, put_up, options, width: TrytonHost(places, put_up, keep=options.keep),
    "command-line": lambda places, put_up, options, width: CommandLineHost(places, put_up, width),
    "standalone": lambda places, put_up, options, width: StandaloneHost(places, put_up),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if everything that was claimed is true, 1 if not, 130 after an interruption. Only ``--keep`` leaves anything behind."""
    parser = argparse.ArgumentParser(prog="python3 installer demo")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--stop", action="store_true")
    parser.add_argument("--host", choices=list(HOSTS), default=next(iter(HOSTS)))
    options = parser.parse_args(arguments)
    places = Places.find()
    if options.stop:
        say("Stopped and removed." if scene.stop(places) else "There is no demo to stop.")
        return 0
    warnings.simplefilter("ignore")
    waits = "- Another demo is under way; this one begins when it has ended ..."
    try:
        places.demo_logs.mkdir(parents=True, exist_ok=True)
        with alone(places.demo_logs / "lock", waits, lambda: scene.refuse_to_wait(places)):
            return _from_begin_to_end(places, options)
    except InstallerError as error:
        say(f"\nThe demo failed.\n{error}")
        return 1


def _from_begin_to_end(places: Places, options: argparse.Namespace) -> int:
    kept = fine = False
    host: Host | None = None
    try:
        fine, host = _play(places, options)
        if options.keep:
            say()
            scene.keep(places)
            kept = host.keep()
        return 0 if fine else 1
    except KeyboardInterrupt:
        say("\nInterrupted." if host is None else "\nAll of it is ended, and removed.")
        return INTERRUPTED if host is None else int(not fine)
    except (InstallerError, BrokenPipeError):
        raise
    except Exception as exc:
        log = places.demo_logs / "fault.log"
        logging.basicConfig(filename=log, force=True)
        logging.getLogger(__name__).exception("the demo failed")
        raise InstallerError(f"{type(exc).__name__}: {exc}\nMore about it: {log}") from None
    finally:
        if not kept:
            ignore()
            scene.tear_down(places)


def _play(places: Places, options: argparse.Namespace) -> tuple[bool, Host]:
    started = time.monotonic()
    out = show.console()
    say("- An ERP: Tryton 8.0 with the French chart of accounts (built once, about half a minute, then kept) ...")
    put_up = scene.put_up(places)
    put_up.seed(pleo.made_before(put_up.erp))
    say(f"  done ({time.monotonic() - started:.1f} s); Pleo is played by the sandbox at {put_up.base_url}")
    say()
    host = HOSTS[options.host](places, put_up, options, out.width)
    fine = tell(out, put_up, host)
    say()
    say(f"{'All of it is true' if fine else 'NOT all of it is true'}; {time.monotonic() - started:.0f} s.")
    return fine, host
