"""Checking everything that a run needs."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone import answer_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.exit_codes import FAILED, OK
from pleo_erp_module.hosts.standalone.options import Options, common


@click.command()
@click.option("--company", metavar="ID", help="Check only this company's connection.")
@common
@click.pass_obj
def doctor(options: Options, company: str | None) -> int:
    """Check everything that a run needs, and say what to do."""
    answer = options.client().run_action("doctor", company=company)
    return answered(options, answer, answer_tables.print_doctor, OK if answer["ok"] else FAILED)
