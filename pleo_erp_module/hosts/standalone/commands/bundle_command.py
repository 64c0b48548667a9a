"""Diagnostics for remote support."""

from __future__ import annotations

from pathlib import Path

import click

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import answer_tables, bundle_file
from pleo_erp_module.hosts.standalone.commands.command_result import answered
from pleo_erp_module.hosts.standalone.options import Options, common


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
    """Write diagnostics for remote support to a file. Contains counts and error messages, never keys or passwords."""
    content = bundle_file.zipped(options.client().run_action("bundle", company=company))
    try:
        target.write_bytes(content)
    except OSError as exc:
        why = Message("file_not_written", {"path": str(target), "why": exc.strerror or str(exc)})
        raise error("usage", detail=why) from None
    return answered(options, {"file": str(target.resolve()), "bytes": len(content)}, answer_tables.print_plain)
