"""The command line `pleo-erp`. Every command is one action or job of the module; no rule is here.

Exit codes: 0 success, 1 failed, 2 usage or configuration, 3 partial, 4 held, 5 already running.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import sys
from collections.abc import Sequence

import click

from pleo_erp_hookspecs import ErrorKind, PleoErpError
from pleo_erp_module import __version__
from pleo_erp_module.hosts.standalone.exit_codes import BUSY, FAILED, OK, PARTIAL, USAGE
from pleo_erp_module.hosts.standalone.lazy_group import LazyGroup, translated
from pleo_erp_module.hosts.standalone.options import common
from pleo_erp_module.hosts.standalone.terminal_language import speaking, spoken_language, terminal_language
from pleo_erp_module.messages import Renderer
from pleo_erp_module.messages.catalogue import ENGLISH
from pleo_erp_module.secret_text import MASK

# A word of a command that click does not know, and would repeat, may be a key that was pasted in the wrong place.
_LIKE_A_KEY = re.compile(r"(?<![\w/.-])(?=[\w+=-]*\d)[\w+=-]{20,}")
# What writing to standard output fails with: a reader that has gone, a full or a broken disk.
_OUTPUT_LOST = {errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
_BY_KIND = {ErrorKind.FAULT: FAILED, ErrorKind.USAGE: USAGE, ErrorKind.BUSY: BUSY, ErrorKind.STOPPED: PARTIAL}


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": None})
@click.version_option(__version__, prog_name="pleo-erp")
@common
def cli() -> None:
    """Keep Pleo's tags and chart of accounts equal to the ERP."""


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


def _use_utf8() -> None:
    """Whatever the machine's code page: the ERP's letters must come out right."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _error(code: str, **facts: object) -> PleoErpError:
    from pleo_erp_module.errors import error

    return error(code, **facts)


def _failed(fault: PleoErpError, as_json: bool) -> int:
    from pleo_erp_module.hosts.standalone import output
    from pleo_erp_module.hosts.standalone.command_words import WORDS

    Renderer(spoken_language(), WORDS).localise(fault)  # it may be the command line's own
    if as_json:
        output.print_json({"error": fault.as_dict()})
    else:
        output.print_error(fault)
    return _BY_KIND[fault.kind]


def _language(arguments: Sequence[str]) -> str:
    """As ``--language`` says, else the user's; what a program reads is English unless it asks for another."""
    for place, argument in enumerate(arguments):
        name, separator, value = argument.partition("=")
        if name == "--language":
            return value if separator else next(iter(arguments[place + 1 :]), "")
    return ENGLISH if "--json" in arguments else terminal_language()


def run_command(arguments: Sequence[str]) -> int:
    """One command; answers its exit code. Nothing is raised: every error is a sentence."""
    _use_utf8()
    with speaking(_language(arguments)):
        try:
            return _run(arguments)
        except BrokenPipeError:
            sys.stderr.close()
            return FAILED
        except OSError as exc:  # of standard output, even for an error as JSON
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would fail again when it ends
            return _failed(_error("output_failed", why=exc.strerror or str(exc)), as_json=False)


def _run(arguments: Sequence[str]) -> int:
    as_json = "--json" in arguments
    _log(sum(2 if a == "-vv" else 1 for a in arguments if a in {"-v", "-vv", "--verbose"}))
    try:
        return int(translated(cli).main(args=list(arguments), prog_name="pleo-erp", standalone_mode=False) or OK)
    except click.exceptions.Abort:
        return _failed(_error("aborted"), as_json)
    except click.exceptions.NoArgsIsHelpError as shown:
        click.echo(shown.ctx.get_help() if shown.ctx else "", err=True)
        return USAGE
    except click.ClickException as exc:
        return _failed(_error("usage", detail=_LIKE_A_KEY.sub(MASK, exc.format_message())), as_json)
    except PleoErpError as exc:
        return _failed(exc, as_json)
    except Exception as exc:
        if isinstance(exc, OSError) and exc.errno in _OUTPUT_LOST and exc.filename is None:
            raise
        logging.getLogger("pleo_erp").debug("unexpected", exc_info=True)
        return _failed(_error("internal", detail=f"{type(exc).__name__}: {exc}"), as_json)


def main() -> None:
    """The entry point of the console command."""
    sys.exit(run_command(sys.argv[1:]))
