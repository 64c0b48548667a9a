"""The web pages and the scheduler."""

from __future__ import annotations

import click

from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.options import Options, common


@click.command()
@click.option("--new-link", is_flag=True, help="Only print another one-time link that makes an administrator.")
@click.option("--sql", is_flag=True, help="Only print the SQL of the pages' own tables, for a DBA to review and run.")
@common
@click.pass_obj
def serve(options: Options, new_link: bool, sql: bool) -> None:
    """Serve the web pages and run the schedule, until stopped."""
    config = options.host().config
    try:
        from pleo_erp_module.hosts.standalone.web import web_server
    except ModuleNotFoundError as missing:
        raise error("web_missing", library=missing.name) from None
    if sql:
        click.echo(web_server.script(config))
    elif new_link:
        click.echo(web_server.new_link(config))
    else:
        web_server.serve(config, click.echo)
