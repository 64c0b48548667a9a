"""A host as its author would write it: it knows the contract and an entry point group, and nothing else of the module."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pluggy

from pleo_erp_hookspecs import (
    Company,
    ErpAccess,
    ModuleClient,
    Notice,
    PleoAccess,
    ProgressCallback,
    Role,
    StopSignal,
    User,
    load_modules,
)
from said import assert_said


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

    def vocabulary(self, language: str) -> Mapping[str, str]:
        return {}

    # -- what the host asks

    @property
    def client(self) -> ModuleClient:
        return ModuleClient(self.modules, self)

    def do(self, name: str, **arguments: Any) -> Any:
        answer = self.client.run_action(name, **arguments)
        assert_said(answer)
        return answer

    def run(
        self,
        company: str,
        job: str,
        *,
        dimension: str | None = None,
        progress: ProgressCallback | None = None,
        stop: StopSignal | None = None,
    ) -> Mapping[str, Any]:
        report = self.client.run_job(company, job, dimension=dimension, progress=progress, stop=stop)
        assert_said(report)
        return report
