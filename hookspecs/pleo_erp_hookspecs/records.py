"""What is read from an ERP: one frozen record per row, usable or not.

Every reader returns **every** row. A row that must not be in Pleo has ``usable=False`` and says why in ``why_not``, so that a
guard can tell a blocked row from a vanished one (T-31, Q-4): a code such as "blocked", "heading", "closed" or "expired"
(docs/errors.md), or words of its own, which are shown as they are.
Text is as the ERP stores it; the module strips it and brings it to NFC.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Company:
    """One legal entity of the ERP. ``id`` is what the ERP calls it in its own tables."""

    id: str
    name: str
    time_zone: str | None = None  # an IANA name, where the ERP knows it: decides which day "today" is
    language: str | None = None  # such as "da_DK", where the ERP knows it: that of names which the ERP translates


@dataclass(frozen=True, slots=True)
class Dimension:
    """A department, project, cost centre …: what becomes a tag group (T-1). ``id`` is the ERP's own, unique per company."""

    id: str
    code: str
    name: str
    usable: bool = True
    why_not: str | None = None
    name_column: str | None = None  # the column with the names of its values, where the ERP says so for each dimension


@dataclass(frozen=True, slots=True)
class DimensionValue:
    """One value of a dimension: what becomes a tag (T-1)."""

    code: str
    name: str
    usable: bool = True
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A general-ledger account. ``id`` is permanent in the ERP; ``code`` is the number people know (A-2, A-5)."""

    id: str
    code: str
    name: str
    tax_code: str | None = None  # the ERP's id of the account's default tax code
    usable: bool = True
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code. ``rate`` is a fraction, 25 % = Decimal("0.25") (X-4)."""

    id: str
    code: str
    name: str
    rate: Decimal
    usable: bool = True
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """A supplier."""

    id: str
    code: str
    name: str
    vat_number: str | None = None
    usable: bool = True
    why_not: str | None = None
