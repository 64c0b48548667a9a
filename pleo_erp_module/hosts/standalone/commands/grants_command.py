"""The rights of a database login, as SQL."""

from __future__ import annotations

import click

from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.exit_codes import OK, PARTIAL
from pleo_erp_module.hosts.standalone.options import Options, common


@click.command()
@click.option("--for", "login", required=True, metavar="LOGIN", help="The database login, on MariaDB also user@host.")
@click.option("--company", metavar="ID", help="Only the tables of this ERP company, if each company has its own.")
@click.option("--tables", is_flag=True, help="Grant whole tables, not columns.")
@common
@click.pass_obj
def grants(options: Options, login: str, company: str | None, tables: bool) -> int:
    """Print the SQL that gives a login the rights it needs and no others, for a DBA. Runs none of it."""
    answer = options.client().run_action("grants", login=login, company=company, tables=tables)
    return answered(options, answer, lambda it: click.echo(it["sql"], nl=False), PARTIAL if answer["unseen"] else OK)
