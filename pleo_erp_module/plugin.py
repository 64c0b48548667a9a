"""The module's one face to every host: the object that implements the hook specifications of the contract.

Actions are imported when they are used: a run needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import pluggy

from pleo_erp_hookspecs import Action, Host, Job, ModuleInfo, PleoErpError, ProgressCallback, StopSignal, hookimpl
from pleo_erp_module import __version__
from pleo_erp_module.extensions import new_plugin_manager
from pleo_erp_module.kinds.display import Display
from pleo_erp_module.messages import Renderer, rendered
from pleo_erp_module.sync.job_scope import jobs
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.setting_registry import Settings
from pleo_erp_module.sync.sync_run import run_job


class Module:
    """What a host loads from the entry point group ``pleo_erp.modules``.

    ``extensions`` stands in for those that are installed, ``runtime`` makes what everything works with.
    """

    def __init__(
        self,
        extensions: pluggy.PluginManager | None = None,
        runtime: Callable[[Host, pluggy.PluginManager], Runtime] = Runtime,
    ) -> None:
        self._given = extensions
        self._make = runtime

    @cached_property
    def _extensions(self) -> pluggy.PluginManager:
        return new_plugin_manager() if self._given is None else self._given

    def _answer(self, host: Host, language: str, work: Callable[[Runtime], Any]) -> Any:
        """What the work answers, every sentence in this language and in the host's words; errors likewise."""
        renderer = Renderer(language, host.vocabulary(language))
        try:
            with replace(self._make(host, self._extensions), renderer=renderer) as runtime:
                return Display(language).added(rendered(_done(work, runtime), renderer))
        except PleoErpError as error:
            renderer.localise(error)
            raise

    def _told(self, host: Host, language: str, work: Callable[[Runtime], Mapping[str, Any]]) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = self._answer(host, language, work)
        return answer

    @hookimpl
    def pleo_erp_info(self) -> ModuleInfo:
        """Name, version and title."""
        return ModuleInfo("pleo_erp_module", __version__, "Pleo")

    @hookimpl
    def pleo_erp_install(self, host: Host, language: str) -> Mapping[str, Any]:
        """See `actions.table_actions.install`."""
        from pleo_erp_module.actions import table_actions

        return self._told(host, language, table_actions.install)

    @hookimpl
    def pleo_erp_uninstall(self, host: Host, drop_tables: bool, language: str) -> Mapping[str, Any]:
        """See `actions.table_actions.uninstall`."""
        from pleo_erp_module.actions import table_actions

        return self._told(host, language, lambda runtime: table_actions.uninstall(runtime, drop_tables))

    @hookimpl
    def pleo_erp_actions(self, language: str) -> Sequence[Action]:
        """See `actions.action_registry`."""
        from pleo_erp_module.actions import action_registry

        return action_registry.actions()

    @hookimpl
    def pleo_erp_run_action(
        self, host: Host, name: str, arguments: Mapping[str, Any], language: str, progress: ProgressCallback | None
    ) -> Any:
        """See `actions.action_registry.run_action`."""
        from pleo_erp_module.actions import action_registry

        return self._answer(host, language, lambda runtime: action_registry.run_action(runtime, name, arguments, progress))

    @hookimpl
    def pleo_erp_jobs(self, host: Host, company: str, language: str) -> Sequence[Job]:
        """See `sync.job_scope.jobs`."""

        def work(runtime: Runtime) -> Sequence[Job]:
            with runtime.store() as store:
                return jobs(Settings.of(store.settings.get(company)))

        found: Sequence[Job] = self._answer(host, language, work)
        return found

    @hookimpl
    def pleo_erp_run_job(
        self,
        host: Host,
        company: str,
        job: str,
        dimension: str | None,
        language: str,
        progress: ProgressCallback | None,
        stop: StopSignal | None,
    ) -> Mapping[str, Any]:
        """See `sync.sync_run.run_job`."""
        return self._told(host, language, lambda runtime: run_job(runtime, company, job, dimension, progress, stop))


def _done(work: Callable[[Runtime], Any], runtime: Runtime) -> Any:
    """What the work answers. A company that is not even in the ERP is told as that, not as one that is not connected."""
    try:
        return work(runtime)
    except PleoErpError as exc:
        if exc.code == "not_connected":
            from pleo_erp_module.actions.company_views import check_company

            check_company(runtime, str(exc.facts["company"]))
        raise


plugin = Module()
