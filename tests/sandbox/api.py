"""From a request to a reply: which operation, who asks, is it well-formed, then the handler."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from math import ceil
from typing import Any

from contract import Match, Operation, Type, find, paths_known
from contract.check import body_errors, parse_json
from contract.queries import query_violations

from . import accounts, companies, tags, tax_codes, vendors
from .accounts import REASONS
from .keys import authenticate, authorise, secret_of
from .paging import identity
from .replies import Call, Handler, RefusalError, Reply, Request
from .state import Row, State
from .switches import Switches

HANDLERS: Mapping[str, Handler] = companies.HANDLERS | tags.HANDLERS | accounts.HANDLERS | tax_codes.HANDLERS | vendors.HANDLERS
NEITHER = "Either company_id or organization_id must be provided"


class Api:
    """Answers requests on ``state``. Not thread-safe: one request at a time."""

    def __init__(self, state: State, switches: Switches, now: Callable[[], datetime], monotonic: Callable[[], float]) -> None:
        self._state = state
        self._switches = switches
        self._now = now
        self._monotonic = monotonic
        self._recent: dict[str, deque[float]] = {}

    def answer(self, request: Request) -> Reply:
        try:
            return self._answer(request)
        except RefusalError as refusal:
            return refusal.reply

    def _answer(self, request: Request) -> Reply:
        key = authenticate(self._state, secret_of(request.headers.get("authorization")), self._now())
        self._pace(key)
        match = find(request.method, request.path)
        if match is None or match.operation.name not in HANDLERS:
            known = match is not None or paths_known(request.path)
            raise RefusalError(405 if known else 404, "NOT_FOUND", f"{request.method} {request.path} is not served here")
        operation = match.operation
        authorise(key, operation)
        _check_path(match)
        query = _checked_query(operation, request)
        body = _checked_body(operation, request)
        call = Call(
            state=self._state,
            switches=self._switches,
            key=key,
            operation=operation,
            path=match.path,
            query=query,
            body=body,
            about=identity(operation.name, request.path, query, body),
        )
        return HANDLERS[operation.name](call)

    def _pace(self, key: Row) -> None:
        """Refuses the request that is one too many in the window; refused ones do not count."""
        if not self._switches.rate:
            return
        window = self._recent.setdefault(key["id"], deque())
        now = self._monotonic()
        while window and window[0] <= now - self._switches.rate_window:
            window.popleft()
        if len(window) >= self._switches.rate:
            wait = max(1, ceil(window[0] + self._switches.rate_window - now))
            headers = {"Retry-After": str(wait)} if self._switches.retry_after else {}
            raise RefusalError(429, "TOO_MANY_REQUESTS", "Rate limit exceeded", headers)
        window.append(now)


def _check_path(match: Match) -> None:
    for name, value in match.path.items():
        if not Type.UUID.accepts(value):
            raise RefusalError(404, "NOT_FOUND", f"{name} {value!r} was not found")


def _checked_query(operation: Operation, request: Request) -> dict[str, list[str]]:
    """The query by name. Raises RefusalError 400."""
    found = query_violations(operation.query, operation.either, request.query, ours=False)
    query = request.query_lists()
    if operation.path.startswith("/v0/"):
        needs_one = bool(operation.either) or any(p.name == "company_id" for p in operation.query)
        if needs_one and "company_id" not in query and "organization_id" not in query:
            raise RefusalError(400, "PARAMETER_VALIDATION_FAILED", NEITHER)
    if "sorting_keys" in query or "sorting_order" in query:
        found.append("the sorting keys of this list are not published")
    if found:
        raise RefusalError(400, "PARAMETER_VALIDATION_FAILED", "; ".join(found))
    return query


def _checked_body(operation: Operation, request: Request) -> Any:
    """The parsed body, None when there is none. Raises RefusalError 400, 415."""
    if not request.body:
        if operation.body is not None and operation.body_required:
            raise RefusalError(400, "VALIDATION_FAILED", "The body is missing")
        return None
    if operation.body is None:
        raise RefusalError(400, "VALIDATION_FAILED", "This operation takes no body")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise RefusalError(415, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json")
    try:
        body = parse_json(request.body)
    except ValueError as error:
        raise RefusalError(400, "JSON_MAPPING_EXCEPTION", f"The body is not JSON: {error}") from error
    wrong = [
        error for error in body_errors(operation, body) if not _fails_alone(operation, list(error.absolute_path), error.validator)
    ]
    if wrong:
        text = "; ".join(f"{error.json_path}: {error.message}" for error in wrong[:5])
        raise RefusalError(400, "VALIDATION_FAILED", text)
    return body


def _fails_alone(operation: Operation, path: list[Any], keyword: object) -> bool:
    """Whether this is an error of one batch item, which does not spoil the others."""
    return operation.name == "batch accounts" and len(path) == 3 and (path[2], keyword) in REASONS
