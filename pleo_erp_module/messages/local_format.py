"""Numbers and moments as people write them in each language, where Babel would be too much to start."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

_THOUSANDS: Mapping[str, str] = {"en": ",", "da": ".", "de": ".", "fr": "\u202f"}
_MOMENTS: Mapping[str, str] = {
    "en": "%Y-%m-%d %H:%M:%S %Z",  # as no two English-speaking countries misread it
    "da": "%d.%m.%Y %H.%M.%S %Z",
    "de": "%d.%m.%Y, %H:%M:%S %Z",
    "fr": "%d/%m/%Y %H:%M:%S %Z",
}


def _short(language: str) -> str:
    return language[:2].lower() if language[:2].lower() in _MOMENTS else "en"


def grouped(number: int, language: str) -> str:
    """``1.234`` for 1234 in Danish."""
    return f"{number:,}".replace(",", _THOUSANDS[_short(language)])


def local_moment(text: str, language: str) -> str:
    """``24.11.2026, 20:38:09 CET`` for a moment of an answer, in this machine's time zone."""
    return datetime.fromisoformat(text).astimezone().strftime(_MOMENTS[_short(language)])
