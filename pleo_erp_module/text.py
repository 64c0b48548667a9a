"""How text from an ERP or from Pleo is brought to one form, in one place."""

from __future__ import annotations

import unicodedata


def clean(text: str) -> str:
    """The text without outer blanks, in NFC: the form in which names and codes are compared and sent."""
    return unicodedata.normalize("NFC", text.strip())


def fold(text: str) -> str:
    """The form in which codes of dimensions and values are matched: case does not count (T-2)."""
    return unicodedata.normalize("NFC", clean(text).casefold())
