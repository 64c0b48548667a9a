"""The list of actions that every host offers, with who may do what; and the one way to do them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pleo_erp_hookspecs import Action, Message, Parameter, ProgressCallback, Role, User
from pleo_erp_module.actions import (
    change_pages,
    connection_actions,
    dimension_actions,
    grants,
    history_views,
    maintenance,
    plan_actions,
    probe,
    schedule_view,
    support_bundle,
    table_actions,
    undo_action,
    usage,
)
from pleo_erp_module.errors import error
from pleo_erp_module.sync.runtime import Runtime

_COMPANY = Parameter("company", "text", "the ERP company's id", required=True)
_DIMENSION = Parameter("dimension", "text", "the code of one selected dimension")
_SOUGHT = (
    Parameter("unit", "text", "only of this unit"),
    Parameter("action", "text", "only create, update, unarchive or archive"),
    Parameter("text", "text", "only what has this in its code or name"),
    Parameter("after", "text", "the page after this: what the one before answered as next"),
)
_PAGE = (
    Parameter("text", "text", "only those with these words in their names or ids"),
    Parameter("limit", "number", "how many to answer at most"),
    Parameter("offset", "number", "how many to pass over"),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    action: Action
    do: Callable[..., Any]


def _entry(
    do: Callable[..., Any],
    name: str,
    text: str,
    role: Role,
    *parameters: Parameter,
    company: bool = True,
    view: bool = False,
) -> tuple[str, _Entry]:
    taken = (_COMPANY, *parameters) if company else parameters
    return name, _Entry(Action(name, text, role, taken, do.__annotations__["return"], company, view), do)


_ADMINISTRATOR, _BOOKKEEPER = Role.ADMINISTRATOR, Role.BOOKKEEPER

_ENTRIES: dict[str, _Entry] = dict(
    (
        _entry(
            history_views.companies,
            "companies",
            "The ERP's companies",
            _BOOKKEEPER,
            Parameter("company", "text", "only this company"),
            *_PAGE,
            company=False,
            view=True,
        ),
        _entry(
            history_views.connections,
            "connections",
            "Which companies are connected",
            _BOOKKEEPER,
            Parameter("company", "text", "only of this company"),
            *_PAGE,
            company=False,
            view=True,
        ),
        _entry(
            connection_actions.connect,
            "connect",
            "Connect a company to Pleo, or replace its key",
            _ADMINISTRATOR,
            Parameter("key", "secret", "the API key, as Pleo shows it once", required=True),
            Parameter("pleo_company", "text", "the id of the Pleo company, where the key does not tell it or a change is meant"),
            Parameter("moved", "flag", "the database was moved and is not a copy, or another ERP is meant"),
        ),
        _entry(
            connection_actions.disconnect,
            "disconnect",
            "Forget the key; archives nothing, and keeps selection and settings",
            _ADMINISTRATOR,
        ),
        _entry(
            dimension_actions.dimensions,
            "dimensions",
            "The ERP's dimensions, and which are selected",
            _BOOKKEEPER,
            view=True,
        ),
        _entry(
            dimension_actions.select,
            "select",
            "Choose the dimensions to synchronise, at most five",
            _ADMINISTRATOR,
            Parameter("codes", "codes", "the codes of the dimensions; none at all is a choice, too", required=True),
            Parameter("dry_run", "flag", "answer what saving would answer, and save nothing"),
        ),
        _entry(
            plan_actions.settings,
            "settings",
            "See or change the settings",
            _ADMINISTRATOR,
            Parameter("changes", "settings", "new values by name"),
        ),
        _entry(
            plan_actions.plan,
            "plan",
            "What a run would do now",
            _BOOKKEEPER,
            Parameter("job", "text", "sync, sync-all, sync-tags or sync-accounts"),
            _DIMENSION,
            view=True,
        ),
        _entry(
            change_pages.shown,
            "shown",
            "One page of a plan that was shown, as it is stored",
            _BOOKKEEPER,
            Parameter("plan", "text", "the plan's hash", required=True),
            *_SOUGHT,
            Parameter("held", "flag", "only what is held"),
            view=True,
        ),
        _entry(
            plan_actions.release,
            "release",
            "Approve exactly what a plan showed",
            _BOOKKEEPER,
            Parameter("plan", "text", "the plan's hash", required=True),
        ),
        _entry(
            usage.usage,
            "usage",
            "How many expenses carry the tags that a plan would archive, and which accounts are mapped to a category",
            _BOOKKEEPER,
            Parameter("plan", "text", "the plan's hash", required=True),
            view=True,
        ),
        _entry(
            undo_action.undo,
            "undo",
            "Pause the connection, and plan to turn back what the last run changed in Pleo",
            _ADMINISTRATOR,
        ),
        _entry(plan_actions.pause, "pause", "Let no run write anything", _BOOKKEEPER),
        _entry(plan_actions.resume, "resume", "End a pause", _BOOKKEEPER),
        _entry(
            schedule_view.schedule,
            "schedule",
            "When the job sync is due for each connection, and what runs now",
            _BOOKKEEPER,
            Parameter("company", "text", "only of this company"),
            Parameter("companies", "codes", "only of these companies"),
            company=False,
            view=True,
        ),
        _entry(
            history_views.history,
            "history",
            "The runs, or one run with its changes",
            _BOOKKEEPER,
            Parameter("run", "text", "the id of one run"),
            Parameter("offset", "number", "how many of the latest to pass over"),
            Parameter("limit", "number", "how many to answer at most"),
            view=True,
        ),
        _entry(
            change_pages.changes,
            "changes",
            "One page of what a run changed",
            _BOOKKEEPER,
            Parameter("run", "text", "the id of the run", required=True),
            *_SOUGHT,
            Parameter("status", "text", "only what ended so: sent, done, failed, unknown, not_done, skipped"),
            view=True,
        ),
        _entry(
            history_views.why,
            "why",
            "Why one tag, tag group or account is as it is in Pleo",
            _BOOKKEEPER,
            Parameter("kind", "text", "tag, tag-group or account", required=True),
            Parameter("code", "text", "the code; of an account the external id", required=True),
            _DIMENSION,
            view=True,
        ),
        _entry(
            maintenance.doctor,
            "doctor",
            "Check everything that a run needs",
            _BOOKKEEPER,
            Parameter("company", "text", "only this company's connection"),
            company=False,
            view=True,
        ),
        _entry(
            support_bundle.bundle,
            "bundle",
            "What remote support needs to see; no secret is in it",
            _ADMINISTRATOR,
            Parameter("company", "text", "only of this company"),
            company=False,
            view=True,
        ),
        _entry(
            probe.probe,
            "probe",
            "Which ERP the database is, and what would be read of it",
            _ADMINISTRATOR,
            Parameter("company", "text", "only this ERP company"),
            company=False,
            view=True,
        ),
        _entry(
            grants.grants,
            "grants",
            "The SQL that gives a login the rights that the module needs, for a DBA",
            _ADMINISTRATOR,
            Parameter("login", "text", "the name of the login", required=True),
            Parameter("company", "text", "only this ERP company's tables"),
            Parameter("tables", "flag", "grant whole tables, not columns"),
            company=False,
            view=True,
        ),
        _entry(
            maintenance.rotate_key,
            "rotate-key",
            "Seal all secrets under a new key",
            _ADMINISTRATOR,
            company=False,
        ),
        _entry(
            table_actions.script,
            "script",
            "The SQL that installing would run, for a DBA",
            _ADMINISTRATOR,
            company=False,
            view=True,
        ),
    )
)


def actions() -> tuple[Action, ...]:
    """All actions and views."""
    return tuple(entry.action for entry in _ENTRIES.values())


def _check_role(user: User, action: Action) -> None:
    if user.role is not Role.ADMINISTRATOR and user.role is not action.role:
        raise error("forbidden", user=user.name, action=action.name, role=Message(f"role_{action.role}"))


def run_action(runtime: Runtime, name: str, arguments: Mapping[str, Any], progress: ProgressCallback | None = None) -> Any:
    """Do one action for the host's user. Raises ``unknown_action``, ``forbidden``, ``usage``, and what the action refuses."""
    entry = _ENTRIES.get(name)
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
    given = {key: value for key, value in arguments.items() if value is not None}
    if "progress" in entry.do.__annotations__:
        given["progress"] = progress
    return entry.do(runtime, **given)
