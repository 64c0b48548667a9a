"""A setting of a connection: its default, what a value looks like, and how its text is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from pleo_erp_hookspecs import Message
from pleo_erp_hookspecs.setting_answers import SettingType
from pleo_erp_module.messages.setting_labels import SettingLabel

SettingValue: TypeAlias = str | int | bool
SettingValues: TypeAlias = Mapping[str, SettingValue]


@dataclass(frozen=True, slots=True)
class SettingForm:
    """What a value looks like. ``parse`` raises ValueError with a message of what is allowed."""

    type: SettingType
    parse: Callable[[str], SettingValue]
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; ``help`` says in English what it does, ``label`` what a form shows of it.

    ``proposable``: `connect` proposes a value, as long as no person has set one.
    """

    default: SettingValue
    form: SettingForm
    help: str
    label: SettingLabel | None = None
    proposable: bool = False


def shown(value: SettingValue) -> str | int:
    """A value as people write it: a switch is on or off."""
    return ("on" if value else "off") if isinstance(value, bool) else value


def choice(*allowed: str) -> SettingForm:
    """One of these words."""

    def parse(text: str) -> str:
        if text.strip().lower() not in allowed:
            raise ValueError(Message("setting_choice", {"allowed": list(allowed)}))
        return text.strip().lower()

    return SettingForm("choice", parse, allowed)


def number(low: int, high: int) -> SettingForm:
    """A whole number within limits."""

    def parse(text: str) -> int:
        digits = text.strip()
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else -1
        if not low <= number <= high:
            raise ValueError(Message("setting_number", {"low": low, "high": high}))
        return number

    return SettingForm("number", parse, least=low, most=high)


def _switched(text: str) -> bool:
    try:
        return {"on": True, "off": False}[text.strip().lower()]
    except KeyError:
        raise ValueError(Message("setting_switch")) from None


def _dated(text: str) -> str:
    found = text.strip()
    try:
        return date.fromisoformat(found).isoformat() if found else ""
    except ValueError:
        raise ValueError(Message("setting_date")) from None


SWITCH = SettingForm("switch", _switched, ("on", "off"))
DAY = SettingForm("date", _dated)
