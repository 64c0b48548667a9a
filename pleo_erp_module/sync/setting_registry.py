"""The settings of one connection: names, defaults, limits, and their meaning. Stored as text, one row a setting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.setting import DAY, Setting, SettingValue, SettingValues, number, shown
from pleo_erp_module.reconcile.guards import Thresholds
from pleo_erp_module.text import similar

KEY_EXPIRES = "key_expires"
_LIMITS: dict[str, tuple[int, int, str]] = {
    "blind_percent": (0, 100, "blind: hold a unit with fewer ERP rows than this share of the last run's, in %"),
    "wipe_active": (1, 1_000_000, "wipe: hold a unit that would lose all its active records, from this many on"),
    "rewind_changes": (1, 1_000_000, "rewind: from this many latest changes on that the ERP reverts together"),
    "swap_creates": (1, 1_000_000, "swap: from this many new records on that another unit shows"),
    "share_vanished": (1, 1_000_000, "share: from this many vanished records on"),
    "share_vanished_percent": (0, 100, "share: hold archives when more than this share vanished, in %"),
    "share_gone": (1, 1_000_000, "share: from this many archives on"),
    "share_gone_percent": (0, 100, "share: hold archives when more than this share would go, in %"),
    "count_gone": (0, 1_000_000, "count: hold archives when more than this many would go"),
    "spread_records": (1, 1_000_000, "spread: from this many vanished, or renamed, records of several units on"),
    "spread_percent": (0, 100, "spread: hold them when they are more than this share of these units, in %"),
    "drip_vanished": (1, 1_000_000, "drip: from this many vanished records in a week on"),
    "drip_percent": (0, 100, "drip: hold archives when more than this share vanished in a week, in %"),
    "shift_updates": (1, 1_000_000, "shift: from this many new names or codes on"),
    "shift_percent": (0, 100, "shift: hold updates when more than this share would change name or code, in %"),
    "flood_creates": (0, 1_000_000, "flood: hold creates when more than this many"),
    "flood_percent": (0, 10_000, "flood: and more than this share of the active records, in %"),
    "flood_active": (0, 1_000_000, "flood: in units with at least this many active records"),
    "flood_small_creates": (0, 1_000_000, "flood, small units: hold creates when more than this many"),
    "flood_small_percent": (0, 10_000, "flood, small units: and more than this share of the active records, in %"),
    "flood_small_active": (0, 1_000_000, "flood, small units: with at least this many active records"),
}

_OF_ALL_KINDS: dict[str, Setting] = {
    KEY_EXPIRES: Setting("", DAY, "the last day of the API key, such as 2027-01-31, or empty; people are told before"),
    "history_days": Setting(90, number(1, 3650), "days for which the history is kept"),
    "failure_days": Setting(365, number(1, 3650), "days for which failures are kept"),
    **{f.name: Setting(int(str(f.default)), number(*_LIMITS[f.name][:2]), _LIMITS[f.name][2]) for f in fields(Thresholds)},
}


def known_settings() -> dict[str, Setting]:
    """All settings of a connection, by name."""
    return {**registry.settings(), **_OF_ALL_KINDS}


def proposal_mark(name: str) -> str:
    """What is stored beside a setting that `connect` proposed, until a person sets it."""
    return f"{name}_proposed"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    values: SettingValues

    @classmethod
    def of(cls, stored: Mapping[str, str]) -> Settings:
        """From what is stored; what is missing has its default, and names of other versions are passed over.

        Raises ``setting_invalid`` for a value that somebody wrote past the module.
        """
        return cls(
            {
                name: _value(name, stored[name]) if name in stored else setting.default
                for name, setting in known_settings().items()
            }
        )

    def on(self, area: str) -> bool:
        """Whether an area is synchronised."""
        return self.values[area] is True

    def number(self, name: str) -> int:
        """A number setting."""
        return int(self.values[name])

    @property
    def key_expires(self) -> date | None:
        """The last day of the API key, if a person said so."""
        day = str(self.values[KEY_EXPIRES])
        return date.fromisoformat(day) if day else None

    @property
    def thresholds(self) -> Thresholds:
        """The guards' limits."""
        return Thresholds(**{f.name: self.number(f.name) for f in fields(Thresholds)})

    def shown(self) -> dict[str, str | int]:
        """As people read and write them: switches as on and off."""
        return {name: shown(value) for name, value in self.values.items()}


def _value(name: str, text: str) -> SettingValue:
    try:
        return known_settings()[name].form.parse(text)
    except ValueError as reason:
        raise error("setting_invalid", name=name, value=text, detail=reason.args[0]) from None


def parse(name: str, text: str) -> str:
    """The text to store for a setting; raises ``unknown_setting`` or ``setting_invalid``."""
    if name not in known_settings():
        raise error("unknown_setting", name=name, close=similar(name, known_settings()))
    return str(Settings({name: _value(name, text)}).shown()[name])
