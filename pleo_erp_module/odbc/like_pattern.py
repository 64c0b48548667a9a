"""What LIKE takes, so that every engine finds the same, and a few more: whoever searches looks at the rows once more.

No escapes: engines differ in them. A letter that means something to LIKE stands for any one letter instead.
"""

from __future__ import annotations

_WILD = frozenset("%_[\\")  # a backslash escapes by itself on PostgreSQL and MariaDB


def beginning(text: str) -> str:
    """For texts that begin so."""
    return "".join("_" if letter in _WILD else letter for letter in text) + "%"


def containing(text: str, unsure: str = "") -> str:
    """For lower-cased texts that have this in them, whatever its case. Letters that not every engine folds alike, or that are
    ``unsure`` otherwise, stand for any."""
    return f"%{''.join(_letter(letter, unsure) for letter in text.lower())}%"


def _letter(letter: str, unsure: str) -> str:
    if letter in unsure or not " " <= letter <= "~":
        return "%"
    return "_" if letter in _WILD else letter
