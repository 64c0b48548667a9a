"""Connecting a company, or replacing its key."""

from __future__ import annotations

import sys

import click

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option
from pleo_erp_module.hosts.standalone.terminal_language import _
from pleo_erp_module.secret_text import SecretText


def _read_key(from_stdin: bool) -> SecretText:
    if from_stdin:
        return SecretText(sys.stdin.read())
    if not sys.stdin.isatty():
        raise error("usage", detail=Message("no_terminal"))
    asked = _("API key (grants access to the Pleo company; it is not shown)")
    return SecretText(click.prompt(asked, hide_input=True, err=True))


@click.command()
@company_option
@click.option("--key-stdin", is_flag=True, help="Read the API key from standard input instead of asking for it.")
@click.option(
    "--pleo-company", metavar="UUID", help="The Pleo company's ID, if the key does not name one or you want to change it."
)
@click.option("--moved", is_flag=True, help="The database was moved and is not a copy.")
@click.option("--take-over", is_flag=True, help="The other installation of this Pleo company is no longer in use.")
@click.argument("never", nargs=-1, metavar="", type=click.UNPROCESSED)
@common
def connect(company: str, key_stdin: bool, pleo_company: str | None, moved: bool, take_over: bool, never: tuple[str, ...]) -> int:
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
        take_over=take_over,
    )
