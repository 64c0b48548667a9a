"""Choosing the dimensions to synchronise."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from pleo_erp_hookspecs import Message
from pleo_erp_hookspecs.dimension_answers import ArchivedGroupAnswer
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.options import Options, common, company_option
from pleo_erp_module.hosts.standalone.terminal_language import _


@click.command()
@company_option
@click.argument("codes", nargs=-1, metavar="CODE...")
@click.option("--none", "nothing", is_flag=True, help="Select no dimension at all.")
@click.option("--dry-run", is_flag=True, help="Save nothing; only show what would be archived.")
@click.option("--yes", is_flag=True, help="Save without asking, even if the next run would archive tag groups.")
@common
@click.pass_obj
def select(options: Options, company: str, codes: tuple[str, ...], nothing: bool, dry_run: bool, yes: bool) -> int:
    """Choose the dimensions to synchronise, at most five. Starts no run."""
    if bool(codes) == nothing:
        raise error("usage", detail=Message("dimensions_or_none"))
    client = options.client()
    if dry_run or not yes:
        shown = client.run_action("select", company=company, codes=list(codes), dry_run=True)
        if dry_run:
            return answered(options, shown, answer_tables.print_selectable)
        _confirm(shown["will_archive"], asks=sys.stdin.isatty() and not options.json)
    saved = client.run_action("select", company=company, codes=list(codes))
    return answered(options, saved, lambda answer: answer_tables.print_selected(answer, company))


def _confirm(archives: Sequence[ArchivedGroupAnswer], *, asks: bool) -> None:
    """Have a person approve that tag groups are archived. Raises ``selection_unconfirmed``, also without a terminal to ask."""
    if not archives:
        return
    if asks:
        answer_tables.print_archives(archives)
    if not asks or not click.confirm(_("Save this selection?"), err=True):
        raise error("selection_unconfirmed", groups=[f"{group['code']} ({group['name']})" for group in archives])
