"""Installing the module itself for an administrator: its environment, and with a configuration its tables."""

from __future__ import annotations

import shutil
from pathlib import Path

from pleo_erp_installer import environment, system
from pleo_erp_installer.console import InstallerError, say
from pleo_erp_installer.places import Places
from pleo_erp_installer.programs import call


def install(places: Places, config: Path | None) -> int:
    """Build the environment; a checkout with the test tools in it already has all that is needed."""
    system.ensure(system.FOR_THE_MODULE, places)
    environment.ensure(places, [], editable=_editable(places))
    return _tables(places, config)


def upgrade(places: Places, config: Path | None) -> int:
    """Newer packages, then newer tables."""
    system.ensure(system.FOR_THE_MODULE, places)
    environment.ensure(places, [], editable=_editable(places), fresh=True)
    return _tables(places, config)


def uninstall(places: Places, config: Path | None, *, drop_tables: bool) -> int:
    """Remove the environment. Tables are dropped first, while the program that can do it is still there."""
    if drop_tables:
        if config is None:
            raise InstallerError("--drop-tables needs --config FILE: it says in which database the tables are.")
        code = call(places, [places.program("pleo-erp"), "--config", config.absolute(), "uninstall", "--drop-tables"])
        if code:
            say("The tables could not be removed, so the environment stays, too.")
            return code
    if not places.stamp.is_file():
        say(f"{places.venv} was not made by this installer; nothing to remove.")
        return 0
    shutil.rmtree(places.venv)
    say(
        f"Removed {places.venv}."
        + ("" if drop_tables else " The module's tables, settings and history stay in the ERP's database.")
    )
    return 0


def _editable(places: Places) -> bool:
    stamp = environment.Stamp.read(places.stamp)
    return stamp is not None and stamp.editable


def _tables(places: Places, config: Path | None) -> int:
    program = places.program("pleo-erp")
    if config is not None:
        return call(places, [program, "--config", config.absolute(), "install"])
    say(f"The module is installed. Its program: {program}")
    say("Next: write pleo-erp.toml (see README.md, docs/), then")
    say(f"    {program} --config pleo-erp.toml install")
    say(f"    {program} --config pleo-erp.toml doctor")
    return 0
