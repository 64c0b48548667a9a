"""The neutral form of ERP rows and Pleo's records that decisions are made of."""

from __future__ import annotations

from datetime import UTC, datetime

from pleo_erp_hookspecs import Message
from pleo_erp_module.messages import cause
from pleo_erp_module.reconcile.change_model import SourceRow
from pleo_erp_module.text import clean, hides_in_name, is_plain, sent_name, spelled_out, visible_code


def source_row(key: str, name: str, usable: bool, why_not: str | None, **codes: str | None) -> SourceRow:
    """A row of an ERP record: an empty name becomes the key, and what has no key cannot be used (Q-9)."""
    key, label, seen = clean(key), sent_name(name), visible_code(key)
    fields = {**{field: visible_code(code or "") or None for field, code in codes.items()}, "name": label or seen}
    texts = [key, *filter(None, codes.values())]
    hides = not is_plain(name) and hides_in_name(name)
    hides = hides or any(not is_plain(text) and visible_code(text) != clean(text) for text in texts)
    hidden = spelled_out(f"{key} ({clean(name)})") if hides else ""
    if not seen:
        missing = Message("no_code_named", {"name": label}) if label else Message("no_code")
        return SourceRow(key, fields, usable=False, why_not=missing, hidden=hidden)
    return SourceRow(key, fields, usable, cause(why_not) if why_not else None, hidden)


def moment(text: str) -> str:
    """A time as Pleo writes it, in a form that sorts: digits after the second may be missing or many."""
    try:
        found = datetime.fromisoformat(text)
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)  # without a zone it is UTC, not this machine's
        return aware.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return text
