"""From a row of a SELECT to a record: canonical columns, text in one form, and every oddity named by its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, Message, TaxCode, Vendor
from pleo_erp_module.erp.normal_form import NO_CODE, NOT_USABLE
from pleo_erp_module.messages import render
from pleo_erp_module.text import clean


class RowError(ValueError):
    """What is wrong with a cell or a row."""

    def __init__(self, code: str, **facts: object) -> None:
        self.found = Message(code, facts)
        super().__init__(render(self.found))

    def of(self, column: str) -> Message:
        """With the name of the cell's column."""
        return Message(self.found.code, {**self.found.facts, "column": column})


@dataclass(frozen=True, slots=True)
class EntityKind:
    """The canonical columns of one entity, in any order in the SELECT.

    ``unit`` is what a filter of an extension is told that the rows are for (``{code}``: of their dimension); it names rows by
    their id if they are ``by_id`` (A-22), else by their code (T-2).
    """

    needed: tuple[str, ...]
    possible: tuple[str, ...]
    record: type[Any]
    unit: str = ""
    by_id: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return self.needed + self.possible

    @property
    def text(self) -> frozenset[str]:
        """Those that hold text."""
        return frozenset(self.columns) - {"usable"}


#: What a profile may read, by the name of its SELECT; a kind of record may bring one more.
ENTITIES: dict[str, EntityKind] = {
    "companies": EntityKind(("id", "name"), ("time_zone", "language"), Company),
    "dimensions": EntityKind(("id", "code", "name"), ("usable", "why_not", "name_column"), Dimension, "tag_groups"),
    "values": EntityKind(("code", "name"), ("usable", "why_not"), DimensionValue, "tags:{code}"),
    "accounts": EntityKind(("id", "code", "name"), ("tax_code", "usable", "why_not"), Account, "accounts", by_id=True),
    "tax_codes": EntityKind(("id", "code", "name", "rate"), ("usable", "why_not"), TaxCode, "tax_codes"),
    "vendors": EntityKind(("id", "code", "name"), ("vat_number", "usable", "why_not"), Vendor, "vendors", by_id=True),
}


def of_company() -> list[str]:
    """The entities that are read of a company as a whole."""
    return [name for name in ENTITIES if name not in ("companies", "values")]


def entity_of(record: type[Any]) -> str:
    """The name under which records of this class are read."""
    return next(name for name, entity in ENTITIES.items() if entity.record is record)


_YES = frozenset({"1", "t", "true", "y", "yes"})
_NO = frozenset({"0", "f", "false", "n", "no"})


def as_text(value: object) -> str:
    """A cell as text, stripped and in NFC; NULL is ''. Raises RowError for what has no certain text."""
    if isinstance(value, str):
        return value.strip() if value.isascii() else clean(value)  # ASCII is in NFC: most of the time of a large read
    if value is None:
        return ""
    if isinstance(value, (bytes, bytearray)):
        try:
            return clean(value.decode("utf-8"))
        except UnicodeDecodeError:
            raise RowError("cell_not_utf8") from None
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return str(int(value)) if value == value.to_integral_value() else str(value)
    # A float has lost digits already, a date has many spellings.
    raise RowError("cell_wrong_type", type=type(value).__name__)


def as_flag(value: object) -> bool:
    """A cell as yes or no. NULL is neither: the SELECT must decide."""
    if value is True or value is False:
        return value
    if value in (0, 1):
        return bool(value)
    word = {b"\0": "0", b"\1": "1"}.get(bytes(value), "") if isinstance(value, (bytes, bytearray)) else value
    word = word.strip().casefold() if isinstance(word, str) else ""
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise RowError("cell_not_flag" if value is not None else "cell_null")


def _rate(value: object) -> Decimal:
    try:
        rate = Decimal(str(value) if isinstance(value, float) else as_text(value))
    except InvalidOperation:
        raise RowError("cell_not_number") from None
    if not rate.is_finite():
        raise RowError("cell_not_number")
    return rate


def _optional_text(value: object) -> str | None:
    return as_text(value) or None


_CONVERTERS: Mapping[str, Callable[[object], object]] = {
    "usable": as_flag,
    "rate": _rate,
    "why_not": _optional_text,
    "tax_code": _optional_text,
    "vat_number": _optional_text,
    "time_zone": _optional_text,
    "language": _optional_text,
    "name_column": _optional_text,
}


_ABSENT: Mapping[str, object] = {"usable": True}  # of a column that the SELECT does not answer; else None


class RowReader:
    """Makes records of the rows of one SELECT, whose columns are ``columns``."""

    def __init__(self, kind: EntityKind, columns: Sequence[str], decode: Callable[[object], object] | None) -> None:
        self._kind = kind
        self._decode = decode
        names = [field.name for field in fields(kind.record)]
        # By the place of the record's field, so that a row needs no names.
        self._absent: list[Any] = [_ABSENT.get(name) for name in names]
        self._present = [
            (place, columns.index(name), self._converter(name)) for place, name in enumerate(names) if name in columns
        ]
        self._names = names
        self._id = names.index("id") if "id" in names else None
        self._code = names.index("code") if "code" in names else None
        self._usable = names.index("usable") if "usable" in names else None

    def record(self, row: Sequence[object]) -> Any:
        """The record of one row. Raises RowError, naming the column and the row."""
        try:
            made = self._absent.copy()
            for place, index, convert in self._present:
                made[place] = convert(row[index])
        except (RowError, UnicodeError):
            raise self._explained(row) from None
        if self._id is not None and not made[self._id]:
            raise self._wrong(row, [Message("record_without_id")])
        if self._code is not None and self._usable is not None:
            if not made[self._code]:
                made[self._usable : self._usable + 2] = False, NO_CODE
            elif made[self._usable]:
                made[self._usable + 1] = None
            else:
                made[self._usable + 1] = made[self._usable + 1] or NOT_USABLE
        return self._kind.record(*made)

    def _converter(self, name: str) -> Callable[[object], object]:
        convert, decode = _CONVERTERS.get(name, as_text), self._decode
        return (lambda cell: convert(decode(cell))) if name in self._kind.text and decode is not None else convert

    def _explained(self, row: Sequence[object]) -> RowError:
        """Which cells of a row cannot be read, and which row it is."""
        wrong: list[Message] = []
        for place, index, convert in self._present:
            try:
                convert(row[index])
            except UnicodeError:
                wrong.append(Message("cell_not_utf8", {"column": self._names[place]}))
            except RowError as exc:
                wrong.append(exc.of(self._names[place]))
        return self._wrong(row, wrong)

    def _wrong(self, row: Sequence[object], what: list[Message]) -> RowError:
        """An error that says which row it is, as far as it can be told."""
        name = self._named(row)
        return RowError("record_invalid", what=what, record=name) if name else RowError("record_unnamed", what=what)

    def _named(self, row: Sequence[object]) -> str:
        """The row by what can be read of it."""
        known: dict[str, object] = {}
        for place, index, convert in self._present:
            if self._names[place] in {"id", "code", "name"}:
                with suppress(RowError, UnicodeError):
                    known[self._names[place]] = convert(row[index])
        shown = ", ".join(f"{name} '{value}'" for name, value in known.items() if value)
        return shown[:120]
