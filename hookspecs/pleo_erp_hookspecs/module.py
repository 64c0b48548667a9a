"""The host asks the module: the hook specifications that the module implements, and what their answers look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pluggy

from pleo_erp_hookspecs.host import Host, ProgressCallback, Role, StopSignal

PROJECT = "pleo_erp"
MODULE_GROUP = "pleo_erp.modules"  # the entry point group in which a host finds the module
EXTENSION_GROUP = "pleo_erp.extensions"  # the entry point group in which the module finds extensions

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """Who the module is."""

    name: str
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an action or a view."""

    name: str
    type: str  # "text", "secret", "codes", "flag", "number", "settings" (texts by name), "object"
    help: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """What a person can do. ``result`` describes the plain data (dicts, lists, text, numbers) that comes back."""

    name: str
    help: str
    role: Role  # the least role that may do it
    parameters: tuple[Parameter, ...]
    result: str
    company: bool = True  # whether it is about one company
    view: bool = False  # a view only reads; a host may open it at any time


@dataclass(frozen=True, slots=True)
class Job:
    """What a scheduler can run. ``interval_minutes`` is None for jobs that only a person starts (S-8, S-10, S-11)."""

    name: str
    help: str
    interval_minutes: int | None


class ModuleSpecs:
    """Implemented by the module, called by a host: `ModuleClient` does it. All arguments are given, by name.

    ``language`` is a tag such as "en", "da" or "de-AT": sentences in answers and errors are in this language, or in English if
    the module does not speak it. Errors are `PleoErpError`.
    """

    @hookspec(firstresult=True)
    def pleo_erp_info(self) -> ModuleInfo | None:
        """Who are you? Called by a host after loading. None: not this module."""

    @hookspec(firstresult=True)
    def pleo_erp_install(self, host: Host, language: str) -> Mapping[str, Any] | None:
        """Create or upgrade the module's tables. May be repeated. Called at installation and at every upgrade."""

    @hookspec(firstresult=True)
    def pleo_erp_uninstall(self, host: Host, drop_tables: bool, language: str) -> Mapping[str, Any] | None:
        """Remove the module from the database; its tables stay unless ``drop_tables``."""

    @hookspec(firstresult=True)
    def pleo_erp_actions(self, language: str) -> Sequence[Action] | None:
        """Which actions and views do you have? Called when a host builds its screens."""

    @hookspec(firstresult=True)
    def pleo_erp_run_action(
        self, host: Host, name: str, arguments: Mapping[str, Any], language: str, progress: ProgressCallback | None
    ) -> Any:
        """Do one action, or open one view, for ``host.user``. Answers plain data as `Action.result` says.

        ``progress`` hears how far an action is that reads both sides (``plan``, ``undo``); it may be called by any thread.
        Raises PleoErpError: ``forbidden`` if the user's role does not allow it, ``usage`` for wrong arguments, and what the
        action itself refuses.
        """

    @hookspec(firstresult=True)
    def pleo_erp_jobs(self, host: Host, company: str, language: str) -> Sequence[Job] | None:
        """Which jobs are there for this company, and how often? Called when a host sets its scheduler."""

    @hookspec(firstresult=True)
    def pleo_erp_run_job(
        self,
        host: Host,
        company: str,
        job: str,
        dimension: str | None,
        language: str,
        progress: ProgressCallback | None,
        stop: StopSignal | None,
    ) -> Mapping[str, Any] | None:
        """Run one job to its end and answer its report (`docs/reports.md`); a run that failed is a report, not an error.

        ``dimension`` restricts a tag job to one dimension (S-12). Raises PleoErpError only for ``kind`` USAGE, before
        anything was done.
        """
