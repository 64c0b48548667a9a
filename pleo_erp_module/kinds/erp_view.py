"""The ERP as the kinds read it: in one snapshot that is closed before the first call to Pleo (S-17)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from pleo_erp_hookspecs import PleoErpError, Progress, ProgressCallback, ReadContext
from pleo_erp_module.erp import Source
from pleo_erp_module.kinds.setting import SettingValues
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.reconcile.change_model import SourceRow, TargetRecord
from pleo_erp_module.reconcile.selection import Chosen

_T = TypeVar("_T")
Read: TypeAlias = _T | PleoErpError  # a read that failed is its error: its unit gets no plan and no write


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a plan that looks right may be wrong: until it is released, what nobody has seen waits."""

    guard: str
    warning: PleoErpError


@dataclass(frozen=True, slots=True)
class UnitSource:
    """The ERP's side of one unit, or the error that kept it from being read.

    ``known`` are folded keys, with their spelling, that the ERP has outside this unit. ``counted`` are the
    rows as the guard `blind` counts them, where that is not how many there are. ``doubt`` looks at Pleo's records as well.
    """

    unit: Unit
    rows: Sequence[SourceRow] = ()
    error: PleoErpError | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    counted: int | None = None
    chosen: Sequence[Chosen] = ()  # what the selection stands for today, of the unit that it is about
    doubt: Callable[[Sequence[TargetRecord]], Doubt | None] | None = None

    @property
    def guard_rows(self) -> int:
        """The rows as the guard `blind` counts them."""
        return len(self.rows) if self.counted is None else self.counted


@dataclass(slots=True)
class ErpView:
    """What a kind may read. ``selected`` is None before the first selection; ``dimension``: only what is of this one (S-12)."""

    source: Source
    context: ReadContext
    settings: SettingValues
    selected: Sequence[str] | None
    dimension: str | None
    progress: ProgressCallback
    _known: dict[str, Read[Any]] = field(default_factory=dict)

    def read(self, unit: Unit, rows: Callable[[], _T]) -> Read[_T]:
        """What ``rows`` reads for this unit, read once."""
        name = str(unit)
        if name not in self._known:
            self.progress(Progress("read", name, 0))
            try:
                self._known[name] = rows()
            except PleoErpError as exc:
                self._known[name] = exc
        found: Read[_T] = self._known[name]
        return found
