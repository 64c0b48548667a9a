"""What LIKE ... ESCAPE '!' takes, so that every engine finds the same."""

from __future__ import annotations

_ESCAPED = frozenset("!%_[")


def beginning(text: str) -> str:
    """For texts that begin so."""
    return "".join(f"!{letter}" if letter in _ESCAPED else letter for letter in text) + "%"


def containing(text: str, unsure: str = "") -> str:
    """For lower-cased texts that have this in them, whatever its case, and a few others: letters that not every engine folds
    alike, or that are ``unsure`` otherwise, stand for any."""
    return f"%{''.join(_letter(letter, unsure) for letter in text.lower())}%"


def _letter(letter: str, unsure: str) -> str:
    if letter in _ESCAPED:
        return f"!{letter}"
    return letter if " " <= letter <= "~" and letter not in unsure else "%"
