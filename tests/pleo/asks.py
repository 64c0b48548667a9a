"""Everything that can be asked of Pleo, by whether it may be repeated, with the path it takes and a good answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
import responses

from pleo.helpers import ACCOUNT, COMPANY, GROUP, TAG, account, group, page, tag
from pleo_erp_module.pleo import (
    NewAccount,
    PleoClient,
    PleoError,
)

Mock = responses.RequestsMock
Ask = Callable[[PleoClient], object]

READS: dict[str, tuple[str, str, Ask, Any]] = {
    "groups": ("GET", "/v0/tag-groups", lambda c: c.tag_groups(COMPANY), {"data": []}),
    "tags": ("GET", f"/v0/tag-groups/{GROUP}/tags", lambda c: c.tags(GROUP), page()),
    "accounts": ("POST", "/v1/chart-of-accounts:search", lambda c: c.accounts(COMPANY), page()),
}
REPEATABLE_WRITES: dict[str, tuple[str, str, Ask, Any]] = {
    "update group": (
        "PUT",
        f"/v0/tag-groups/{GROUP}",
        lambda c: c.update_tag_group(GROUP, "c", "n", True, {}),
        {"data": group()},
    ),
    "update tag": ("PUT", f"/v0/tags/{TAG}", lambda c: c.update_tag(TAG, "c", "n", True), {"data": tag()}),
    "archive": ("POST", "/v0/tags/archive", lambda c: c.archive_tags(COMPANY, [TAG], True), {"data": [tag()]}),
    "update account": (
        "PUT",
        f"/v1/chart-of-accounts/{ACCOUNT}",
        lambda c: c.update_account(ACCOUNT, "1", "n", True, None, None),
        {"data": account()},
    ),
}
CREATES: dict[str, tuple[str, str, Ask, Any]] = {
    "create group": ("POST", "/v0/tag-groups", lambda c: c.create_tag_group(COMPANY, "c", "n"), {"data": group()}),
    "create tag": ("POST", f"/v0/tag-groups/{GROUP}/tags", lambda c: c.create_tag(GROUP, "c", "n"), {"data": tag()}),
    "create account": (
        "POST",
        "/v1/chart-of-accounts",
        lambda c: c.create_account(COMPANY, "e", "1", "n", None),
        {"data": account()},
    ),
    "batch": (
        "POST",
        "/v1/chart-of-accounts/batch",
        lambda c: c.create_accounts(COMPANY, [NewAccount("e", "1", "n")]),
        {"data": {"created": [], "failed": []}},
    ),
}
REPEATABLE = READS | REPEATABLE_WRITES
EVERY = REPEATABLE | CREATES
PASSING = [429, 500, 502, 503, 504, 520, 408]
REFUSED_BEFORE = requests.ConnectTimeout("never left")
MAYBE_DONE = [requests.ReadTimeout("slow"), requests.ConnectionError("reset")]


def caught(client: PleoClient, ask: Ask) -> PleoError:
    with pytest.raises(PleoError) as info:
        ask(client)
    return info.value
