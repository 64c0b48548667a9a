"""Why one record is as it is in Pleo."""

from typing import Any

from pleo_erp_hookspecs.kind_answers import UnitName
from pleo_erp_hookspecs.plan_answers import ChangeAnswer
from pleo_erp_hookspecs.run_answers import RunChangeAnswer


class WhyAnswer(UnitName):
    """What the view `why` answers."""

    unit: str
    """the unit that the record belongs to"""
    key: str
    """the code that was asked about"""
    erp: list[dict[str, Any]]
    """the ERP's rows of this code: `key`, the kind's fields, `usable`, `why_not`, and its code and facts"""
    pleo: list[dict[str, str | bool | None]]
    """Pleo's records of this code: `id`, the kind's fields, `created_at`"""
    decision: list[ChangeAnswer]
    """what a run would do now"""
    explanation: str
    """why, in a sentence"""
    explanation_code: str
    """the code of this sentence, see [errors.md](errors.md)"""
    explanation_facts: dict[str, Any]
    """what it was filled with, by name"""
    answer: RunChangeAnswer | None
    """what became of the latest change in the history"""
