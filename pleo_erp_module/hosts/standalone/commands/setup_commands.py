"""The installation: tables, keys, rights, checks, and serving the pages."""

from __future__ import annotations

from pathlib import Path

import click

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import answer_tables, bundle_file, host_tables
from pleo_erp_module.hosts.standalone.commands.command_result import act, answered
from pleo_erp_module.hosts.standalone.exit_codes import FAILED, OK, PARTIAL, USAGE
from pleo_erp_module.hosts.standalone.options import Options, common


@click.command()
@click.option("--sql", is_flag=True, help="Only print the SQL, for a DBA to review and run.")
@common
@click.pass_obj
def install(options: Options, sql: bool) -> int:
    """Create or upgrade the module's tables in the ERP's database. May be repeated."""
    if sql:
        return act("script", lambda answer: click.echo(answer["sql"] or "-- The tables are up to date: there is nothing to run."))
    return answered(options, options.client().install(), answer_tables.print_plain)


@click.command()
@click.option(
    "--drop-tables", is_flag=True, help="Also drop the module's tables: settings, selection, keys and history are lost."
)
@common
@click.pass_obj
def uninstall(options: Options, drop_tables: bool) -> int:
    """Remove the module; its tables stay unless told otherwise. Archives nothing in Pleo."""
    host = options.host()
    answer = options.client(host).uninstall(drop_tables=drop_tables)
    if drop_tables:
        with host_tables.opened(host.erp) as own:
            own.migrations.drop()
    return answered(options, answer, answer_tables.print_plain)


@click.command()
@click.option("--company", metavar="ID", help="Try only this company's connection.")
@common
@click.pass_obj
def doctor(options: Options, company: str | None) -> int:
    """Check everything that a run needs, and say what to do."""
    answer = options.client().run_action("doctor", company=company)
    return answered(options, answer, answer_tables.print_doctor, OK if answer["ok"] else FAILED)


@click.command()
@click.option(
    "--output",
    "target",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The zip file to write.",
)
@click.option("--company", metavar="ID", help="Only this company.")
@common
@click.pass_obj
def bundle(options: Options, target: Path, company: str | None) -> int:
    """Write what remote support needs to see into a file. No key and no password is in it."""
    host = options.host()
    content = bundle_file.zipped(host, options.client(host).run_action("bundle", company=company))
    try:
        target.write_bytes(content)
    except OSError as fault:
        why = Message("file_not_written", {"path": str(target), "why": fault.strerror or str(fault)})
        raise error("usage", detail=why) from None
    return answered(options, {"file": str(target.resolve()), "bytes": len(content)}, answer_tables.print_plain)


@click.command()
@click.option("--company", metavar="ID", help="Only this ERP company.")
@common
@click.pass_obj
def probe(options: Options, company: str | None) -> int:
    """Say which ERP the database is and what would be read of it. Needs no tables, no key and no profile; writes nothing."""
    answer = options.client().run_action("probe", company=company)
    if answer["warnings"]:
        code = USAGE
    elif answer["problems"]:
        code = PARTIAL if answer["companies"] else FAILED
    else:
        code = OK
    return answered(options, answer, answer_tables.print_probe, code)


@click.command()
@click.option("--for", "login", required=True, metavar="LOGIN", help="The database login, on MariaDB also user@host.")
@click.option("--company", metavar="ID", help="Only the tables of this ERP company, where each has its own.")
@click.option("--tables", is_flag=True, help="Grant whole tables, not columns.")
@common
@click.pass_obj
def grants(options: Options, login: str, company: str | None, tables: bool) -> int:
    """Print the SQL that gives a login the rights it needs and no others, for a DBA. Runs none of it."""
    answer = options.client().run_action("grants", login=login, company=company, tables=tables)
    return answered(options, answer, lambda it: click.echo(it["sql"], nl=False), PARTIAL if answer["unseen"] else OK)


@click.command("rotate-key")
@common
def rotate_key() -> int:
    """Seal all stored secrets under a new key."""
    return act("rotate-key")


@click.command("notify-test")
@common
@click.pass_obj
def notify_test(options: Options) -> int:
    """Send a test message by every way that [notify] configures."""
    ways = options.host().teller.test()
    if not ways:
        raise error("usage", detail=Message("nobody_to_notify"))
    return answered(options, {"ways": ways}, answer_tables.print_ways, OK if all(way["ok"] for way in ways) else FAILED)


@click.command()
@click.option("--new-link", is_flag=True, help="Only print another one-time link that makes an administrator.")
@click.option("--sql", is_flag=True, help="Only print the SQL of the pages' own tables, for a DBA to review and run.")
@common
@click.pass_obj
def serve(options: Options, new_link: bool, sql: bool) -> None:
    """Serve the web pages and run the schedule, until told to stop."""
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
