"""Messages are stored as codes and facts; rows of an earlier version keep their sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pleo_erp_hookspecs import Message, plain_facts
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Status, Store, StoredOutcome, StoredPlan
from pleo_erp_module.store.codec import load_message

from .conftest import Clock
from .history_helpers import a_change, a_run, fail, finished

REFUSED = error("pleo_refused", detail="No, thank you.")


def test_an_error_is_stored_as_code_and_facts_and_comes_back_with_its_sentences(
    store: Store, database: Database, clock: Clock
) -> None:
    run = store.history.start(a_run(store, clock, id="r"))
    [position] = store.history.sent(run.id, "1", [a_change()])
    facts = plain_facts(REFUSED.facts)
    store.history.outcome(
        [StoredOutcome("r", position, Status.FAILED, error_code=REFUSED.code, error_message="x", error_facts=facts)]
    )
    [row] = store.history.changes("1", "r")
    assert (row.error_facts, row.error_message, row.error_next) == (facts, REFUSED.message, REFUSED.next_step)
    assert [tuple(stored) for stored in database.rows("SELECT error_message, error_next FROM pleo_erp_change")] == [
        ('{"code":"pleo_refused","facts":{"detail":"No, thank you."}}', None)
    ]
    [failure] = store.history.failures("1", "r")
    assert (failure["facts"], failure["message"], failure["count"]) == (facts, REFUSED.message, 1)
    store.history.finish(replace(run, status="failed", error_code=REFUSED.code, error_facts=facts))
    [again] = store.history.runs("1")
    assert (again.error_facts, again.error_message, again.error_next) == (facts, REFUSED.message, REFUSED.next_step)


def test_what_an_earlier_version_stored_keeps_its_sentences(store: Store, database: Database, clock: Clock) -> None:
    fault = {"code": "pleo_refused", "message": "As it was.", "next": "Do that."}
    unit = {"unit": "accounts", "hold": {"guard": "count", "limit": "120 would go"}, "error": fault}
    run = finished(store, clock, code="key_rejected", units=[unit], error_message="As it was.", error_next="Do that.")
    fail(store, run, a_change())
    database.execute("UPDATE pleo_erp_change SET reason = 'an old reason'")
    [row] = store.history.changes("1", run)
    assert row.reason == Message("text", {"text": "an old reason"})
    assert (row.error_facts, row.error_message, row.error_next) == (None, f"No: {run}", "…")
    [failure] = store.history.failures("1", run)
    assert "facts" not in failure
    [old] = store.history.runs("1")
    assert (old.error_facts, old.error_message, old.error_next) == (None, "As it was.", "Do that.")
    assert old.units[0]["hold"]["limit"] == Message("text", {"text": "120 would go"})
    assert old.units[0]["error"] == {**fault, "facts": None, "action": None}
    told = {"holds": [{"limit": "120 would go"}], "left_out": [{"reason": "no code"}], "errors": [fault], "warnings": [fault]}
    store.plans.put(StoredPlan("1", "h", "sync", clock(), clock.pass_(hours=1), None, True, "anna", told), [])
    clock.pass_(minutes=-30)
    plan = store.plans.get("1", "h")
    assert plan is not None
    assert plan.told["left_out"][0]["reason"] == Message("text", {"text": "no code"})
    assert plan.told["holds"][0]["limit"] == Message("text", {"text": "120 would go"})
    assert plan.told["errors"] == plan.told["warnings"] == [{**fault, "facts": None, "action": None}]


@pytest.mark.parametrize("text", ["", "{", "{}", '{"code": 1}', "[1]", '{"code": "a", "facts": 3}', "plain"])
def test_any_other_text_is_a_text(text: str) -> None:
    assert load_message(text) == Message("text", {"text": text})
