"""The ERP's dimensions, and their selection."""

from typing import Any, NotRequired, TypedDict

from pleo_erp_hookspecs.kind_answers import UnitName


class DimensionAnswer(TypedDict):
    """One dimension of the ERP."""

    code: str
    """its code"""
    name: str
    """its name, or its code if it has none"""
    values: int
    """how many tags it would have"""
    selected: bool
    """whether it is selected"""
    proposed: bool
    """whether it matches a tag group in Pleo; only before the first selection"""
    suggested: bool
    """whether a form should tick it at first: it is selected or proposed"""
    selectable: bool
    """whether it can be selected"""
    why_not: str | None
    """why it cannot be selected"""
    why_not_code: NotRequired[str]
    """the code of this sentence, see [errors.md](errors.md)"""
    why_not_facts: NotRequired[dict[str, Any]]
    """what it was filled with, by name"""


class DimensionsAnswer(TypedDict):
    """What the view `dimensions` answers."""

    dimensions: list[DimensionAnswer]
    """all of the ERP's"""
    missing: list[str]
    """selected codes that the ERP does not show today; they stay selected unless a selection leaves them out"""
    most: int
    """how many can be selected"""


class ArchivedGroupAnswer(UnitName):
    """A tag group that the next run would archive."""

    unit: str
    """`tag_groups`"""
    code: str
    """its code in Pleo"""
    name: str
    """its name in Pleo"""


class SelectionAnswer(TypedDict):
    """What the action `select` answers, saved or not."""

    selected: list[str]
    """the codes, as the ERP spells them"""
    will_archive: list[ArchivedGroupAnswer]
    """every group that the next run would archive"""
