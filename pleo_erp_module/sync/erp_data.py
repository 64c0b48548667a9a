"""All that a run needs from the ERP, read in one snapshot that is closed before the first call to Pleo (S-17)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pleo_erp_hookspecs import ProgressCallback
from pleo_erp_module.erp import Source
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.erp_view import ErpView, UnitSource
from pleo_erp_module.kinds.setting import SettingValues
from pleo_erp_module.sync.job_scope import Scope


def read_erp(
    source: Source,
    company: str,
    now: datetime,
    scope: Scope,
    settings: SettingValues,
    selected: Sequence[str] | None,
    progress: ProgressCallback,
) -> list[UnitSource]:
    """Read every unit of the scope, in the order of a run. ``selected`` is None before the first selection: then nothing is read
    of what depends on it.

    Raises PleoErpError only where nothing could be read at all.
    """
    view = ErpView(source, source.context(company, now), settings, selected, scope.dimension, progress)
    with source.snapshot():
        return read_units(view, scope)


def read_units(view: ErpView, scope: Scope) -> list[UnitSource]:
    """The same of a view; without a snapshot it takes fewer statements, and may show several moments."""
    return [
        unit
        for kind in registry.kinds()
        if kind.area.name in scope.areas and (view.selected is not None or not kind.area.of_selection)
        for unit in kind.read(view)
    ]
