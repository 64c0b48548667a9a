"""A host as its author would write it: it knows the contract and an entry point group, and nothing else of the module."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from pleo_erp_hookspecs import (
    MODULE_GROUP,
    PROJECT,
    Action,
    Company,
    ErpAccess,
    Job,
    ModuleInfo,
    ModuleSpecs,
    Notice,
    PleoAccess,
    ProgressCallback,
    Role,
    StopSignal,
    User,
)

Answer = TypeVar("Answer")


def load_modules() -> pluggy.PluginManager:
    """All modules that are installed, whatever they are called; a misspelt hook of theirs is an error."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(ModuleSpecs)
    manager.load_setuptools_entrypoints(MODULE_GROUP)
    manager.check_pending()
    return manager


def with_module(module: object) -> pluggy.PluginManager:
    """This module in place of those that are installed."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(ModuleSpecs)
    manager.register(module)
    manager.check_pending()
    return manager


@dataclass(slots=True)
class ErpHost:
    """The host's side of the contract, and the calls that it makes. ``notices`` are what people were told."""

    erp: ErpAccess
    pleo: PleoAccess
    key_file: Path
    modules: pluggy.PluginManager = field(default_factory=load_modules)
    user: User = field(default_factory=lambda: User("anna", Role.ADMINISTRATOR))
    logger: logging.Logger = field(default_factory=lambda: logging.getLogger("tests.host"))
    own_companies: Sequence[Company] | None = None
    own_parameters: dict[str, Mapping[str, str]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    # -- what the module may ask

    def companies(self) -> Sequence[Company] | None:
        return self.own_companies

    def notify(self, notice: Notice) -> None:
        self.notices.append(notice)

    def parameters(self, company: str) -> Mapping[str, str]:
        return self.own_parameters.get(company, {})

    # -- what the host asks

    def info(self) -> ModuleInfo:
        info: ModuleInfo | None = self.modules.hook.pleo_erp_info()
        return self._answer(info)

    def install(self) -> Mapping[str, Any]:
        return self._answer(self.modules.hook.pleo_erp_install(host=self))

    def uninstall(self, *, drop_tables: bool = False) -> Mapping[str, Any]:
        return self._answer(self.modules.hook.pleo_erp_uninstall(host=self, drop_tables=drop_tables))

    def actions(self) -> Sequence[Action]:
        return self._answer(self.modules.hook.pleo_erp_actions())

    def do(self, name: str, **arguments: Any) -> Any:
        return self.modules.hook.pleo_erp_run_action(host=self, name=name, arguments=arguments)

    def jobs(self, company: str) -> Sequence[Job]:
        return self._answer(self.modules.hook.pleo_erp_jobs(host=self, company=company))

    def run(
        self,
        company: str,
        job: str,
        *,
        dimension: str | None = None,
        progress: ProgressCallback | None = None,
        stop: StopSignal | None = None,
    ) -> Mapping[str, Any]:
        return self._answer(
            self.modules.hook.pleo_erp_run_job(
                host=self, company=company, job=job, dimension=dimension, progress=progress, stop=stop
            )
        )

    @staticmethod
    def _answer(answer: Answer | None) -> Answer:
        assert answer is not None, "no module answered"
        return answer
