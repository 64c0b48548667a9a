"""The kinds of record, each a declaration; the engine has no case for any of them."""

from __future__ import annotations

from dataclasses import replace

from pleo_erp_module.reconcile.change_model import Kind, Rules
from pleo_erp_module.text import clean, fold

MAX_LENGTH = 255  # documented for accounts, assumed for the rest (Q4)
_CODE_AND_NAME = {"code": MAX_LENGTH, "name": MAX_LENGTH}

#: A group's name is never brought into step, not even when it returns (T-26, Q-2).
TAG_GROUPS = Kind(
    name="tag_groups",
    fold=fold,
    compared=(),
    same_name_first=False,
    limits=_CODE_AND_NAME,
    rules=Rules(create="T-24", update="Q-2", unarchive="T-24", archive="T-25", duplicate="T-29"),
)

TAGS = Kind(
    name="tags",
    fold=fold,
    compared=("name",),
    same_name_first=True,
    limits=_CODE_AND_NAME,
    rules=Rules(create="T-34", update="T-32", unarchive="T-33", archive="T-36", duplicate="T-35"),
)

#: Accounts are matched by external id, exactly (A-1, A-22); the tax code is compared only while tax codes are synchronised (Q-3).
ACCOUNTS = Kind(
    name="accounts",
    fold=clean,
    compared=("code", "name"),
    same_name_first=False,
    limits={"external_id": MAX_LENGTH, **_CODE_AND_NAME},
    rules=Rules(create="A-11", update="A-9", unarchive="A-10", archive="A-12", duplicate="A-12"),
)


def tag_groups(*, names_in_step: bool) -> Kind:
    """Tag groups, with or without the setting that keeps their names in step (Q-2)."""
    return replace(TAG_GROUPS, compared=("name",)) if names_in_step else TAG_GROUPS


def accounts(*, tax_codes: bool) -> Kind:
    """Accounts, with the reference to the default tax code compared or not (Q-3)."""
    fields = (*ACCOUNTS.compared, "tax_code_external_id")
    return replace(ACCOUNTS, compared=fields) if tax_codes else ACCOUNTS
