"""How an error appears in an answer."""

from typing import Any, TypedDict

from pleo_erp_hookspecs.kind_answers import UnitName


class ErrorAnswer(TypedDict):
    """An error or a warning, ready to be shown."""

    code: str
    """stable; all codes are in [errors.md](errors.md)"""
    facts: dict[str, Any] | None
    """what the sentence was filled with, by name; null where an earlier version stored the sentence"""
    message: str
    """what happened and why, in the language of the call"""
    next: str
    """what the reader can do"""
    action: str | None
    """the module's action that does it, if one does"""


class UnitErrorAnswer(ErrorAnswer, UnitName):
    """An error that kept one unit from being read."""

    unit: str
    """the unit that has no plan and no writes because of it"""
