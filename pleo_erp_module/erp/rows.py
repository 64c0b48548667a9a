"""From a row of a SELECT to a record: canonical columns, text in one form, and every oddity named by its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, TaxCode, Vendor
from pleo_erp_module.erp.normal import NO_CODE
from pleo_erp_module.text import clean

Record = Company | Dimension | DimensionValue | Account | TaxCode | Vendor


class RowError(ValueError):
    """What is wrong with a cell, in a few words."""


@dataclass(frozen=True, slots=True)
class EntityKind:
    """The canonical columns of one entity, in any order in the SELECT."""

    needed: tuple[str, ...]
    possible: tuple[str, ...]
    record: type[Any]
    listed: str  # for messages: "Reading … from the ERP failed"

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return self.needed + self.possible

    @property
    def text(self) -> frozenset[str]:
        """Those that hold text."""
        return frozenset(self.columns) - {"usable"}


ENTITIES: Mapping[str, EntityKind] = {
    "companies": EntityKind(("id", "name"), ("time_zone",), Company, "the companies"),
    "dimensions": EntityKind(("id", "code", "name"), ("usable", "why_not"), Dimension, "the dimensions"),
    "values": EntityKind(("code", "name"), ("usable", "why_not"), DimensionValue, "the values of a dimension"),
    "accounts": EntityKind(("id", "code", "name"), ("tax_code", "usable", "why_not"), Account, "the accounts"),
    "tax_codes": EntityKind(("id", "code", "name", "rate"), ("usable", "why_not"), TaxCode, "the tax codes"),
    "vendors": EntityKind(("id", "code", "name"), ("vat_number", "usable", "why_not"), Vendor, "the vendors"),
}

_YES = frozenset({"1", "t", "true", "y", "yes"})
_NO = frozenset({"0", "f", "false", "n", "no"})


def as_text(value: object) -> str:
    """A cell as text, stripped and in NFC; NULL is ''. Raises RowError for what has no certain text."""
    if isinstance(value, str):
        return clean(value)
    if value is None:
        return ""
    if isinstance(value, (bytes, bytearray)):
        try:
            return clean(value.decode("utf-8"))
        except UnicodeDecodeError as exc:
            raise RowError(f"holds bytes that are no UTF-8 ({exc.reason})") from None
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal) and value.is_finite():
        return str(int(value)) if value == value.to_integral_value() else str(value)
    # A float has lost digits already, a date has many spellings.
    raise RowError(f"is of the type {type(value).__name__}; let the SELECT cast it to text")


def as_flag(value: object) -> bool:
    """A cell as yes or no. NULL is neither: the SELECT must decide."""
    if isinstance(value, bool):
        return value
    if value in (0, 1):
        return bool(value)
    word = {b"\0": "0", b"\1": "1"}.get(bytes(value), "") if isinstance(value, (bytes, bytearray)) else value
    word = word.strip().casefold() if isinstance(word, str) else ""
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise RowError("is neither yes nor no" if value is not None else "is NULL")


def _rate(value: object) -> Decimal:
    try:
        rate = Decimal(str(value) if isinstance(value, float) else as_text(value))
    except InvalidOperation:
        raise RowError("is no number") from None
    if not rate.is_finite():
        raise RowError("is no number")
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
}


class RowReader:
    """Makes records of the rows of one SELECT, whose columns are ``columns``."""

    def __init__(self, kind: EntityKind, columns: Sequence[str], decode: Callable[[object], object]) -> None:
        self._kind = kind
        self._decode = decode
        self._columns = [(index, name, name in kind.text, _CONVERTERS.get(name, as_text)) for index, name in enumerate(columns)]

    def record(self, row: Sequence[object]) -> Any:
        """The record of one row. Raises RowError, naming the column."""
        fields: dict[str, Any] = {}
        for index, name, is_text, convert in self._columns:
            try:
                fields[name] = convert(self._decode(row[index]) if is_text else row[index])
            except UnicodeError:
                raise RowError(f"{name} holds bytes that are no UTF-8{self._named(fields)}") from None
            except RowError as exc:
                raise RowError(f"{name} {exc}{self._named(fields)}") from None
        if fields.get("id") == "":
            raise RowError(f"it has no id{self._named(fields)}")
        if "code" in fields:
            if not fields["code"]:
                fields["usable"], fields["why_not"] = False, NO_CODE
            elif fields.get("usable", True):
                fields["why_not"] = None
            else:
                fields["why_not"] = fields.get("why_not") or "not usable"
        return self._kind.record(**fields)

    def _named(self, fields: Mapping[str, object]) -> str:
        known = ", ".join(f"{name} '{fields[name]}'" for name in ("id", "code", "name") if fields.get(name))
        return f" ({known[:120]})" if known else ""
