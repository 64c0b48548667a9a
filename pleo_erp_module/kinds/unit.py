"""A unit: what is planned, guarded and reported together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pleo_erp_module.reconcile.approval import unit_key
from pleo_erp_module.text import fold

if TYPE_CHECKING:
    from pleo_erp_module.kinds.kind import RecordKind


@dataclass(frozen=True, slots=True)
class Unit:
    """The records of one kind, or with a ``code`` those of this kind that belong to one record of another.

    ``str(unit)`` is what tables, answers and hashes hold: ``accounts``, ``tag_groups``, ``tags:DEP``.
    """

    kind: RecordKind
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind.name}:{self.code}" if self.code else self.kind.name

    @property
    def key(self) -> str:
        """What is remembered about the unit is remembered under this, however its code is spelled (T-2)."""
        return unit_key(str(self))

    @property
    def parent(self) -> Unit | None:
        """The unit that holds the record that this one belongs to."""
        return Unit(self.kind.parent.kind) if self.kind.parent else None

    @property
    def parent_key(self) -> str:
        """The folded key of that record."""
        return fold(self.code)
