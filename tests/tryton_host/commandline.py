"""The command line beside Tryton: on the same database, with the same key file."""

from __future__ import annotations

from typing import Any

from cli.command import call
from cli.world import toml
from tryton_host.world import FAST, KEY, World

_ABOUT_ALL = frozenset({"companies", "connections", "doctor", "install", "rotate-key", "uninstall"})


def command(world: World, *arguments: str, stdin: str = "", company: int | None = None) -> dict[str, Any]:
    """The answer of a command, about the company where people work or another one."""
    config = world.tryton.folder / "pleo-erp.toml"
    own = world.tryton.sections["pleo_erp"]
    sections: dict[str, dict[str, Any]] = {
        "erp": {"profile": "tryton", "connection": world.erp.connection, "language": own["language"]},
        "vault": {"key_file": own["key_file"]},
        "pleo": {"base_url": own["base_url"], "requests_per_minute": FAST},
    }
    config.write_text(toml(sections), "utf-8")
    about = () if arguments[0] in _ABOUT_ALL else ("--company", str(company or world.company))
    return call([*arguments, *about, "--config", str(config), "--json"], stdin).data


def released_without_forms(world: World, *codes: str) -> None:
    """Connect, select and release what there is to do: quicker than through Tryton's forms."""
    command(world, "install")
    command(world, "connect", "--key-stdin", stdin=KEY)
    command(world, "select", *codes, "--yes")
    assert command(world, "release", "--plan", command(world, "plan")["plan"])["approved"] > 0
