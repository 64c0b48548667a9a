"""The options that commands have in common, before or after the command's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pleo_erp_module.hosts.standalone import config_location
from pleo_erp_module.hosts.standalone.terminal_language import spoken_language
from pleo_erp_module.messages.catalogue import LANGUAGES

if TYPE_CHECKING:
    from pleo_erp_hookspecs import ModuleClient
    from pleo_erp_module.hosts.standalone.standalone_host import StandaloneHost

PERMITTED_RATE = 600  # requests a minute
_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(slots=True)
class Options:
    """What may stand before or after a sub-command."""

    config: Path | None = None
    json: bool = False
    verbose: int = 0

    def client(self, host: StandaloneHost | None = None) -> ModuleClient:
        """The module, as every host finds it; for this host, else for the one that the configuration describes."""
        from pleo_erp_hookspecs import ModuleClient, load_modules

        return ModuleClient(load_modules(), host or self.host(), spoken_language())

    def host(self) -> StandaloneHost:
        """The host that the configuration describes."""
        from pleo_erp_module.hosts.standalone import config
        from pleo_erp_module.hosts.standalone.standalone_host import StandaloneHost

        host = StandaloneHost(config.load(config_location.find(self.config)))
        rate = host.pleo.requests_per_minute
        if rate > PERMITTED_RATE:
            host.logger.warning("%.15g requests a minute are more than Pleo permits (%d)", rate, PERMITTED_RATE)
        return host


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    options = context.ensure_object(Options)
    if value and parameter.name is not None:
        setattr(options, parameter.name, value)


def common(command: _F) -> _F:
    """The options that every command takes, before or after its name."""
    for option in (
        click.option(
            "--config",
            type=click.Path(path_type=Path),
            expose_value=False,
            callback=_remember,
            help=f"The configuration file (default: ${config_location.VARIABLE}, or {config_location.DEFAULT} in this folder).",
        ),
        click.option("--json", is_flag=True, expose_value=False, callback=_remember, help="Print one JSON object."),
        click.option(
            "--language",
            type=click.Choice(list(LANGUAGES)),
            expose_value=False,
            help="The language of texts (default: the system's, with --json English).",
        ),
        click.option(
            "-v", "--verbose", count=True, expose_value=False, callback=_remember, help="Log more (twice: every request)."
        ),
    ):
        command = option(command)
    return command


def company_option(command: _F) -> _F:
    """``--company ID``."""
    return click.option("--company", required=True, metavar="ID", help="The ERP company's id (pleo-erp companies).")(command)
