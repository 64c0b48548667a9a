"""Every operation of Pleo's API that this project uses, and the ones it must never use, as tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from . import bodies
from .queries import COMPANY, COMPANY_OPTIONAL, INCLUDE_ARCHIVED, ORGANISATION, PAGING, TAGS_COUNT, Parameter
from .schemas import Schema


class Answer(Enum):
    """The envelope of a successful answer."""

    ONE = "one"
    LIST = "list"
    PAGE = "page"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Operation:
    """What is sent, what a success looks like, and which errors are documented.

    ``area`` and ``right`` name the permission a key needs (empty: none). Of the parameters in ``either`` one is needed.
    ``always`` and ``never`` are body properties that Pleo leaves to us: ours always, or never, carry them. A ``forbidden``
    operation exists and is not for this project: what Pleo holds is archived, never deleted.
    """

    name: str
    method: str
    path: str
    area: str
    right: str
    answer: Answer
    record: str
    success: tuple[int, ...]
    errors: tuple[int, ...]
    query: tuple[Parameter, ...]
    body: Schema | None
    body_required: bool
    either: tuple[str, ...]
    always: tuple[str, ...]
    never: tuple[str, ...]

    @property
    def forbidden(self) -> bool:
        return self.method == "DELETE"


ANY = (200, 201)  # documented only as "default": any of these
GONE = (200, 204)

_ROWS: tuple[tuple[str, str, str, str, tuple[int, ...], tuple[int, ...]], ...] = (
    # name                  call                                        right              answer              success     errors
    ("introspect", "GET /v1/introspect", "", "one client", (200,), (400, 500)),
    ("get installation", "GET /v1/installations/me", "", "one installation", (200,), (400, 500)),
    ("create installation", "POST /v1/installations/me", "", "one installation", (200,), (400, 500)),
    ("put installation", "PUT /v1/installations/me", "", "one installation", (200,), (400, 500)),
    ("delete installation", "DELETE /v1/installations/me", "", "empty", (204,), (404, 502)),
    #
    ("list companies", "GET /v1/companies", "companies:read", "page company", (200,), (403,)),
    ("get company", "GET /v1/companies/{companyId}", "companies:read", "one company", (200,), (403, 404)),
    #
    ("list groups", "GET /v0/tag-groups", "tags:read", "list group", ANY, ()),
    ("create group", "POST /v0/tag-groups", "tags:write", "one group", ANY, ()),
    ("get group", "GET /v0/tag-groups/{groupId}", "tags:read", "one group", ANY, ()),
    ("put group", "PUT /v0/tag-groups/{groupId}", "tags:write", "one group", ANY, ()),
    ("delete group", "DELETE /v0/tag-groups/{groupId}", "tags:write", "empty", GONE, ()),
    ("group usage", "GET /v0/tag-groups/{groupId}/usage", "tags:read", "one usage", (200,), (403, 404)),
    #
    ("list tags", "GET /v0/tag-groups/{groupId}/tags", "tags:read", "page tag", ANY, ()),
    ("search tags", "POST /v0/tags:search", "tags:read", "page tag", ANY, ()),
    ("get tag", "GET /v0/tags/{tagId}", "tags:read", "one tag", ANY, ()),
    ("create tag", "POST /v0/tag-groups/{groupId}/tags", "tags:write", "one tag", (201,), (400, 409)),
    ("put tag", "PUT /v0/tags/{tagId}", "tags:write", "one tag", (200,), (404, 409)),
    ("bulk archive tags", "POST /v0/tags/archive", "tags:write", "list tag", ANY, ()),
    ("delete tag", "DELETE /v0/tags/{tagId}", "tags:write", "empty", GONE, ()),
    ("bulk delete tags", "DELETE /v0/tags", "tags:write", "empty", (204,), ()),
    #
    ("search accounts", "POST /v1/chart-of-accounts:search", "accounts:read", "page account", (200,), (400,)),
    ("get account", "GET /v1/chart-of-accounts/{accountId}", "accounts:read", "one account", (200,), (404,)),
    ("create account", "POST /v1/chart-of-accounts", "accounts:write", "one account", (201, 200), (400, 409)),
    ("batch accounts", "POST /v1/chart-of-accounts/batch", "accounts:write", "one batch", (201,), (400,)),
    ("put account", "PUT /v1/chart-of-accounts/{accountId}", "accounts:write", "one account", (200,), (400, 404)),
    ("delete account", "DELETE /v1/chart-of-accounts/{accountId}", "accounts:write", "empty", (204,), (404, 409)),
    #
    ("search tax codes", "POST /v0/tax-codes:search", "tax-codes:read", "page tax code", ANY, ()),
    ("get tax code", "GET /v0/tax-codes/{taxCodeId}", "tax-codes:read", "one tax code", ANY, ()),
    ("create tax code", "POST /v0/tax-codes", "tax-codes:write", "one tax code", ANY, ()),
    ("put tax code", "PUT /v0/tax-codes/{taxCodeId}", "tax-codes:write", "one tax code", ANY, ()),
    ("delete tax code", "DELETE /v0/tax-codes/{taxCodeId}", "tax-codes:write", "empty", GONE, ()),
    #
    ("search vendors", "POST /v1/vendors:search", "vendors:read", "page vendor", (200,), ()),
    ("get vendor", "GET /v1/vendors/{id}", "vendors:read", "one vendor", (200,), (404,)),
    ("create vendor", "POST /v1/vendors", "vendors:write", "one vendor", (201,), (409,)),
    ("put vendor", "PUT /v1/vendors/{id}", "vendors:write", "one vendor", (200,), (400, 404, 409)),
    ("archive vendor", "POST /v1/vendors/{id}:archive", "vendors:write", "empty", (204,), (404,)),
    ("activate vendor", "POST /v1/vendors/{id}:activate", "vendors:write", "empty", (204,), (404,)),
)

_QUERY: dict[str, tuple[Parameter, ...]] = {
    "get installation": (COMPANY_OPTIONAL,),
    "list companies": (ORGANISATION, *PAGING),
    "list groups": (COMPANY_OPTIONAL, ORGANISATION, INCLUDE_ARCHIVED, TAGS_COUNT),
    "create group": (COMPANY,),
    "list tags": (INCLUDE_ARCHIVED, *PAGING),
    "search tags": (COMPANY_OPTIONAL, ORGANISATION, *PAGING),
    "search accounts": PAGING,
    "search tax codes": (COMPANY, *PAGING),
    "search vendors": (COMPANY, *PAGING),
}
_EITHER = dict.fromkeys(("list groups", "search tags"), ("company_id", "organization_id"))

_BODY: dict[str, Schema] = {
    "create installation": bodies.INSTALLATION_CREATE,
    "put installation": bodies.INSTALLATION_PUT,
    "create group": bodies.GROUP_CREATE,
    "put group": bodies.GROUP_PUT,
    "create tag": bodies.TAG_CREATE,
    "put tag": bodies.TAG_PUT,
    "search tags": bodies.TAG_SEARCH,
    "bulk archive tags": bodies.TAG_BULK_ARCHIVE,
    "bulk delete tags": bodies.TAG_BULK_DELETE,
    "search accounts": bodies.ACCOUNT_SEARCH,
    "create account": bodies.ACCOUNT_CREATE,
    "batch accounts": bodies.ACCOUNT_BATCH,
    "put account": bodies.ACCOUNT_PUT,
    "search tax codes": bodies.TAX_CODE_SEARCH,
    "create tax code": bodies.TAX_CODE_CREATE,
    "put tax code": bodies.TAX_CODE_PUT,
    "search vendors": bodies.VENDOR_SEARCH,
    "create vendor": bodies.VENDOR_CREATE,
    "put vendor": bodies.VENDOR_PUT,
    "activate vendor": bodies.VENDOR_ACTIVATE,
}
_BODY_OPTIONAL = {"search tags", "search tax codes", "search vendors"}

# What leaving the name out of a tag does is not documented; other dimension values cannot be read back (left out = unchanged).
_ALWAYS = dict.fromkeys(("create tag", "put tag"), ("name",))
_NEVER = dict.fromkeys(("create tag", "put tag"), ("otherDimensionValues",))


def _operation(name: str, call: str, needs: str, answer: str, success: tuple[int, ...], errors: tuple[int, ...]) -> Operation:
    method, path = call.split()
    area, _, right = needs.partition(":")
    envelope, _, record = answer.partition(" ")
    return Operation(
        name=name,
        method=method,
        path=path,
        area=area,
        right=right,
        answer=Answer(envelope),
        record=record,
        success=success,
        errors=errors,
        query=_QUERY.get(name, ()),
        body=_BODY.get(name),
        body_required=name not in _BODY_OPTIONAL,
        either=_EITHER.get(name, ()),
        always=_ALWAYS.get(name, ()),
        never=_NEVER.get(name, ()),
    )


OPERATIONS: Mapping[str, Operation] = {row[0]: _operation(*row) for row in _ROWS}


@dataclass(frozen=True, slots=True)
class Match:
    """An operation and what stands in its path's braces."""

    operation: Operation
    path: Mapping[str, str]


def _pattern(template: str) -> re.Pattern[str]:
    # Neither slash nor colon: "{id}" must not swallow the end of "{id}:archive".
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/:]+)", re.escape(template)))


# Templates without braces first: "/v1/chart-of-accounts/batch" is no account id.
_ROUTES = [(_pattern(o.path), o) for o in sorted(OPERATIONS.values(), key=lambda o: o.path.count("{"))]


def find(method: str, path: str) -> Match | None:
    """The operation that ``method`` and ``path`` (without query) call, or None."""
    for pattern, operation in _ROUTES:
        if operation.method == method and (found := pattern.fullmatch(path)):
            return Match(operation, found.groupdict())
    return None


def paths_known(path: str) -> bool:
    """Whether ``path`` belongs to any operation, by whatever method."""
    return any(pattern.fullmatch(path) for pattern, _ in _ROUTES)


def named(name: str) -> Operation:
    """The operation of that name. Raises KeyError."""
    return OPERATIONS[name]
