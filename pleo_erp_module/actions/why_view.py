"""Why one record is as it is in Pleo."""

from __future__ import annotations

from typing import Any, cast

from pleo_erp_hookspecs import Message, Parameter, Role
from pleo_erp_hookspecs.why_answers import WhyAnswer
from pleo_erp_module.actions.action_entry import DIMENSION, action
from pleo_erp_module.actions.history_view import change_answer
from pleo_erp_module.actions.preview_action import make_plan
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.erp_view import ErpView
from pleo_erp_module.kinds.kind import RecordKind
from pleo_erp_module.kinds.unit import Unit
from pleo_erp_module.reconcile.change_model import SourceRow, TargetRecord
from pleo_erp_module.sync.job_scope import scope
from pleo_erp_module.sync.planner import PlannedUnit
from pleo_erp_module.sync.report import change_report
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.situation import Situation, check_dimension, situation
from pleo_erp_module.text import fold


@action(
    "why",
    "Why one record is as it is in Pleo",
    Role.BOOKKEEPER,
    Parameter("kind", "text", "one of the view kinds", required=True),
    Parameter("code", "text", "what identifies the record: its code or its external id", required=True),
    DIMENSION,
    view=True,
)
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
        planned = make_plan(runtime, store, here, scope(asked.area.job, here.settings, dimension))
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
        keys, ids = {key, *map(normal, spelled[:-1])}, {record.id for record in records}
        changes = [change for change in (found.changes if found else ()) if normal(change.key) in keys or change.id in ids]
        skipped = [row.reason for row in planned.skipped if row.unit == str(unit) and normal(row.key) in keys]
        stopped = not here.confirmed or here.paused
        held = [stopped or (found is not None and found.is_held(change)) for change in changes]
        latest = store.history.last(company, str(unit), spelled[0])
        answer: Any = {  # its sentences are made where it leaves the module
            "unit": str(unit),
            "key": code,
            "erp": [_row(row) for row in rows],
            "pleo": [_record(record) for record in records],
            "decision": [change_report(change, held=waits) for change, waits in zip(changes, held, strict=True)],
            "explanation": _explained(rows, records, bool(changes), skipped, _waits(here, found) if any(held) else []),
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


def _waits(here: Situation, found: PlannedUnit | None) -> list[Message]:
    """What the unit's changes wait for."""
    if not here.confirmed:
        return [Message("unconfirmed")]
    if here.paused:
        return [Message("connection_paused")]
    return [hold.limit for hold in found.holds] if found else []


def _explained(
    rows: list[SourceRow], records: list[TargetRecord], changing: bool, skipped: list[Message], waits: list[Message]
) -> Message:
    if skipped:
        return Message("row_skipped", {"reasons": list(dict.fromkeys(skipped))})
    left_out = next((row.why_not for row in rows if not row.usable), None)
    if left_out and not changing:
        return Message("row_unusable", {"why": left_out})
    if changing:
        return Message("will_wait", {"reasons": waits}) if waits else Message("will_change")
    if rows and records:
        return Message("in_step")
    if records:
        return Message("gone_and_archived")
    return Message("only_in_erp" if rows else "nowhere")


def _row(row: SourceRow) -> dict[str, Any]:
    return {"key": row.key, **row.fields, "usable": row.usable, "why_not": row.why_not}


def _record(record: TargetRecord) -> dict[str, Any]:
    return {"id": record.id, **record.values(), "created_at": record.created_at or None}
