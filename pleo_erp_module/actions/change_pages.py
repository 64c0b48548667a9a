"""Long lists of changes page by page: of a plan that was shown, and of a run. Nothing here grows with how long they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from math import ceil
from typing import Any, cast

from pleo_erp_hookspecs import Parameter, Role
from pleo_erp_hookspecs.plan_answers import ChangeAnswer, CountAnswer, PlanReleaseAnswer, PlanRunAnswer, ShownPlanAnswer
from pleo_erp_hookspecs.run_answers import RunChangesAnswer
from pleo_erp_module.actions.action_entry import SOUGHT, action
from pleo_erp_module.actions.history_view import change_answer, run_answer, run_named
from pleo_erp_module.actions.prefix import whole
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.store import ChangeFilter, Count, Release, Run, StoredChange
from pleo_erp_module.sync.report import plan_totals
from pleo_erp_module.sync.runtime import Runtime

PAGE = 50
_FLIPS = frozenset({ChangeAction.ARCHIVE, ChangeAction.UNARCHIVE})
_DIGITS = 10  # of a row's number: fewer


@action(
    "shown",
    "One page of a plan that was shown, as it is stored",
    Role.BOOKKEEPER,
    Parameter("plan", "text", "the plan's hash", required=True),
    *SOUGHT,
    Parameter("held", "flag", "only what is held"),
    view=True,
)
def shown(
    runtime: Runtime,
    company: str,
    plan: str,
    unit: str | None = None,
    action: str | None = None,
    held: bool = False,
    text: str = "",
    after: str | None = None,
) -> ShownPlanAnswer:
    """One page of a plan that was shown, as it is stored; neither ERP nor Pleo is asked.

    Answers what docs/reports.md says. ``counts`` are of the whole plan (state ``held`` or empty). ``total`` is of what is asked
    for (null with a ``text``, which is a part of a code or name). ``next`` is the ``after`` of the following page, or null; with
    a text a page may be short or empty and yet have a next one. ``left_out`` are the ERP's rows that the plan leaves out, by
    reason, of ``skipped`` in all; ``undoes`` is the run that it turns back, or null; ``run`` is the last one that met it, or
    null. ``requests`` and the ``minutes`` that they take are estimates. Raises ``stale_plan``, ``ambiguous_prefix``.
    """
    _check_unit(unit)
    with runtime.store() as store:
        plan = whole(plan, lambda begin: store.plans.hashes(company, begin))
        stored, connection = store.plans.get(company, plan), store.connections.get(company)
        if stored is None or connection is None:
            raise error("stale_plan", plan=plan, company=company)
        counts = store.plans.counts(company, plan)
        sought = ChangeFilter(unit, action, text.strip())
        changes, following = store.plans.search(company, plan, sought, PAGE, _position(after), held=held)
        requests, confirmed = _requests(counts), connection.confirmed_at is not None
        releasable = not confirmed or store.plans.is_waiting(company, plan)
        return {
            "plan": plan,
            "job": stored.job,
            "shown_at": stored.shown_at.isoformat(),
            "expires_at": stored.expires_at.isoformat(),
            "user": stored.user,
            "confirmed": confirmed,
            "releasable": releasable,
            "released": None if releasable else _released(store.plans.latest_release(company, plan)),
            "counts": _counted(counts),
            "totals": plan_totals((count.action, count.state == "held", count.count) for count in counts),
            "total": None if sought.text else _total(counts, unit, action, "held" if held else None),
            "holds": stored.told.get("holds") or [],
            "errors": stored.told.get("errors") or [],
            "warnings": stored.told.get("warnings") or [],
            "left_out": stored.told.get("left_out") or [],
            "skipped": stored.told.get("skipped") or 0,
            "undoes": stored.told.get("undoes"),
            "run": _run(store.history.last_of_plan(company, plan)),
            "requests": requests,
            "minutes": ceil(requests / runtime.host.pleo.requests_per_minute),
            "changes": [_planned(change) for change in changes],
            "next": None if following is None else str(following),
        }


@action(
    "changes",
    "One page of what a run changed",
    Role.BOOKKEEPER,
    Parameter("run", "text", "the id of the run", required=True),
    *SOUGHT,
    Parameter("status", "text", "only what ended so: sent, done, failed, unknown, not_done, skipped"),
    view=True,
)
def changes(
    runtime: Runtime,
    company: str,
    run: str,
    unit: str | None = None,
    action: str | None = None,
    status: str | None = None,
    text: str = "",
    after: str | None = None,
) -> RunChangesAnswer:
    """One page of what a run changed: ``{run, counts: [{unit, action, state, count}], total, changes, next}``, as in `shown`.

    The changes are those of `history`. Raises ``unknown_run``, ``ambiguous_prefix``.
    """
    _check_unit(unit)
    with runtime.store() as store:
        found, sought = run_named(store, company, run), ChangeFilter(unit, action, text.strip())
        counts = store.history.counts(company, found.id)
        rows, following = store.history.search(company, found.id, sought, PAGE, _place(after), status)
        return {
            "run": run_answer(found),
            "counts": _counted(counts),
            "total": None if sought.text else _total(counts, unit, action, status),
            "changes": [change_answer(row) for row in rows],
            "next": None if following is None else f"{following[0]}.{following[1]}",
        }


def _check_unit(unit: str | None) -> None:
    """Raises ``unknown_unit``."""
    if unit is not None:
        registry.unit_named(unit)


def _planned(change: StoredChange) -> ChangeAnswer:
    """As `plan` answers it."""
    answer: Any = {name: getattr(change, name) for name in ("unit", "action", "key", "before", "after", "reason", "rule", "held")}
    return cast(ChangeAnswer, answer | {"id": change.record_id})


def _counted(counts: Iterable[Count]) -> list[CountAnswer]:
    return [cast(CountAnswer, asdict(count)) for count in counts]


def _position(after: str | None) -> int:
    number = _number(after or "")
    return -1 if number is None else number


def _place(after: str | None) -> tuple[str, int] | None:
    run, dot, position = (after or "").rpartition(".")
    number = _number(position)
    return (run, number) if dot and number is not None else None


def _number(text: str) -> int | None:
    """The number of a row, if it can be one."""
    return int(text) if text.isdecimal() and len(text) < _DIGITS else None


def _total(counts: Iterable[Count], unit: str | None, action: str | None, state: str | None) -> int:
    return sum(
        count.count
        for count in counts
        if unit in (None, count.unit) and action in (None, count.action) and state in (None, count.state)
    )


def _released(release: Release | None) -> PlanReleaseAnswer | None:
    if release is None:
        return None
    return {"at": release.at.isoformat(), "by": release.by, "expires_at": release.expires_at.isoformat()}


def _run(found: Run | None) -> PlanRunAnswer | None:
    if found is None:
        return None
    return {"id": found.id, "status": found.status, "finished_at": found.finished_at.isoformat() if found.finished_at else None}


def _requests(counts: Iterable[Count]) -> int:
    """How many requests would write this, if none has to be repeated."""
    many: dict[tuple[str, str], int] = {}
    for count in counts:
        key = count.unit, count.action
        many[key] = many.get(key, 0) + count.count
    return sum(ceil(number / _batch(unit, action)) for (unit, action), number in many.items())


def _batch(unit: str, action: str) -> int:
    kind = registry.unit_named(unit).kind
    if action == ChangeAction.CREATE:
        return kind.create_batch
    return kind.flip_batch if action in _FLIPS else 1
