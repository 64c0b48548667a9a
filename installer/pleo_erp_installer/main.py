"""The installer's commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pleo_erp_installer import checkout, doctor, environment, module, pins, report_page, script_templates, suite, system
from pleo_erp_installer.console import InstallerError, say
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import INTERRUPTED, attend

HOSTS = ("tryton", "command-line", "standalone")  # the demo has each of them; the first is what is shown unless told otherwise


def parser() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    top = argparse.ArgumentParser(
        prog="python3 installer", description="Sets this machine up for the module, and shows it at work."
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="a real ERP, a Pleo on this machine, and the module between them")
    demo.add_argument("--keep", action="store_true", help="leave everything up to play with; a server until Ctrl-C")
    demo.add_argument("--stop", action="store_true", help="stop what --keep has left up, and remove it")
    demo.add_argument("--host", choices=HOSTS, default=HOSTS[0], help="which host to show (default: %(default)s)")

    test = commands.add_parser("test", help="the whole test suite, or with arguments for pytest only those tests")
    test.add_argument("--fast", action="store_true", help="format, lint, types, and tests that need no server, browser or ERP")
    test.add_argument("--lowest", action="store_true", help="the fast tests with the oldest packages that setup.cfg allows")
    test.add_argument("pytest", nargs=argparse.REMAINDER, metavar="...", help="arguments for pytest")

    sandbox = commands.add_parser("sandbox", help="a strict Pleo on this machine, until it is interrupted")
    sandbox.add_argument("--port", type=int, required=True, metavar="N", help="where it listens, on 127.0.0.1")
    sandbox.add_argument("--state", type=Path, metavar="FILE", help="what it remembers; read at start if it exists")

    for name, text in (
        ("install", "build the module's environment"),
        ("upgrade", "the same with newer packages, and new tables"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--config", type=Path, metavar="FILE", help="with it, also create or upgrade the module's tables")
    uninstall = commands.add_parser("uninstall", help="remove the environment; the module's tables stay")
    uninstall.add_argument("--config", type=Path, metavar="FILE", help="needed for --drop-tables")
    uninstall.add_argument("--drop-tables", action="store_true", help="remove the module's tables, with all settings and history")

    commands.add_parser("dev", help="prepare this checkout for work on it: environment, git hook, fast checks")
    commands.add_parser("lock", help="pin the newest packages that setup.cfg allows in installer/requirements.lock")
    commands.add_parser("sql", help="write each engine's scripts of the tables from their templates in sql/tables")
    commands.add_parser("languages", help="bring the catalogues of translations up to date with the sources")
    commands.add_parser("reports", help="write docs/reports.md from the types of the contract")
    commands.add_parser("doctor", help="look at what this machine has, and say what is missing")
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """0 success, 1 something failed or has to be done by a person, 2 wrong usage, 130 interrupted."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    top = parser()
    options, rest = top.parse_known_args(words)
    if rest and options.command not in ("test", "sandbox"):
        top.error(f"unrecognised arguments: {' '.join(rest)}")
    if sys.stdout.encoding.lower().replace("-", "") != "utf8" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        return _dispatch(options, rest, Places.find())
    except InstallerError as error:
        say()
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say()
        say("Interrupted.")
        return INTERRUPTED


def _dispatch(options: argparse.Namespace, rest: Sequence[str], places: Places) -> int:
    if options.command == "doctor":
        return doctor.report(places)
    if options.command == "sql":
        return script_templates.report(places.checkout / "sql")
    if options.command == "reports":
        return report_page.report(places.checkout)
    places.make_cache()
    if options.command == "install":
        return module.install(places, options.config)
    if options.command == "upgrade":
        return module.upgrade(places, options.config)
    if options.command == "uninstall":
        return module.uninstall(places, options.config, drop_tables=options.drop_tables)
    if options.command == "test":
        words = [*rest, *options.pytest]
        if options.fast or options.lowest:
            return suite.run_fast(places, words, lowest=options.lowest)
        return suite.run_suite(places, words)
    if options.command == "dev":
        return checkout.prepare(places)
    if options.command == "lock":
        return pins.write(places)
    if options.command == "languages":
        environment.ensure(places, ["demo", "test"])
        return attend(places, ["-m", "pleo_erp_installer.catalogues"])
    system.ensure(system.FOR_THE_DEMO, places)
    web = options.command == "demo" and options.host == "standalone"
    environment.ensure(places, ["demo", *["web"] * web])
    if options.command == "sandbox":
        state = ["--state", str(options.state.absolute())] if options.state else []
        return attend(places, ["-m", "sandbox", "--port", str(options.port), *state, *rest])
    flags = ["--keep"] * (options.keep and _can_keep(options.host, places)) + ["--stop"] * options.stop
    return attend(places, ["-m", "pleo_erp_installer.demo", "--host", options.host, *flags])


def _can_keep(host: str, places: Places) -> bool:
    """Tryton is looked at with its web client; a demo that ends by itself needs none."""
    if host != "tryton":
        return True
    try:
        system.ensure(system.FOR_THE_WEB_CLIENT, places)
    except InstallerError as error:
        say(f"{error}\n\nUntil then --keep is left out: the demo runs, and ends.\n")
        return False
    return True
