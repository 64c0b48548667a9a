"""How text from an ERP or from Pleo is brought to one form, in one place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def clean(text: str) -> str:
    """The text without outer blanks, in NFC: the form in which names and codes are compared and sent."""
    return unicodedata.normalize("NFC", text.strip())


def fold(text: str) -> str:
    """The form in which codes of dimensions and values are matched: case does not count (T-2)."""
    return unicodedata.normalize("NFC", clean(text).casefold())


def has_control(text: str) -> bool:
    """Whether the text contains a control character, such as the tab that an escape in a path becomes."""
    return any(unicodedata.category(letter) == "Cc" for letter in text)


def has_all(words: Iterable[str], *texts: str | None) -> bool:
    """Whether each word stands in one of the texts, whatever its case: how people look for something in a list.

    Lower case, and not folded: databases have no more (`ß` is not `ss` to them).
    """
    lowered = [_lower(text) for text in texts if text]
    return all(any(_lower(word) in text for text in lowered) for word in words)


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())
