"""What Pleo says about an error, read with caution: bodies of errors are hardly documented."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from pleo_erp_module.secret_text import masked

LONGEST = 500
_NAMES = ("message", "detail", "error_description", "title", "error")
_HTML = re.compile(rb"\s*(?:<!doctype|<html|<head|<body|<\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """Pleo's own words and its code for the error; None where it gave none."""

    message: str | None = None
    type: str | None = None


def is_html(body: bytes, content_type: str) -> bool:
    """Whether this is a page for people, as proxies and login pages send them, and not an answer of Pleo's."""
    return bool(body.strip()) and ("html" in content_type.lower() or _HTML.match(body) is not None)


def said(body: bytes, content_type: str) -> ErrorBody:
    """Pleo's words from the body of an error: one line, at most 500 characters, without a secret."""
    if is_html(body, content_type):
        return ErrorBody()
    try:
        answer: object = json.loads(body)
    except (ValueError, RecursionError):
        return ErrorBody(_clean(body.decode("utf-8", "replace")))
    if isinstance(answer, str):
        return ErrorBody(_clean(answer))
    return ErrorBody(_clean(_message(answer)), _clean(_type(answer)))


def _message(answer: object) -> object:
    """The first text under a usual name; errors may be wrapped in ``error``, ``errors`` or a list."""
    for _depth in range(4):
        if isinstance(answer, list):
            answer = answer[0] if answer else None
        if isinstance(answer, str):
            return answer
        if not isinstance(answer, dict):
            return None
        found = next((answer[name] for name in _NAMES if isinstance(answer.get(name), str)), None)
        if found is not None:
            return found
        answer = answer.get("error") or answer.get("errors")
    return None


def _type(answer: object) -> object:
    return answer.get("type") or answer.get("code") if isinstance(answer, dict) else None


def _clean(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    line = " ".join("".join(character if character.isprintable() else " " for character in masked(value)).split())
    return line[:LONGEST] or None
