"""Which company is connected, with which key, and what of it is synchronised."""

from __future__ import annotations

import sys

import click

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


@click.command()
@common
def companies() -> int:
    """List the ERP's companies."""
    return act("companies")


@click.command()
@common
def connections() -> int:
    """List which companies are connected to Pleo."""
    return act("connections")


def _read_key(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.read()
    if not sys.stdin.isatty():
        raise error("usage", detail=Message("no_terminal"))
    return str(click.prompt("API key (grants access to the Pleo company; it is not shown)", hide_input=True, err=True))


@click.command()
@company_option
@click.option("--key-stdin", is_flag=True, help="Read the API key from standard input instead of asking for it.")
@click.option("--pleo-company", metavar="UUID", help="The Pleo company, where the key does not tell, or where a change is meant.")
@click.option("--moved", is_flag=True, help="The database was moved and is not a copy.")
@click.argument("never", nargs=-1, metavar="", type=click.UNPROCESSED)
@common
def connect(company: str, key_stdin: bool, pleo_company: str | None, moved: bool, never: tuple[str, ...]) -> int:
    """Connect a company to Pleo, or replace its key. Writes nothing to Pleo."""
    if never:  # refused here, since the error of a superfluous argument repeats it
        raise error("usage", detail=Message("key_as_argument"))
    return act(
        "connect",
        answer_tables.print_connected,
        company=company,
        key=_read_key(key_stdin),
        pleo_company=pleo_company,
        moved=moved,
    )


@click.command()
@company_option
@common
def disconnect(company: str) -> int:
    """Forget the key. Archives nothing; settings and selection stay."""
    return act("disconnect", company=company)


@click.command()
@company_option
@common
def dimensions(company: str) -> int:
    """List the ERP's dimensions, and which are selected."""
    return act("dimensions", answer_tables.print_dimensions, company=company)


@click.command()
@company_option
@click.argument("codes", nargs=-1, metavar="CODE...")
@click.option("--none", "nothing", is_flag=True, help="Select no dimension at all.")
@click.option("--dry-run", is_flag=True, help="Save nothing; only show what would be archived.")
@common
def select(company: str, codes: tuple[str, ...], nothing: bool, dry_run: bool) -> int:
    """Choose the dimensions to synchronise, at most five. Starts no run."""
    if bool(codes) == nothing:
        raise error("usage", detail=Message("dimensions_or_none"))
    show = answer_tables.print_selectable if dry_run else answer_tables.print_selected
    return act("select", show, company=company, codes=list(codes), dry_run=dry_run)


@click.command()
@company_option
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE...]")
@common
def settings(company: str, changes: tuple[str, ...]) -> int:
    """Show the settings, after changing those that are named."""
    parsed = {}
    for change in changes:
        name, separator, value = change.partition("=")
        if not separator:
            raise error("usage", detail=Message("not_name_value", {"text": change}))
        parsed[name.strip()] = value.strip()
    return act("settings", answer_tables.print_settings, company=company, changes=parsed)
