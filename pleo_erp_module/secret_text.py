"""Secrets in memory, and texts without them."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pleo_erp_hookspecs import Message

MASK = "***"
SHORTEST = 6  # characters of a secret: a shorter one would hide parts of ordinary words
# A key of Pleo's, and what stands behind the scheme in an Authorization header.
_KEY = re.compile(r"\bplp_[\w-]{4,}|(?<=\bBasic )[\w+/=-]{8,}|(?<=\bBearer )[\w+/=.-]{8,}", re.IGNORECASE)
_lock = threading.Lock()
_known: dict[str, None] = {}


class SecretText:
    """A text that shows itself nowhere: not when printed, in a log, or among a frame's variables in a crash report.

    >>> SecretText("plp_0123")
    ***
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text
        remember(text)

    def reveal(self) -> str:
        """The text itself; for the one statement that needs it."""
        return self._text

    def __repr__(self) -> str:
        return MASK

    def __len__(self) -> int:
        return len(self._text)


def remember(text: str) -> None:
    """From now on `masked` hides this text, also as a user name in an Authorization header."""
    encoded = base64.b64encode(f"{text}:".encode("latin-1", "replace")).decode("ascii").rstrip("=")
    with _lock:
        for form in (text.strip(), encoded):
            if len(form) >= SHORTEST:
                _known[form] = None


def forget_all() -> None:
    """Hide nothing but what looks like a key."""
    with _lock:
        _known.clear()


def masked(text: str) -> str:
    """``text`` with stars in place of every secret, and of what looks like one.

    >>> masked("no such command: plp_0123456789")
    'no such command: ***'
    """
    with _lock:
        forms = sorted((form for form in _known if form in text), key=len, reverse=True)
    for form in forms:
        text = text.replace(form, MASK)
    return _KEY.sub(MASK, text)


def masked_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a message with every text masked, however deep."""
    return {name: _masked(fact) for name, fact in facts.items()}


def _masked(fact: Any) -> Any:
    if isinstance(fact, str):
        return masked(fact)
    if isinstance(fact, Message):
        return Message(fact.code, masked_facts(fact.facts))
    if isinstance(fact, Mapping):
        return masked_facts(fact)
    if isinstance(fact, list | tuple):
        return type(fact)(_masked(part) for part in fact)
    if isinstance(fact, Path | BaseException):
        return masked(str(fact))
    return fact
