"""Type checkers know what each action answers."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, cast, get_overloads

from pleo_erp_hookspecs.action_call import ActionCall
from pleo_erp_module.actions.action_registry import actions


def test_every_action_is_called_with_the_type_of_its_answer() -> None:
    told: dict[str, set[str]] = {}
    call = SimpleNamespace(__module__=ActionCall.__module__, __qualname__=f"{ActionCall.__name__}.__call__")
    for overload in get_overloads(cast(Any, call)):
        for name in re.findall(r"'([\w-]+)'", overload.__annotations__["name"]):
            told.setdefault(name, set()).add(overload.__annotations__["return"])
    assert told == {action.name: set(action.result.split(" | ")) for action in actions()}
