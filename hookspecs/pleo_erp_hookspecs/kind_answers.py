"""What there is to synchronise, run and ask about, and how people read units and records."""

from typing import TypedDict


class WhyQuestion(TypedDict):
    """What the view `why` is asked for one record: its arguments."""

    kind: str
    """the kind of record"""
    code: str
    """what identifies it"""
    dimension: str | None
    """the dimension of a tag; else null"""


class UnitName(TypedDict, total=False):
    """Whatever names a unit says how people read it."""

    unit_label: str
    """the unit, in the language of the call; one of another version as it is written"""


class RecordName(UnitName, total=False):
    """Whatever names a record says how people read it."""

    code: str
    """what people know the record by: of an account its number"""
    why: WhyQuestion | None
    """the arguments of the view `why` for this record; null if the unit is one of another version"""


class KindAnswer(TypedDict):
    """One kind of record."""

    kind: str
    """what the view `why` takes"""
    label: str
    """what people call such a record"""
    dimension: bool
    """whether its dimension has to be named with it"""


class JobAnswer(TypedDict):
    """One job."""

    job: str
    """its name"""
    label: str
    """what people call it"""
    dimension: bool
    """whether it can be restricted to one dimension"""
    offered: bool
    """whether people choose it from a list; the others are started by a scheduler or by a plan"""


class KindsAnswer(TypedDict):
    """What the view `kinds` answers, in the order of lists."""

    kinds: list[KindAnswer]
    """what the view `why` can be asked about"""
    jobs: list[JobAnswer]
    """what can be previewed and run"""
