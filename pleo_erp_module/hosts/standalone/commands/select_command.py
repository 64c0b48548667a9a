"""Choosing the dimensions to synchronise."""

from __future__ import annotations

import click

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act
from pleo_erp_module.hosts.standalone.options import common, company_option


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
