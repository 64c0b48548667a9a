"""All that a run needs from the ERP, read in one snapshot that is closed before the first call to Pleo (S-17)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeAlias, TypeVar

from pleo_erp_hookspecs import Account, Dimension, DimensionValue, PleoErpError, Progress, ProgressCallback
from pleo_erp_module.erp import Source
from pleo_erp_module.reconcile.selection import Chosen, resolve
from pleo_erp_module.sync.job_scope import ACCOUNTS, TAGS, Scope
from pleo_erp_module.text import fold

_T = TypeVar("_T")
Read: TypeAlias = _T | PleoErpError  # a read that failed is its error: its unit gets no plan and no write


@dataclass(frozen=True, slots=True)
class ErpData:
    """What was read. ``dimensions`` and ``chosen`` are of the whole selection; ``values`` are by selected code."""

    dimensions: Read[Sequence[Dimension]] = ()
    chosen: Sequence[Chosen] = ()
    values: Mapping[str, Read[Sequence[DimensionValue]]] = field(default_factory=dict)
    accounts: Read[Sequence[Account]] = ()


def _tried(read: Callable[[], _T]) -> Read[_T]:
    try:
        return read()
    except PleoErpError as fault:
        return fault


def read_erp(
    source: Source, company: str, now: datetime, scope: Scope, selected: Sequence[str] | None, progress: ProgressCallback
) -> ErpData:
    """Read what the scope needs. ``selected`` is None before the first selection: then no tags are read.

    Raises PleoErpError only where nothing could be read at all.
    """
    context = source.context(company, now)
    dimensions: Read[Sequence[Dimension]] = ()
    accounts: Read[Sequence[Account]] = ()
    chosen: list[Chosen] = []
    values: dict[str, Read[Sequence[DimensionValue]]] = {}
    with source.snapshot():
        if ACCOUNTS in scope.areas:
            progress(Progress("read", "accounts", 0))
            accounts = _tried(lambda: source.accounts(context))
        if TAGS in scope.areas and selected is not None:
            progress(Progress("read", "tag_groups", 0))
            dimensions = _tried(lambda: source.dimensions(context))
            if not isinstance(dimensions, PleoErpError):
                chosen = resolve(selected, dimensions)
            for one in chosen:
                dimension = one.dimension
                if dimension is not None and (scope.dimension is None or fold(scope.dimension) == fold(one.code)):
                    progress(Progress("read", f"tags:{one.code}", 0))
                    values[one.code] = _tried(partial(source.values, context, dimension))
    return ErpData(dimensions, chosen, values, accounts)
