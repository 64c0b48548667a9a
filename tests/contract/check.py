"""Holding one outgoing request against the contract."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from .operations import Operation, find, named
from .queries import Type, query_violations

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def violations(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> list[str]:
    """What is wrong with this request as it leaves the program; empty when nothing is. Header names may have any case."""
    parts = urlsplit(url)
    lower = {name.lower(): value for name, value in headers.items()}
    found = list(_address(parts.scheme, parts.hostname, parts.username, parts.fragment))
    found += _authorization(lower.get("authorization"))
    if not any(media.split(";")[0].strip() == "application/json" for media in lower.get("accept", "").split(",")):
        found.append("Accept does not name application/json")
    match = find(method, parts.path)
    if match is None:
        return [*found, f"{method} {parts.path} is no operation of the contract"]
    operation = match.operation
    if operation.forbidden:
        found.append(f"{operation.name}: this project never deletes in Pleo")
    found += [f"path: {name} is {value!r}, no UUID" for name, value in match.path.items() if not Type.UUID.accepts(value)]
    found += query_violations(operation.query, operation.either, parse_qsl(parts.query, keep_blank_values=True))
    found += _content(operation, lower, body)
    return found


def check_request(prepared: requests.PreparedRequest) -> None:
    """Raises AssertionError naming every violation of ``prepared``; for the adapter through which a test lets requests leave."""
    body = prepared.body
    if isinstance(body, str):
        body = body.encode()
    if body is not None and not isinstance(body, bytes):
        raise AssertionError(f"{prepared.method} {prepared.url}: the body is a stream, not JSON text")
    found = violations(prepared.method or "", prepared.url or "", prepared.headers, body)
    if found:
        raise AssertionError(f"{prepared.method} {prepared.url}: " + "; ".join(found))


def body_errors(operation: Operation, data: Any) -> Iterator[ValidationError]:
    """Each place where ``data`` breaks the operation's schema, in a stable order."""
    yield from sorted(_validator(operation.name).iter_errors(data), key=lambda error: error.json_path)


def parse_json(body: bytes) -> Any:
    """JSON as the standard has it: UTF-8, no NaN, no property twice. Raises ValueError."""
    return json.loads(body.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_unique)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a property is given twice")
    return found


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(named(name).body or {})


def _address(scheme: str, host: str | None, user: str | None, fragment: str) -> Iterator[str]:
    if scheme != "https" and not (scheme == "http" and host in LOOPBACK):
        yield f"{scheme}://{host} is neither https nor loopback"
    if user is not None:
        yield "the address carries a user name"
    if fragment:
        yield "the address carries a fragment"


def _authorization(value: str | None) -> Iterator[str]:
    if value is None:
        yield "Authorization is missing"
        return
    kind, _, rest = value.partition(" ")
    if kind != "Basic":
        yield f"Authorization is of the kind {kind!r}, not Basic"
        return
    try:
        key = base64.b64decode(rest, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        yield "Authorization is not base64 of a key and a colon"
        return
    if not key.endswith(":") or len(key) < 2 or key.count(":") != 1:
        yield "Authorization is not the key as user name with an empty password"


def _content(operation: Operation, headers: Mapping[str, str], body: bytes | None) -> Iterator[str]:
    if operation.body is None:
        if body:
            yield f"{operation.name} takes no body"
        return
    if not body:
        if operation.body_required:
            yield "the body is missing"
        return
    media, _, rest = headers.get("content-type", "").partition(";")
    if media.strip() != "application/json" or rest.strip().lower() not in ("", "charset=utf-8"):
        yield "Content-Type is not application/json in UTF-8"
    if "content-encoding" in headers:
        yield "the body is encoded"
    try:
        data = parse_json(body)
    except ValueError as error:
        yield f"the body is not JSON: {error}"
        return
    yield from (f"body {error.json_path}: {error.message}" for error in body_errors(operation, data))
    if isinstance(data, dict):
        yield from (f"body: {name} is missing, ours always carry it" for name in operation.always if name not in data)
        yield from (f"body: {name} is not ours to send" for name in operation.never if name in data)
