"""The settings of a connection."""

from typing import TypedDict


class SettingsAnswer(TypedDict):
    """What the action `settings` answers, after the changes that were asked for."""

    settings: dict[str, str | int]
    """the values in force by name: switches are `on` or `off`"""
