"""Records of any reader in one form: text stripped and in NFC, no usable row without a code."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, TaxCode, Vendor
from pleo_erp_module.text import clean

NO_CODE = "no_code"  # these two are codes of `messages.why_not_sentences`
NOT_USABLE = "not_usable"
_WITH_ID = (Company, Dimension, Account, TaxCode, Vendor)

R = TypeVar("R", Company, Dimension, DimensionValue, Account, TaxCode, Vendor)


def normal(record: R) -> R:
    """The record in the form that the rest of the module relies on. Raises ValueError for a record without an id."""
    if isinstance(record, _WITH_ID):
        record = replace(record, id=clean(record.id))
        if not record.id:
            raise ValueError(f"a record has no id (name '{record.name}')")
    record = replace(record, name=clean(record.name))
    if isinstance(record, Company):
        return record
    record = replace(record, code=clean(record.code))
    if not record.code:
        return replace(record, usable=False, why_not=NO_CODE)
    return replace(record, why_not=None if record.usable else record.why_not or NOT_USABLE)
