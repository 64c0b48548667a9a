"""Scenarios as short text.

``"ENG/Engineering/A, OPS/Operations/blocked"`` are two records: their fields, then a state. On Pleo's side A is active and Z
archived; on the ERP's side A is usable and anything else says why it is not. ``-`` is not a value. Calls are written alike:
``"+ OPS/Operations"`` is a create, ``"2: ENG/Eng/Z"`` brings Pleo's second record to this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pleo_erp_hookspecs import Account, Dimension, DimensionValue
from pleo_erp_module.kinds.accounts import ACCOUNTS as _ACCOUNTS
from pleo_erp_module.kinds.accounts import account_record, account_rows
from pleo_erp_module.kinds.tag_groups import TAG_GROUPS, dimension_row, group_record
from pleo_erp_module.kinds.tags import TAGS as _TAGS
from pleo_erp_module.kinds.tags import tag_record, value_rows
from pleo_erp_module.pleo import PleoAccount, Tag, TagGroup
from pleo_erp_module.reconcile.change_model import Kind, SourceRow, TargetRecord

Cell = tuple[str, ...]


@dataclass
class Stored:
    """One record as Pleo keeps it."""

    id: str
    values: dict[str, str | None]
    archived: bool
    created_at: str
    metadata: dict[str, object]

    def text(self, name: str) -> str:
        """A value that is always there."""
        return str(self.values[name])


@dataclass(frozen=True)
class Shape:
    """How the units of one kind look on both sides. ``keeps`` is the field that a PUT cannot change."""

    unit: str
    kind: Kind
    fields: tuple[str, ...]
    keeps: str
    rows: Callable[[Sequence[Cell]], list[SourceRow]]
    record: Callable[[Stored], TargetRecord]


def cells(text: str) -> list[Cell]:
    """The records of a scenario's cell."""
    return [tuple(cell.split("/")) for cell in text.split(", ")] if text else []


def optional(text: str) -> str | None:
    """A field that may be missing."""
    return None if text == "-" else text


def usable(state: str) -> tuple[bool, str | None]:
    """What an ERP row's state says."""
    return (True, None) if state == "A" else (False, state)


def dimensions(text: str) -> list[Dimension]:
    """Dimensions of the ERP."""
    return [Dimension(str(number), code, name, *usable(state)) for number, (code, name, state) in enumerate(cells(text), start=1)]


def accounts(found: Sequence[Cell]) -> list[Account]:
    """Accounts of the ERP: id, code, name, perhaps the tax code, state."""
    return [Account(id_, code, name, optional(tax[0]) if tax else None, *usable(state)) for id_, code, name, *tax, state in found]


def _group(stored: Stored) -> TargetRecord:
    code, name = stored.text("code"), stored.text("name")
    return group_record(TagGroup(stored.id, code, name, stored.archived, stored.created_at, stored.metadata))


def _tag(stored: Stored) -> TargetRecord:
    return tag_record(Tag(stored.id, "a-group", stored.text("code"), stored.archived, stored.created_at, stored.text("name")))


def _account(stored: Stored) -> TargetRecord:
    found = PleoAccount(
        stored.id,
        stored.text("external_id"),
        stored.text("name"),
        stored.archived,
        stored.values["code"],
        stored.values.get("tax_code_external_id"),
        stored.metadata,
    )
    return account_record(found)


def _dimension_rows(found: Sequence[Cell]) -> list[SourceRow]:
    return [dimension_row(Dimension("", code, name, *usable(state))) for code, name, state in found]


def _value_rows(found: Sequence[Cell]) -> list[SourceRow]:
    return value_rows(DimensionValue(code, name, *usable(state)) for code, name, state in found)


_NAMED = ("code", "name")
_CHART = ("external_id", "code", "name")
GROUPS = Shape("tag_groups", TAG_GROUPS.declaration({}), _NAMED, "code", _dimension_rows, _group)
GROUPS_IN_STEP = Shape("tag_groups", TAG_GROUPS.declaration({"group_names": True}), _NAMED, "code", _dimension_rows, _group)
TAGS = Shape("tags:DEPT", _TAGS.declaration({}), _NAMED, "code", _value_rows, _tag)
ACCOUNTS = Shape(
    "accounts",
    _ACCOUNTS.declaration({}),
    _CHART,
    "external_id",
    lambda found: account_rows(accounts(found), "id"),
    _account,
)
TAXED_ACCOUNTS = Shape(
    "accounts",
    _ACCOUNTS.declaration({"tax_codes": True}),
    (*_CHART, "tax_code_external_id"),
    "external_id",
    lambda found: account_rows(accounts(found), "id", tax_codes=True),
    _account,
)
SHAPES = {
    "groups": GROUPS,
    "groups with names in step": GROUPS_IN_STEP,
    "tags": TAGS,
    "accounts": ACCOUNTS,
    "accounts with tax codes": TAXED_ACCOUNTS,
}
