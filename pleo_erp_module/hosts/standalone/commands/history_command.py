"""The runs and their changes."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from pleo_erp_module.hosts.standalone import run_tables
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.options import Options, common, company_option


@click.command()
@company_option
@click.argument("run_id", required=False, metavar="[RUN]")
@click.option("--offset", type=click.IntRange(min=0), help="How many of the latest runs to skip.")
@click.option("--all", "every", is_flag=True, help="Show each change, however many there are.")
@common
@click.pass_obj
def history(options: Options, company: str, run_id: str | None, offset: int | None, every: bool) -> int:
    """List the latest runs, or show one with all its changes."""
    client, start = options.client(), offset or 0

    def page(passed: int) -> Any:
        return client.run_action("history", company=company, run=run_id, offset=passed)

    answer = page(start)
    while run_id is not None and (more := page(start + len(answer["changes"]))["changes"]):
        answer = {**answer, "changes": [*answer["changes"], *more]}
    return answered(options, answer, partial(run_tables.print_history, every=every))
