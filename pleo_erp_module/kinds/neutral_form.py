"""The neutral form of ERP rows and Pleo's records that decisions are made of."""

from __future__ import annotations

from datetime import UTC, datetime

from pleo_erp_hookspecs import Message
from pleo_erp_module.messages import cause
from pleo_erp_module.reconcile.change_model import SourceRow


def source_row(key: str, name: str, usable: bool, why_not: str | None, **fields: str | None) -> SourceRow:
    """A row of an ERP record: an empty name becomes the key, and what has no key cannot be used (Q-9)."""
    if not key:
        missing = Message("no_code_named", {"name": name}) if name else Message("no_code")
        return SourceRow(key, {"name": name, **fields}, usable=False, why_not=missing)
    return SourceRow(key, {**fields, "name": name or key}, usable, cause(why_not) if why_not else None)


def moment(text: str) -> str:
    """A time as Pleo writes it, in a form that sorts: digits after the second may be missing or many."""
    try:
        found = datetime.fromisoformat(text)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)  # without a zone it is UTC, not this machine's
        return aware.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return text
