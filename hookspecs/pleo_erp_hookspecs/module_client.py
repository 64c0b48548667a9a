"""How a host finds the module and calls it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy

from pleo_erp_hookspecs.host import Host, ProgressCallback, StopSignal
from pleo_erp_hookspecs.module import MODULE_GROUP, PROJECT, Action, Job, ModuleInfo, ModuleSpecs

if TYPE_CHECKING:
    from pleo_erp_hookspecs.action_call import ActionCall
    from pleo_erp_hookspecs.error_answers import ErrorAnswer
    from pleo_erp_hookspecs.installation_answers import InstallAnswer, UninstallAnswer
    from pleo_erp_hookspecs.run_answers import RunReport

_Answer = TypeVar("_Answer")


def module_manager(modules: Mapping[str, object]) -> pluggy.PluginManager:
    """A manager with these modules, by name. Raises PluginValidationError for a misspelt hook."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(ModuleSpecs)
    for name, module in modules.items():
        manager.register(module, name)
    manager.check_pending()
    return manager


@cache
def load_modules() -> pluggy.PluginManager:
    """The installed module, whatever it is called; loaded once in a process."""
    from importlib.metadata import entry_points  # not before it is needed: it is half of what a program's start takes

    return module_manager({entry.name: entry.load() for entry in entry_points(group=MODULE_GROUP)})


@dataclass(frozen=True, slots=True)
class ModuleClient:
    """The module as one host calls it, for the user that the host names, in one language.

    ``language`` is a tag such as "en", "da" or "de-AT"; sentences of a language that the module does not speak are English.

    >>> client = ModuleClient(load_modules(), host, "da")
    >>> client.run_action("release", company="1", plan="3f2a")["approved"]
    12
    """

    modules: pluggy.PluginManager
    host: Host
    language: str = "en"

    def info(self) -> ModuleInfo:
        """Who the module is."""
        info: ModuleInfo | None = self.modules.hook.pleo_erp_info()
        return _given(info)

    def install(self) -> InstallAnswer:
        """Create or upgrade the module's tables."""
        answer: InstallAnswer | None = self.modules.hook.pleo_erp_install(host=self.host, language=self.language)
        return _given(answer)

    def uninstall(self, *, drop_tables: bool = False) -> UninstallAnswer:
        """Remove the module from the database."""
        answer: UninstallAnswer | None = self.modules.hook.pleo_erp_uninstall(
            host=self.host, drop_tables=drop_tables, language=self.language
        )
        return _given(answer)

    def actions(self) -> Sequence[Action]:
        """All actions and views."""
        return _given(self.modules.hook.pleo_erp_actions(language=self.language))

    @property
    def run_action(self) -> ActionCall:
        """Does one action, or opens one view, and answers what its type says; an argument that is None was not given.

        Called as ``run_action(name, progress=None, **arguments)``. Raises PleoErpError.
        """
        return self._run_action

    def _run_action(self, name: str, /, *, progress: ProgressCallback | None = None, **arguments: Any) -> Any:
        return _given(
            self.modules.hook.pleo_erp_run_action(
                host=self.host, name=name, arguments=arguments, language=self.language, progress=progress
            )
        )

    def jobs(self, company: str) -> Sequence[Job]:
        """The jobs of a company."""
        return _given(self.modules.hook.pleo_erp_jobs(host=self.host, company=company, language=self.language))

    def run_job(
        self,
        company: str,
        job: str,
        *,
        dimension: str | None = None,
        progress: ProgressCallback | None = None,
        stop: StopSignal | None = None,
    ) -> RunReport:
        """Run one job to its end; its report. Raises PleoErpError for a wrong call, before anything was done."""
        report: RunReport | None = self.modules.hook.pleo_erp_run_job(
            host=self.host,
            company=company,
            job=job,
            dimension=dimension,
            language=self.language,
            progress=progress,
            stop=stop,
        )
        return _given(report)


def refused_run(company: str, job: str, error: ErrorAnswer) -> RunReport:
    """The report of a run that could not begin, for a host that runs several companies and goes on."""
    return {
        "run": None,
        "company": company,
        "job": job,
        "status": "failed",
        "state": "failed",
        "plan": None,
        "requests": {"reads": 0, "writes": 0, "retries": 0},
        "units": [],
        "warnings": [],
        "error": error,
    }


def _given(answer: _Answer | None) -> _Answer:
    if answer is None:
        raise LookupError(f"No module answered: none is installed in the entry point group {MODULE_GROUP}.")
    return answer
