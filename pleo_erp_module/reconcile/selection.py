"""What a selection of dimensions means today: the proposal, what is offered, what is inactive or missing (T-11 to T-22). Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pleo_erp_hookspecs import Dimension, Message
from pleo_erp_module.messages import cause
from pleo_erp_module.reconcile.change_model import TargetRecord
from pleo_erp_module.text import fold

MAX_DIMENSIONS = 5  # T-12


class DimensionState(StrEnum):
    """Of a selected dimension, in the ERP today."""

    ACTIVE = "active"
    INACTIVE = "inactive"  # the row is there and not usable: deselected by the next run (T-21)
    MISSING = "missing"  # no row: stays selected and returns by itself (T-22)
    AMBIGUOUS = "ambiguous"  # several usable rows have this code: left alone


@dataclass(frozen=True, slots=True)
class Chosen:
    """One selected dimension with what the ERP says of it. ``dimension`` is set if and only if it is active."""

    code: str
    state: DimensionState
    rows: tuple[Dimension, ...] = ()

    @property
    def dimension(self) -> Dimension | None:
        """The one usable ERP row."""
        return next(row for row in self.rows if row.usable) if self.state is DimensionState.ACTIVE else None


@dataclass(frozen=True, slots=True)
class DimensionOffer:
    """One dimension of the ERP and whether a person may select it (T-13)."""

    dimension: Dimension
    why_not: Message | None


def _by_code(dimensions: Iterable[Dimension]) -> dict[str, list[Dimension]]:
    result: dict[str, list[Dimension]] = defaultdict(list)
    for dimension in dimensions:
        if fold(dimension.code):
            result[fold(dimension.code)].append(dimension)
    return result


def _state(rows: Sequence[Dimension]) -> DimensionState:
    usable = sum(1 for row in rows if row.usable)
    if usable == 0:
        return DimensionState.INACTIVE if rows else DimensionState.MISSING
    return DimensionState.ACTIVE if usable == 1 else DimensionState.AMBIGUOUS


def resolve(codes: Iterable[str], dimensions: Iterable[Dimension]) -> list[Chosen]:
    """What the selected codes stand for in the ERP today, in the order of selection."""
    known = _by_code(dimensions)
    return [Chosen(code, _state(rows := known.get(fold(code), [])), tuple(rows)) for code in codes]


def offers(dimensions: Iterable[Dimension]) -> list[DimensionOffer]:
    """Every dimension of the ERP, sorted by code, with the reason why it cannot be selected."""
    dimensions = list(dimensions)
    known = _by_code(dimensions)

    def why_not(dimension: Dimension) -> Message | None:
        if not dimension.usable:
            return cause(dimension.why_not or "not_usable")
        rows = known.get(fold(dimension.code), [])
        if not rows:
            return Message("no_code")
        return Message("several_dimensions") if _state(rows) is DimensionState.AMBIGUOUS else None

    ordered = sorted(dimensions, key=lambda d: (fold(d.code), d.code, d.id))
    return [DimensionOffer(dimension, why_not(dimension)) for dimension in ordered]


def propose(dimensions: Iterable[Dimension], groups: Iterable[TargetRecord]) -> tuple[list[str], list[str]]:
    """The codes to select on the first connection, and those that also match but are beyond five (T-17, T-18, Q-8).

    Only active groups count; the order is that of the codes.
    """
    active = {fold(group.key) for group in groups if not group.archived}
    matching = [
        offer.dimension.code for offer in offers(dimensions) if offer.why_not is None and fold(offer.dimension.code) in active
    ]
    return matching[:MAX_DIMENSIONS], matching[MAX_DIMENSIONS:]
