"""Which ERP the database is."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.exit_codes import FAILED, OK, PARTIAL, USAGE
from pleo_erp_module.hosts.standalone.options import Options, common


@click.command()
@click.option("--company", metavar="ID", help="Only this ERP company.")
@common
@click.pass_obj
def probe(options: Options, company: str | None) -> int:
    """Show which ERP the database is and what would be read from it. Needs no tables, no key and no profile; writes nothing."""
    answer = options.client().run_action("probe", company=company)
    if answer["warnings"]:
        code = USAGE
    elif answer["problems"]:
        code = PARTIAL if answer["companies"] else FAILED
    else:
        code = OK
    return answered(options, answer, answer_tables.print_probe, code)
