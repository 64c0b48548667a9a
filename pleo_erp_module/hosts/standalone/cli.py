"""The command line `pleo-erp`. Every command is one action or job of the module; no rule is here.

Exit codes: 0 success, 1 failed, 2 usage or configuration, 3 partial, 4 held, 5 already running.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from pleo_erp_hookspecs import ErrorKind, PleoErpError
from pleo_erp_module import __version__
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import bundling, desk, output, run_views, views
from pleo_erp_module.hosts.standalone.host import StandaloneHost
from pleo_erp_module.hosts.standalone.options import Options, common, company_option
from pleo_erp_module.hosts.standalone.stopping import stop_signal
from pleo_erp_module.plugin import plugin

OK, FAILED, USAGE, PARTIAL, HELD, BUSY = 0, 1, 2, 3, 4, 5
_BY_STATUS = {"success": OK, "failed": FAILED, "partial": PARTIAL, "held": HELD, "busy": BUSY}
_BY_KIND = {ErrorKind.FAULT: FAILED, ErrorKind.USAGE: USAGE, ErrorKind.BUSY: BUSY, ErrorKind.STOPPED: PARTIAL}
_WORST_FIRST = (FAILED, PARTIAL, HELD, BUSY, OK)  # of several runs, the exit code that is answered


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": None})
@click.version_option(__version__, prog_name="pleo-erp")
@common
def cli() -> None:
    """Keep Pleo's tags and chart of accounts equal to the ERP."""


def _answer(options: Options, answer: Mapping[str, Any], show: Callable[[Mapping[str, Any]], None], code: int = OK) -> int:
    (output.print_json if options.json else show)(answer)
    return code


def _act(name: str, show: Callable[[Mapping[str, Any]], None] = views.print_plain, **arguments: Any) -> int:
    options = click.get_current_context().find_object(Options) or Options()
    answer = plugin.pleo_erp_run_action(options.host(), name, arguments)
    return _answer(options, answer, show)


@cli.command()
@click.option("--sql", is_flag=True, help="Only print the SQL, for a DBA to review and run.")
@common
@click.pass_obj
def install(options: Options, sql: bool) -> int:
    """Create or upgrade the module's tables in the ERP's database. May be repeated."""
    if sql:
        return _act(
            "script", lambda answer: click.echo(answer["sql"] or "-- The tables are up to date: there is nothing to run.")
        )
    return _answer(options, plugin.pleo_erp_install(options.host()), views.print_plain)


@cli.command()
@click.option(
    "--drop-tables", is_flag=True, help="Also drop the module's tables: settings, selection, keys and history are lost."
)
@common
@click.pass_obj
def uninstall(options: Options, drop_tables: bool) -> int:
    """Remove the module; its tables stay unless told otherwise. Archives nothing in Pleo."""
    host = options.host()
    answer = plugin.pleo_erp_uninstall(host, drop_tables)
    if drop_tables:
        with desk.opened(host.erp) as own:
            own.migrations.drop()
    return _answer(options, answer, views.print_plain)


@cli.command()
@click.option("--company", metavar="ID", help="Try only this company's connection.")
@common
@click.pass_obj
def doctor(options: Options, company: str | None) -> int:
    """Check everything that a run needs, and say what to do."""
    answer = plugin.pleo_erp_run_action(options.host(), "doctor", {"company": company})
    return _answer(options, answer, views.print_doctor, OK if answer["ok"] else FAILED)


@cli.command()
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
    """Write what somebody who helps from afar needs to see into a file. No key and no password is in it."""
    host = options.host()
    content = bundling.zipped(host, plugin.pleo_erp_run_action(host, "bundle", {"company": company}))
    try:
        target.write_bytes(content)
    except OSError as fault:
        raise error("usage", detail=f"{target} cannot be written: {fault.strerror or fault}.") from None
    return _answer(options, {"file": str(target.resolve()), "bytes": len(content)}, views.print_plain)


@cli.command()
@click.option("--company", metavar="ID", help="Only this ERP company.")
@common
@click.pass_obj
def probe(options: Options, company: str | None) -> int:
    """Say which ERP the database is and what would be read of it. Needs no tables, no key and no profile; writes nothing."""
    answer = plugin.pleo_erp_run_action(options.host(), "probe", {"company": company})
    if answer["warnings"]:
        code = USAGE
    elif answer["problems"]:
        code = PARTIAL if answer["companies"] else FAILED
    else:
        code = OK
    return _answer(options, answer, views.print_probe, code)


@cli.command()
@click.option("--for", "login", required=True, metavar="LOGIN", help="The database login, on MariaDB also user@host.")
@click.option("--company", metavar="ID", help="Only the tables of this ERP company, where each has its own.")
@click.option("--tables", is_flag=True, help="Grant whole tables, not columns.")
@common
@click.pass_obj
def grants(options: Options, login: str, company: str | None, tables: bool) -> int:
    """Print the SQL that gives a login the rights it needs and no others, for a DBA. Runs none of it."""
    answer = plugin.pleo_erp_run_action(options.host(), "grants", {"login": login, "company": company, "tables": tables})
    return _answer(options, answer, lambda it: click.echo(it["sql"], nl=False), PARTIAL if answer["unseen"] else OK)


@cli.command("rotate-key")
@common
def rotate_key() -> int:
    """Seal all stored secrets under a new key."""
    return _act("rotate-key")


@cli.command()
@common
def companies() -> int:
    """List the ERP's companies."""
    return _act("companies")


@cli.command()
@common
def connections() -> int:
    """List which companies are connected to Pleo."""
    return _act("connections")


def _read_key(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.read()
    if not sys.stdin.isatty():
        raise error("usage", detail="There is no terminal to ask for the key; give it with --key-stdin.")
    return str(click.prompt("API key (grants access to the Pleo company; it is not shown)", hide_input=True, err=True))


@cli.command()
@company_option
@click.option("--key-stdin", is_flag=True, help="Read the API key from standard input instead of asking for it.")
@click.option("--pleo-company", metavar="UUID", help="The Pleo company, where the key does not tell, or where a change is meant.")
@click.option("--moved", is_flag=True, help="The database was moved and is no copy.")
@click.argument("never", nargs=-1, metavar="", type=click.UNPROCESSED)
@common
def connect(company: str, key_stdin: bool, pleo_company: str | None, moved: bool, never: tuple[str, ...]) -> int:
    """Connect a company to Pleo, or replace its key. Writes nothing to Pleo."""
    if never:  # refused here, since the refusal of a superfluous argument repeats it
        raise error("usage", detail="The key is never an argument, where others can read it; it is asked for, or --key-stdin.")
    return _act(
        "connect", views.print_connected, company=company, key=_read_key(key_stdin), pleo_company=pleo_company, moved=moved
    )


@cli.command()
@company_option
@common
def disconnect(company: str) -> int:
    """Forget the key. Archives nothing; settings and selection stay."""
    return _act("disconnect", company=company)


@cli.command()
@company_option
@common
def dimensions(company: str) -> int:
    """List the ERP's dimensions, and which are selected."""
    return _act("dimensions", views.print_dimensions, company=company)


@cli.command()
@company_option
@click.argument("codes", nargs=-1, metavar="CODE...")
@click.option("--none", "nothing", is_flag=True, help="Select no dimension at all.")
@click.option("--dry-run", is_flag=True, help="Save nothing; only show what would be archived.")
@common
def select(company: str, codes: tuple[str, ...], nothing: bool, dry_run: bool) -> int:
    """Choose the dimensions to synchronise, at most five. Starts no run."""
    if bool(codes) == nothing:
        raise error("usage", detail="Name the dimensions to select, or --none.")
    show = views.print_selectable if dry_run else views.print_selected
    return _act("select", show, company=company, codes=list(codes), dry_run=dry_run)


@cli.command()
@company_option
@click.argument("changes", nargs=-1, metavar="[NAME=VALUE...]")
@common
def settings(company: str, changes: tuple[str, ...]) -> int:
    """Show the settings, after changing those that are named."""
    parsed = {}
    for change in changes:
        name, separator, value = change.partition("=")
        if not separator:
            raise error("usage", detail=f"'{change}' is not of the form NAME=VALUE.")
        parsed[name.strip()] = value.strip()
    return _act("settings", views.print_settings, company=company, changes=parsed)


@cli.command()
@click.argument("job", default="sync-all")
@company_option
@click.option("--dimension", metavar="CODE", help="With sync-tags: only the tags of this dimension.")
@common
@click.pass_obj
def plan(options: Options, job: str, company: str, dimension: str | None) -> int:
    """Show what a run would do now. Writes nothing to Pleo."""
    with output.progress_bar() as progress:
        arguments = {"company": company, "job": job, "dimension": dimension, "progress": progress}
        answer = plugin.pleo_erp_run_action(options.host(), "plan", arguments)
    return _answer(options, answer, run_views.print_plan, FAILED if answer["errors"] else OK)


@cli.command()
@company_option
@click.option("--plan", required=True, metavar="HASH", help="The plan's hash, as plan and run show it.")
@common
def release(company: str, plan: str) -> int:
    """Approve exactly what a plan showed, for 72 hours."""
    return _act("release", lambda answer: run_views.print_released(answer, company), company=company, plan=plan)


@cli.command()
@company_option
@click.option("--plan", required=True, metavar="HASH", help="The plan's hash, as plan and run show it.")
@common
def usage(company: str, plan: str) -> int:
    """Say what hangs on the records that a plan would archive: expenses and categories."""
    return _act("usage", run_views.print_usage, company=company, plan=plan)


@cli.command()
@click.argument("job")
@click.option("--company", metavar="ID", help="The ERP company's id.")
@click.option("--all", "every", is_flag=True, help="All connected companies, one after the other.")
@click.option("--dimension", metavar="CODE", help="With sync-tags: only the tags of this dimension.")
@common
@click.pass_obj
def run(options: Options, job: str, company: str | None, every: bool, dimension: str | None) -> int:
    """Run a job: sync (what is due), sync-all, sync-tags, sync-accounts, or undo (what was released of it)."""
    if (company is None) is not every:
        raise error("usage", detail="Name one company with --company, or --all.")
    if every and dimension is not None:
        raise error("usage", detail="A dimension can be named for one company only.")
    host = options.host()
    with stop_signal() as stop, output.progress_bar() as progress:
        if company is not None:
            report = plugin.pleo_erp_run_job(host, company, job, dimension, progress, stop)
            reports = [report]
        else:
            if job not in {one.name for one in plugin.pleo_erp_jobs(host, "")}:
                raise error("unknown_job", job=job)
            known = plugin.pleo_erp_run_action(host, "connections", {})["connections"]
            reports = [_one_of_all(host, one["company"], job, progress, stop) for one in known]
    if host.config.notify.any:
        for report in reports:
            host.teller.tell_of(report)
        host.teller.deliver()
    codes = {_BY_STATUS[report["status"]] for report in reports}
    code = next((worst for worst in _WORST_FIRST if worst in codes), OK)
    if not options.json:
        reports = [_with_pause(host, report) for report in reports]
    if company is not None:
        return _answer(options, reports[0], run_views.print_run, code)
    return _answer(options, {"runs": reports}, run_views.print_runs, code)


def _with_pause(host: StandaloneHost, report: Mapping[str, Any]) -> Mapping[str, Any]:
    """A run of which nothing was due has no unit that says why it is held."""
    if report["status"] != "held" or report["units"]:
        return report
    standing = plugin.pleo_erp_run_action(host, "connections", {"company": report["company"]})["connections"]
    return {**report, "paused": any(one["paused"] for one in standing)}


def _one_of_all(host: StandaloneHost, company: str, job: str, progress: Any, stop: Callable[[], bool]) -> Mapping[str, Any]:
    """One company's misconfiguration must not keep the others from running."""
    try:
        return plugin.pleo_erp_run_job(host, company, job, None, progress, stop)
    except PleoErpError as fault:
        none = {"reads": 0, "writes": 0, "retries": 0}
        report: dict[str, Any] = {
            "run": None,
            "company": company,
            "job": job,
            "status": "failed",
            "plan": None,
            "requests": none,
            "units": [],
        }
        return {**report, "warnings": [], "error": fault.as_dict()}


@cli.command("notify-test")
@common
@click.pass_obj
def notify_test(options: Options) -> int:
    """Send a test message by every way that [notify] configures."""
    ways = options.host().teller.test()
    if not ways:
        raise error("usage", detail="The configuration has no [notify], or nobody in [notify] to.")
    return _answer(options, {"ways": ways}, views.print_ways, OK if all(way["ok"] for way in ways) else FAILED)


@cli.command()
@company_option
@common
@click.pass_obj
def undo(options: Options, company: str) -> int:
    """Pause the connection, and plan to turn back what the last run changed. Writes nothing to Pleo."""
    with output.progress_bar() as progress:
        answer = plugin.pleo_erp_run_action(options.host(), "undo", {"company": company, "progress": progress})
    return _answer(options, answer, run_views.print_undo, FAILED if answer["errors"] else OK)


@cli.command()
@company_option
@common
def pause(company: str) -> int:
    """Let no run write anything until resume."""
    return _act("pause", company=company)


@cli.command()
@company_option
@common
def resume(company: str) -> int:
    """End a pause."""
    return _act("resume", company=company)


@cli.command()
@company_option
@click.argument("run_id", required=False, metavar="[RUN]")
@click.option("--offset", type=click.IntRange(min=0), help="How many of the latest runs to pass over.")
@common
@click.pass_obj
def history(options: Options, company: str, run_id: str | None, offset: int | None) -> int:
    """List the latest runs, or show one with all its changes."""
    host, start = options.host(), offset or 0

    def page(passed: int) -> Any:
        arguments = {"company": company, "run": run_id, "offset": passed}
        return plugin.pleo_erp_run_action(host, "history", arguments)

    answer = page(start)
    while run_id is not None and (more := page(start + len(answer["changes"]))["changes"]):
        answer = {**answer, "changes": [*answer["changes"], *more]}
    return _answer(options, answer, run_views.print_history)


@cli.command()
@company_option
@click.argument("kind", type=click.Choice(["tag", "tag-group", "account"]))
@click.argument("code")
@click.option("--dimension", metavar="CODE", help="Of a tag: its dimension.")
@common
def why(company: str, kind: str, code: str, dimension: str | None) -> int:
    """Say why one tag, tag group or account is as it is in Pleo."""
    return _act("why", run_views.print_why, company=company, kind=kind, code=code, dimension=dimension)


@cli.command()
@click.option("--new-link", is_flag=True, help="Only print another one-time link that makes an administrator.")
@click.option("--sql", is_flag=True, help="Only print the SQL of the pages' own tables, for a DBA to review and run.")
@common
@click.pass_obj
def serve(options: Options, new_link: bool, sql: bool) -> None:
    """Serve the web pages and run the schedule, until told to stop."""
    config = options.host().config
    try:
        from pleo_erp_module.hosts.standalone.web import serving
    except ModuleNotFoundError as missing:
        raise error("web_missing", library=missing.name) from None
    if sql:
        click.echo(serving.script(config))
    elif new_link:
        click.echo(serving.new_link(config))
    else:
        serving.serve(config, click.echo)


def _log(verbose: int) -> None:
    logging.basicConfig(
        stream=sys.stderr,
        level=(logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)],
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        force=True,
    )
    # The libraries below log addresses and headers at their finest level; ours says what is needed and no secret.
    for name in ("urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _failed(fault: PleoErpError, as_json: bool) -> int:
    if as_json:
        output.print_json({"error": fault.as_dict()})
    else:
        output.print_error(fault)
    return _BY_KIND[fault.kind]


def run_command(arguments: Sequence[str]) -> int:
    """One command; answers its exit code. Nothing is raised: every fault is a sentence."""
    output.use_utf8()
    as_json = "--json" in arguments
    _log(sum(2 if a == "-vv" else 1 for a in arguments if a in {"-v", "-vv", "--verbose"}))
    try:
        return int(cli.main(args=list(arguments), prog_name="pleo-erp", standalone_mode=False) or OK)
    except click.exceptions.Abort:
        return _failed(error("aborted"), as_json)
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.ctx.get_help() if shown.ctx else "", err=True)
        return USAGE
    except click.ClickException as fault:
        return _failed(error("usage", detail=fault.format_message()), as_json)
    except PleoErpError as fault:
        return _failed(fault, as_json)
    except BrokenPipeError:
        sys.stderr.close()
        return FAILED
    except Exception as fault:
        logging.getLogger("pleo_erp").debug("unexpected", exc_info=True)
        return _failed(error("internal", detail=f"{type(fault).__name__}: {fault}"), as_json)


def main() -> None:
    """The entry point of the console command."""
    sys.exit(run_command(sys.argv[1:]))
