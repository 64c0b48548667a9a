"""A setting of a connection: its default, and how its text is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from pleo_erp_hookspecs import Message

SettingValue: TypeAlias = str | int | bool
SettingValues: TypeAlias = Mapping[str, SettingValue]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. ``parse`` raises ValueError with a message of what is allowed."""

    default: SettingValue
    parse: Callable[[str], SettingValue]
    help: str


def switch(text: str) -> bool:
    """``on`` or ``off``."""
    try:
        return {"on": True, "off": False}[text.strip().lower()]
    except KeyError:
        raise ValueError(Message("setting_switch")) from None


def choice(*allowed: str) -> Callable[[str], str]:
    """One of these words."""

    def parse(text: str) -> str:
        if text.strip().lower() not in allowed:
            raise ValueError(Message("setting_choice", {"allowed": list(allowed)}))
        return text.strip().lower()

    return parse


def number(low: int, high: int) -> Callable[[str], int]:
    """A whole number within limits."""

    def parse(text: str) -> int:
        digits = text.strip()
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else -1
        if not low <= number <= high:
            raise ValueError(Message("setting_number", {"low": low, "high": high}))
        return number

    return parse


def day(text: str) -> str:
    """A date, or nothing."""
    found = text.strip()
    try:
        return date.fromisoformat(found).isoformat() if found else ""
    except ValueError:
        raise ValueError(Message("setting_date")) from None
