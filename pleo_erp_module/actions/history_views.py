"""What happened, and why: history and "why?" for one code."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from pleo_erp_hookspecs import Message
from pleo_erp_hookspecs.connection_answers import CompaniesAnswer, ConnectionAnswer, ConnectionsAnswer
from pleo_erp_hookspecs.run_answers import HistoryAnswer, RunAnswer, RunChangeAnswer, RunDetailAnswer
from pleo_erp_hookspecs.why_answers import WhyAnswer
from pleo_erp_module.actions.plan_actions import look
from pleo_erp_module.actions.prefix import whole
from pleo_erp_module.erp import CompanyPage
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.erp_view import ErpView
from pleo_erp_module.kinds.kind import RecordKind
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.reconcile.change_model import SourceRow, TargetRecord
from pleo_erp_module.store import ChangeRow, Connection, Run, Selection, Store
from pleo_erp_module.sync.job_scope import scope
from pleo_erp_module.sync.report import change_report, state_of, with_states
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.situation import Situation, check_dimension, situation
from pleo_erp_module.sync.undo_run import undo_to_run
from pleo_erp_module.text import fold

_SHOWN = 50  # runs in one listing
_MOST = 1000  # rows of one answer
_EVERY = 10**9  # companies: no ERP has so many


def companies(
    runtime: Runtime, company: str | None = None, text: str = "", limit: int | None = None, offset: int = 0
) -> CompaniesAnswer:
    """The companies of the ERP: ``{companies: [{id, name}], more}``, by id; with ``limit`` a page of them, by name.

    ``company``: only the one of this id, if there is one; ``text``: only those with each of its words in their name or id.
    """
    given = runtime.host.companies()
    part = CompanyPage(company, text, _EVERY if limit is None else max(limit, 1), max(offset, 0))
    if given is not None:
        found, more = part.of(given)
    else:
        with runtime.source() as source:
            whole = limit is None and company is None
            found, more = part.of(source.companies()) if whole else source.some_companies(part)
    if limit is None:
        found.sort(key=lambda one: one.id)
    return {"companies": [{"id": one.id, "name": one.name} for one in found], "more": more}


def connections(
    runtime: Runtime, company: str | None = None, text: str = "", limit: int | None = None, offset: int = 0
) -> ConnectionsAnswer:
    """Which companies are connected, by company: all of them, or with ``limit`` a page.

    Answers ``{connections: [{company, company_name, pleo_company: {id, name}, key_end, confirmed, paused, paused_at, paused_by,
    connected_at, connected_by, selected: [{code, name}]}], more}``. ``company_name`` is what the ERP called it at `connect`,
    ``key_end`` the last four characters of the API key; both are null of a connection that an earlier version made.
    ``selected`` is null as long as nothing was chosen. ``company``: only that of this one; ``text`` narrows a page: each of its
    words is in the company's id or in one of the two names.
    """
    with runtime.store() as store:
        if company is not None:
            one = store.connections.get(company)
            found, more = ([one] if one is not None else []), False
        elif limit is None:
            found, more = store.connections.all(), False
        else:
            found, more = store.connections.page(text, max(limit, 1), max(offset, 0))
        only = [one.company for one in found] if limit is not None or company is not None else None
        selections = store.selections.of(only) if found else {}
    return {"connections": [_connection(one, selections.get(one.company)) for one in found], "more": more}


def _connection(one: Connection, selection: Selection | None) -> ConnectionAnswer:
    return {
        "company": one.company,
        "company_name": one.company_name,
        "pleo_company": {"id": one.pleo_company, "name": one.pleo_name},
        "key_end": one.key_end,
        "confirmed": one.confirmed_at is not None,
        "paused": one.paused_at is not None,
        "paused_at": _plain(one.paused_at),
        "paused_by": one.paused_by,
        "connected_at": _moment(one.connected_at),
        "connected_by": one.connected_by,
        "selected": [{"code": each.code, "name": each.name} for each in selection.dimensions] if selection else None,
    }


def history(
    runtime: Runtime, company: str, run: str | None = None, offset: int = 0, limit: int | None = None
) -> HistoryAnswer | RunDetailAnswer:
    """The latest runs ``{runs, last_checked, last_changed, undo}``, or one run with its changes ``{run: {...}, changes: [...]}``.

    ``last_checked`` is when a run last looked at both sides, ``last_changed`` when one last changed anything in Pleo; ``undo`` is
    the plan of an undo that is released and was not run since, or null. ``run`` is its id, or an unambiguous beginning.
    ``limit``: at most so many (else 50 runs, 1000 changes). Raises ``unknown_run``, ``ambiguous_prefix``; ``not_connected`` for a
    company of which nothing was ever recorded.
    """
    offset, limit = max(offset, 0), None if limit is None else max(limit, 1)
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


def why(runtime: Runtime, company: str, kind: str, code: str, dimension: str | None = None) -> WhyAnswer:
    """Why one record is as it is in Pleo: ``{unit, key, erp, pleo, decision, answer}``.

    ``kind`` is one of the view `kinds`, such as tag. ``erp`` are the ERP's rows of this code, ``pleo`` Pleo's records,
    ``decision`` what a run would do now and by which rule, ``answer`` what became of the latest change in the history.
    """
    with runtime.store() as store:
        here, asked = situation(store, company), registry.kind_asked_for(kind)
        if asked.parent and dimension is None:
            raise error("usage", detail=Message("needs_dimension", {"kind": kind}))
        dimension = dimension if asked.parent else None
        check_dimension(here, dimension)
        unit = Unit(asked, _spelled(here.codes or [], dimension) if dimension is not None else "")
        planned = look(runtime, store, here, scope(asked.area.job, here.settings, dimension))
        found = next((one for one in planned.units if one.unit == unit), None)
        if found is not None and found.error is not None:
            raise found.error
        normal = asked.declaration(here.settings.values).fold
        key = normal(code)
        rows = [row for row in (found.source.rows if found else ()) if key in asked.names(row.key, row.fields)]
        if not rows and asked.area.of_selection and not asked.parent:
            rows = _unselected(runtime, here, asked, key)
        records = [record for record in (found.records if found else ()) if key in asked.names(record.key, record.fields)]
        spelled = [*(row.key for row in rows), *(record.key for record in records), code]
        keys = {key, *map(normal, spelled[:-1])}
        changes = [change for change in (found.changes if found else ()) if normal(change.key) in keys]
        skipped = [row.reason for row in planned.skipped if row.unit == str(unit) and normal(row.key) in keys]
        latest = store.history.last(company, str(unit), spelled[0])
        answer: Any = {  # its sentences are made where it leaves the module
            "unit": str(unit),
            "key": code,
            "erp": [_row(row) for row in rows],
            "pleo": [_record(record) for record in records],
            "decision": [change_report(change, held=bool(found and found.is_held(change))) for change in changes],
            "explanation": _explained(rows, records, bool(changes), skipped),
            "answer": change_answer(latest) if latest else None,
        }
        return cast(WhyAnswer, answer)


def _unselected(runtime: Runtime, here: Situation, kind: RecordKind, key: str) -> list[SourceRow]:
    """Rows of this key that are not selected."""
    with runtime.source() as source:
        context = source.context(here.connection.company, runtime.now())
        view = ErpView(source, context, here.settings.values, here.codes, None, lambda step: None)
        with source.snapshot():
            return list(kind.unselected(view, key))


def _spelled(codes: list[str], dimension: str) -> str:
    return next(code for code in codes if fold(code) == fold(dimension))


def _explained(rows: list[SourceRow], records: list[TargetRecord], changing: bool, skipped: list[Message]) -> Message:
    if skipped:
        return Message("row_skipped", {"reasons": list(dict.fromkeys(skipped))})
    left_out = next((row.why_not for row in rows if not row.usable), None)
    if left_out and not changing:
        return Message("row_unusable", {"why": left_out})
    if changing:
        return Message("will_change")
    if rows and records:
        return Message("in_step")
    if records:
        return Message("gone_and_archived")
    return Message("only_in_erp" if rows else "nowhere")


def _row(row: SourceRow) -> dict[str, Any]:
    return {"key": row.key, **row.fields, "usable": row.usable, "why_not": row.why_not}


def _record(record: TargetRecord) -> dict[str, Any]:
    return {"id": record.id, **record.values(), "created_at": record.created_at or None}


def run_answer(run: Run) -> RunAnswer:
    """A run, as a host can pass it on."""
    answer: Any = {name: _plain(value) for name, value in asdict(run).items()}
    answer |= {"state": state_of(run.status, run.units), "units": with_states(run.units)}
    return cast(RunAnswer, answer)


def change_answer(row: ChangeRow) -> RunChangeAnswer:
    """A change in the history, as a host can pass it on."""
    return cast(RunChangeAnswer, {name: _plain(value) for name, value in asdict(row).items()})


def _plain(value: Any) -> Any:
    """As a host can pass it on: moments and words as text."""
    return _moment(value) if isinstance(value, datetime) else str(value) if isinstance(value, StrEnum) else value


def _began(run: Run | None) -> str | None:
    return _moment(run.started_at) if run else None


def _moment(value: datetime) -> str:
    return value.isoformat()
