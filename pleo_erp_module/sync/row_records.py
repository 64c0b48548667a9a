"""From ERP rows and Pleo's objects to the neutral form that decisions are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from pleo_erp_hookspecs import Account, Dimension, DimensionValue
from pleo_erp_module.pleo import PleoAccount, Tag, TagGroup
from pleo_erp_module.reconcile.change_model import SourceRow, TargetRecord
from pleo_erp_module.text import clean


def _row(key: str, name: str, usable: bool, why_not: str | None, **fields: str | None) -> SourceRow:
    if not key:
        return SourceRow(key, {"name": name, **fields}, usable=False, why_not=f"no code ({name})" if name else "no code")
    return SourceRow(key, {**fields, "name": name or key}, usable, why_not)


def dimension_row(dimension: Dimension) -> SourceRow:
    """A dimension as the row of a tag group (T-1)."""
    code, name = clean(dimension.code), clean(dimension.name)
    return _row(code, name, dimension.usable, dimension.why_not, code=code)


def value_rows(values: Iterable[DimensionValue]) -> list[SourceRow]:
    """Dimension values as rows of tags; an empty name becomes the code, a value without a code is left out (Q-9)."""
    return [_row(code := clean(v.code), clean(v.name), v.usable, v.why_not, code=code) for v in values]


def account_rows(accounts: Iterable[Account], account_key: str, *, tax_codes: bool = False) -> list[SourceRow]:
    """Accounts as rows of the chart, identified by the ERP's row id or by the account number (A-2, A-5).

    The default tax code goes along only while tax codes are synchronised (Q-3).
    """
    rows = []
    for account in accounts:
        code = clean(account.code)
        key = clean(account.id) if account_key == "id" else code
        usable, why_not = (account.usable, account.why_not) if code else (False, "no code")
        tax_code = clean(account.tax_code or "") or None if tax_codes else None
        fields = {"external_id": key, "code": code, "tax_code_external_id": tax_code}
        rows.append(_row(key, clean(account.name) or code, usable, why_not, **fields))
    return rows


def _moment(text: str) -> str:
    """A time as Pleo writes it, in a form that sorts: digits after the second may be missing or many."""
    try:
        moment = datetime.fromisoformat(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # without a zone it is UTC, not this machine's
        return aware.astimezone(UTC).isoformat(timespec="microseconds")
    except (ValueError, OverflowError):
        return text


def group_record(group: TagGroup) -> TargetRecord:
    """A tag group."""
    fields = {"code": group.code, "name": group.name}
    return TargetRecord(group.id, group.code, fields, group.archived, _moment(group.created_at), {"metadata": group.metadata})


def tag_record(tag: Tag) -> TargetRecord:
    """A tag."""
    return TargetRecord(tag.id, tag.code, {"code": tag.code, "name": tag.name}, tag.archived, _moment(tag.created_at))


def account_record(account: PleoAccount) -> TargetRecord:
    """An account; Pleo gives no times for it."""
    fields = {
        "external_id": account.external_id,
        "code": account.code,
        "name": account.name,
        "tax_code_external_id": account.tax_code_external_id,
    }
    extra = {"metadata": account.metadata}
    return TargetRecord(account.id, account.external_id, fields, account.archived, "", extra)
