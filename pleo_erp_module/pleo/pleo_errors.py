"""The one table of what can go wrong with a request, and the exception that says so.

A row says what happens next and under which code of `pleo_erp_module.errors` a person reads of it; the sentence and the next
step are there. Retry, screens and doctor all read this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pleo_erp_hookspecs import Message, PleoErpError
from pleo_erp_module.errors import error


class Treatment(StrEnum):
    """What becomes of a request that was not answered with 2xx."""

    RETRY = "retry"  # again after a pause, unless it may have been carried out and is not repeatable
    FAIL = "fail"  # never again unchanged
    SETTLE = "settle"  # what the caller believed is stale: read again, then decide (T-40, A-19)


class Failure(StrEnum):
    """What can go wrong without a usable status. UNREACHABLE, PROXY and TLS: certainly nothing was sent to Pleo."""

    UNREACHABLE = "unreachable"  # no name, no route, refused, connect time-out
    PROXY = "proxy unreachable"
    PROXY_REFUSED = "proxy refused"
    TLS = "not trusted"
    BROKEN = "connection broken"  # after the request, or a part of it, was sent
    TIMEOUT = "time-out"  # no whole answer in time
    NOT_JSON = "no JSON"
    INVALID = "answer incomplete"
    TOO_LARGE = "answer too large"
    PAGES = "pages without end"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: what happens, the error code, and whether the request may have been carried out nevertheless (C-30)."""

    happens: Treatment
    code: str
    carried_out: bool = False


RETRY, FAIL, SETTLE = Treatment.RETRY, Treatment.FAIL, Treatment.SETTLE

RULES: Mapping[int | Failure, Rule] = MappingProxyType(
    {
        400: Rule(FAIL, "pleo_refused"),
        401: Rule(FAIL, "key_rejected"),
        403: Rule(FAIL, "right_missing"),
        404: Rule(SETTLE, "pleo_not_found"),
        407: Rule(FAIL, "proxy_refused"),
        408: Rule(RETRY, "pleo_timeout", carried_out=True),
        409: Rule(SETTLE, "pleo_conflict"),
        413: Rule(FAIL, "pleo_refused"),
        422: Rule(FAIL, "pleo_refused"),
        429: Rule(RETRY, "rate_limited"),
        500: Rule(RETRY, "pleo_unavailable", carried_out=True),
        502: Rule(RETRY, "pleo_unavailable", carried_out=True),
        503: Rule(RETRY, "pleo_unavailable", carried_out=True),
        504: Rule(RETRY, "pleo_unavailable", carried_out=True),
        Failure.UNREACHABLE: Rule(RETRY, "pleo_unreachable"),
        Failure.PROXY: Rule(RETRY, "proxy_refused"),
        Failure.PROXY_REFUSED: Rule(FAIL, "proxy_refused"),
        Failure.TLS: Rule(FAIL, "tls_failed"),
        Failure.BROKEN: Rule(RETRY, "pleo_unreachable", carried_out=True),
        Failure.TIMEOUT: Rule(RETRY, "pleo_timeout", carried_out=True),
        Failure.NOT_JSON: Rule(FAIL, "not_json", carried_out=True),
        Failure.INVALID: Rule(FAIL, "answer_invalid", carried_out=True),
        Failure.TOO_LARGE: Rule(FAIL, "answer_too_large", carried_out=True),
        Failure.PAGES: Rule(FAIL, "paging_broken"),
    }
)
# Statuses without a row of their own, by their first digit.
OTHERS: Mapping[int, Rule] = MappingProxyType(
    {
        3: Rule(FAIL, "redirected", carried_out=True),
        4: Rule(FAIL, "pleo_refused"),
        5: Rule(RETRY, "pleo_unavailable", carried_out=True),
    }
)


def rule_for(what: int | Failure) -> Rule:
    """The row of a status (any but 2xx) or of a trouble."""
    if what in RULES:
        return RULES[what]
    return OTHERS.get(int(what) // 100, Rule(FAIL, "not_json", carried_out=True))


class PleoError(PleoErpError):
    """A request that failed for good.

    ``lost``: it was a write and may have been carried out all the same, so read before you decide (C-30). ``area`` is what the
    key needs a right for ("tags", "accounts", "companies", "installations", "introspection"). ``pleo_message`` and
    ``pleo_type`` are Pleo's own words, at most 500 characters, without the key.
    """

    def __init__(
        self,
        code: str,
        *,
        area: str,
        detail: Message | str = "",
        status: int | None = None,
        lost: bool = False,
        pleo_message: str | None = None,
        pleo_type: str | None = None,
        limit: int | None = None,
    ) -> None:
        facts = {"area": area, "detail": detail or pleo_message or pleo_type or "", "status": status, "limit": limit}
        told = error(code, **{name: fact for name, fact in facts.items() if fact is not None})
        super().__init__(told.code, told.message, told.next_step, told.kind, told.facts, told.action)
        self.area = area
        self.status = status
        self.lost = lost
        self.pleo_message = pleo_message
        self.pleo_type = pleo_type
