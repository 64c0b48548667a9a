"""The latest runs, and one run with its changes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from pleo_erp_hookspecs import Parameter, Role
from pleo_erp_hookspecs.run_answers import HistoryAnswer, RunAnswer, RunChangeAnswer, RunDetailAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.actions.prefix import whole
from pleo_erp_module.errors import error
from pleo_erp_module.store import ChangeRow, Run, Store
from pleo_erp_module.sync.report import state_of, with_states
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.undo_run import undo_to_run

_SHOWN = 50  # runs in one listing
_MOST = 1000  # rows of one answer


@action(
    "history",
    "The runs, or one run with its changes",
    Role.BOOKKEEPER,
    Parameter("run", "text", "the id of one run"),
    Parameter("offset", "number", "how many of the latest to pass over"),
    Parameter("limit", "number", "how many to answer at most"),
    view=True,
)
def history(
    runtime: Runtime, company: str, run: str | None = None, offset: int = 0, limit: int | None = None
) -> HistoryAnswer | RunDetailAnswer:
    """The latest runs ``{runs, last_checked, last_changed, undo}``, or one run with its changes ``{run: {...}, changes: [...]}``.

    ``last_checked`` is when a run last looked at both sides, ``last_changed`` when one last changed anything in Pleo; ``undo`` is
    the plan of an undo that is released and was not run since, or null. ``run`` is its id, or an unambiguous beginning.
    ``limit``: at most so many (else 50 runs, 1000 changes). Raises ``unknown_run``, ``ambiguous_prefix``; ``not_connected`` for a
    company of which nothing was ever recorded.
    """
    limit = None if limit is None else max(limit, 1)
    with runtime.store() as store:
        if run is None:
            return latest_runs(store, company, limit or _SHOWN, offset)
        found = run_named(store, company, run)
        changes = store.history.changes(company, found.id, offset, min(limit or _MOST, _MOST))
        return {"run": run_answer(found), "changes": [change_answer(row) for row in changes]}


def latest_runs(store: Store, company: str, limit: int = _SHOWN, offset: int = 0) -> HistoryAnswer:
    """The latest runs; raises ``not_connected`` for a company of which nothing was ever recorded."""
    runs = store.history.runs(company, min(limit, _MOST), offset)
    if not runs and not offset and store.connections.get(company) is None:
        raise error("not_connected", company=company)
    checked, changed = store.history.last_checked(company), store.history.last_changed(company)
    return {
        "runs": [run_answer(one) for one in runs],
        "last_checked": _began(checked),
        "last_changed": _began(changed),
        "undo": undo_to_run(store, company),
    }


def run_named(store: Store, company: str, name: str) -> Run:
    """The run with this id, or unambiguous beginning of one. Raises ``unknown_run``, ``ambiguous_prefix``."""
    run = whole(name, lambda begin: store.history.ids(company, begin))
    found = store.history.run(company, run)
    if found is None:
        raise error("unknown_run", run=run, company=company)
    return found


def run_answer(run: Run) -> RunAnswer:
    """A run, as a host can pass it on."""
    answer: Any = _fields(run)
    answer |= {"state": state_of(run.status, run.units), "units": with_states(run.units)}
    return cast(RunAnswer, answer)


def change_answer(row: ChangeRow) -> RunChangeAnswer:
    """A change in the history, as a host can pass it on."""
    return cast(RunChangeAnswer, _fields(row))


def _fields(record: Run | ChangeRow) -> dict[str, Any]:
    """All but the number, which only orders."""
    return {name: _plain(value) for name, value in asdict(record).items() if name != "number"}


def _plain(value: Any) -> Any:
    """As a host can pass it on: moments and words as text."""
    return _moment(value) if isinstance(value, datetime) else str(value) if isinstance(value, StrEnum) else value


def _began(run: Run | None) -> str | None:
    return _moment(run.started_at) if run else None


def _moment(value: datetime) -> str:
    return value.isoformat()
