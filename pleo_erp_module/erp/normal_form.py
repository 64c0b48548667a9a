"""Records of any reader in one form: text stripped and in NFC, no usable row without a code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pleo_erp_module.text import clean

NO_CODE = "no_code"  # these two are codes of `messages.why_not_sentences`
NOT_USABLE = "not_usable"


def normal(record: Any) -> Any:
    """The record in the form that the rest of the module relies on. Raises ValueError for a record without an id."""
    if hasattr(record, "id"):
        record = replace(record, id=clean(record.id))
        if not record.id:
            raise ValueError(f"a record has no id (name '{record.name}')")
    record = replace(record, name=clean(record.name))
    if not hasattr(record, "code"):
        return record
    record = replace(record, code=clean(record.code))
    if not record.code:
        return replace(record, usable=False, why_not=NO_CODE)
    return replace(record, why_not=None if record.usable else record.why_not or NOT_USABLE)
