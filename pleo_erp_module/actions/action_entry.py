"""How an action declares itself: its name, who may do it, what it takes. The type of its answer is its function's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pleo_erp_hookspecs import Action, Parameter, Role

COMPANY = Parameter("company", "text", "the ERP company's id", required=True)
DIMENSION = Parameter("dimension", "text", "the code of one selected dimension")
SOUGHT = (
    Parameter("unit", "text", "only of this unit"),
    Parameter("action", "text", "only create, update, unarchive or archive"),
    Parameter("text", "text", "only what has this in its code or name"),
    Parameter("after", "text", "the page after this: what the one before answered as next"),
)
PAGE = (
    Parameter("text", "text", "only those with these words in their names or ids"),
    Parameter("limit", "number", "how many to answer at most"),
    Parameter("offset", "number", "how many to pass over"),
)
_Run = TypeVar("_Run", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """An action, and the function that does it: of a `Runtime` and the arguments."""

    action: Action
    run: Callable[..., Any]


ENTRIES: dict[str, ActionEntry] = {}


def action(
    name: str, text: str, role: Role, *parameters: Parameter, company: bool = True, view: bool = False
) -> Callable[[_Run], _Run]:
    """Declares a function as an action; ``company``: its first parameter is the company that it is about."""

    def declare(run: _Run) -> _Run:
        taken = (COMPANY, *parameters) if company else parameters
        ENTRIES[name] = ActionEntry(Action(name, text, role, taken, run.__annotations__["return"], company, view), run)
        return run

    return declare
