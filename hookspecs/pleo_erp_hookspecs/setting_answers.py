"""The settings of a connection."""

from typing import Literal, TypedDict

from pleo_erp_hookspecs.error_answers import ErrorAnswer

SettingType = Literal["switch", "number", "choice", "date"]


class SettingAnswer(TypedDict):
    """One setting, as a form needs it. Values are texts as people write them."""

    name: str
    """its name"""
    group: str
    """the heading that it stands under"""
    label: str
    """what people call it"""
    help: str
    """what it does"""
    unit: str
    """what a number counts; may be empty"""
    type: SettingType
    """what a value looks like; a switch is `on` or `off`, a date such as 2027-01-31 or empty"""
    value: str
    """the value in force"""
    default: str
    """the value where none was set"""
    choices: list[str]
    """the values of a choice or a switch; else empty"""
    least: int | None
    """the smallest number"""
    most: int | None
    """the largest number"""
    proposable: bool
    """whether `connect` proposes a value as long as nobody has set one"""


class SettingsAnswer(TypedDict):
    """What the action `settings` answers, after the changes that were asked for."""

    settings: dict[str, str | int]
    """the values in force by name: switches are `on` or `off`"""
    details: list[SettingAnswer]
    """the same with what a form needs, in the order in which it shows them"""
    refused: dict[str, ErrorAnswer]
    """with `dry_run`, by name the new values that are invalid; else an invalid value is an error"""
