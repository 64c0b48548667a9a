"""The list of actions that every host offers, with who may do what; and the one way to do them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pleo_erp_hookspecs import Action, Message, Parameter, ProgressCallback, Role, User
from pleo_erp_module.actions import (  # noqa: F401  (each declares its actions)
    change_pages,
    company_views,
    connection_actions,
    dimension_actions,
    doctor,
    grants,
    history_view,
    key_rotation,
    kind_view,
    pause_actions,
    preview_action,
    probe,
    release_action,
    schedule_view,
    setting_actions,
    support_bundle,
    table_actions,
    undo_action,
    usage,
    why_view,
)
from pleo_erp_module.actions.action_entry import ENTRIES
from pleo_erp_module.errors import error
from pleo_erp_module.secret_text import SecretText
from pleo_erp_module.sync.runtime import Runtime

LARGEST_NUMBER = 10**9  # of an argument that counts rows: no list is longer, and databases refuse larger ones


def actions() -> tuple[Action, ...]:
    """All actions and views."""
    return tuple(entry.action for entry in ENTRIES.values())


def _check_role(user: User, action: Action) -> None:
    if user.role is not Role.ADMINISTRATOR and user.role is not action.role:
        raise error("forbidden", user=user.name, action=action.name, role=Message(f"role_{action.role}"))


def run_action(runtime: Runtime, name: str, arguments: Mapping[str, Any], progress: ProgressCallback | None = None) -> Any:
    """Do one action for the host's user. Raises ``unknown_action``, ``forbidden``, ``usage``, and what the action refuses."""
    entry = ENTRIES.get(name)
    if entry is None:
        raise error("unknown_action", action=name)
    _check_role(runtime.host.user, entry.action)
    known = {parameter.name: parameter for parameter in entry.action.parameters}
    unknown = sorted(arguments.keys() - known.keys())
    if unknown:
        raise error("usage", detail=Message("no_such_argument", {"action": name, "names": unknown}))
    missing = [parameter.name for parameter in known.values() if parameter.required and arguments.get(parameter.name) is None]
    if missing:
        raise error("usage", detail=Message("missing_argument", {"action": name, "names": missing}))
    given = {key: _checked(known[key], value) for key, value in arguments.items() if value is not None}
    if "progress" in entry.run.__annotations__:
        given["progress"] = progress
    return entry.run(runtime, **given)


def _checked(parameter: Parameter, value: Any) -> Any:
    if parameter.type == "number":
        return min(max(value, 0), LARGEST_NUMBER)
    return SecretText(value) if parameter.type == "secret" and isinstance(value, str) else value
