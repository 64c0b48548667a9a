"""The settings of one connection: names, defaults, limits, and their meaning. Stored as text, one row a setting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from pleo_erp_module.errors import error
from pleo_erp_module.reconcile.guard import Thresholds

_Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. ``parse`` raises ValueError with the reason in words."""

    default: _Value
    parse: Callable[[str], _Value]
    help: str


def _switch(text: str) -> bool:
    try:
        return {"on": True, "off": False}[text.strip().lower()]
    except KeyError:
        raise ValueError("it is on or off") from None


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.strip().lower() not in allowed:
            raise ValueError(f"it is one of {', '.join(allowed)}")
        return text.strip().lower()

    return parse


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        digits = text.strip()
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else -1
        if not low <= number <= high:
            raise ValueError(f"it is a whole number from {low} to {high}")
        return number

    return parse


def _date(text: str) -> str:
    day = text.strip()
    try:
        return date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        raise ValueError("it is a date such as 2027-01-31, or empty") from None


_DAY = 24 * 60
KEY_EXPIRES = "key_expires"
#: Stored beside an account key that was proposed, until a person sets it.
ACCOUNT_KEY_PROPOSED = "account_key_proposed"
_LIMITS: dict[str, tuple[int, int, str]] = {
    "blind_percent": (0, 100, "blind: hold a unit with fewer ERP rows than this share of the last run's, in %"),
    "wipe_active": (1, 1_000_000, "wipe: hold a unit that would lose all its active records, from this many on"),
    "share_vanished": (1, 1_000_000, "share: from this many vanished records on"),
    "share_vanished_percent": (0, 100, "share: hold archives when more than this share vanished, in %"),
    "share_gone": (1, 1_000_000, "share: from this many archives on"),
    "share_gone_percent": (0, 100, "share: hold archives when more than this share would go, in %"),
    "count_gone": (0, 1_000_000, "count: hold archives when more than this many would go"),
    "shift_updates": (1, 1_000_000, "shift: from this many new names or codes on"),
    "shift_percent": (0, 100, "shift: hold updates when more than this share would change name or code, in %"),
    "flood_creates": (0, 1_000_000, "flood: hold creates when more than this many"),
    "flood_percent": (0, 10_000, "flood: and more than this share of the active records, in %"),
    "flood_active": (0, 1_000_000, "flood: in units with at least this many active records"),
}

SETTINGS: dict[str, Setting] = {
    "tags": Setting(True, _switch, "synchronise tag groups and tags"),
    "accounts": Setting(True, _switch, "synchronise the chart of accounts"),
    "account_key": Setting(
        "id", _choice("id", "code"), "what identifies an account in Pleo: the ERP's row id, or the account number"
    ),
    "tags_interval": Setting(60, _number(60, _DAY), "minutes between two runs of the tags"),
    "accounts_interval": Setting(_DAY, _number(60, 31 * _DAY), "minutes between two runs of the accounts"),
    "group_names": Setting(False, _switch, "keep the names of tag groups in step with the ERP"),
    KEY_EXPIRES: Setting("", _date, "the last day of the API key, such as 2027-01-31, or empty; people are told before"),
    "history_days": Setting(90, _number(1, 3650), "days for which the history is kept"),
    "failure_days": Setting(365, _number(1, 3650), "days for which failures are kept"),
    **{f.name: Setting(int(str(f.default)), _number(*_LIMITS[f.name][:2]), _LIMITS[f.name][2]) for f in fields(Thresholds)},
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    values: Mapping[str, _Value]

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> Settings:
        """From what is stored; what is missing has its default, and names of other versions are passed over.

        Raises ``setting_invalid`` for a value that somebody wrote past the module.
        """
        return cls(
            {name: _value(name, stored[name]) if name in stored else setting.default for name, setting in SETTINGS.items()}
        )

    def on(self, area: str) -> bool:
        """Whether ``tags`` or ``accounts`` are synchronised."""
        return self.values[area] is True

    def number(self, name: str) -> int:
        """A number setting."""
        return int(self.values[name])

    @property
    def account_key(self) -> str:
        """``id`` or ``code``."""
        return str(self.values["account_key"])

    @property
    def key_expires(self) -> date | None:
        """The last day of the API key, if a person said so."""
        day = str(self.values[KEY_EXPIRES])
        return date.fromisoformat(day) if day else None

    @property
    def group_names(self) -> bool:
        """Whether names of tag groups are kept in step (Q-2)."""
        return self.values["group_names"] is True

    @property
    def thresholds(self) -> Thresholds:
        """The guards' limits."""
        return Thresholds(**{f.name: self.number(f.name) for f in fields(Thresholds)})

    def shown(self) -> dict[str, str | int]:
        """As people read and write them: switches as on and off."""
        return {name: ("on" if value else "off") if isinstance(value, bool) else value for name, value in self.values.items()}


def _value(name: str, text: str) -> _Value:
    try:
        return SETTINGS[name].parse(text)
    except ValueError as reason:
        raise error("setting_invalid", name=name, value=text, detail=reason) from None


def parse(name: str, text: str) -> str:
    """The text to store for a setting; raises ``unknown_setting`` or ``setting_invalid``."""
    if name not in SETTINGS:
        raise error("unknown_setting", name=name)
    return str(Settings({name: _value(name, text)}).shown()[name])
