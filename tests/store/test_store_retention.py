"""What is old goes, and what the database refuses is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import Database
from pleo_erp_module.store import Status, Store, StoredOutcome, StoredPlan

from .conftest import Clock
from .history_helpers import a_change, a_run, done, fail


def _everything(store: Store, clock: Clock) -> dict[str, str]:
    """A run of each kind, each with what belongs to it; the ids by kind."""
    ids = {}
    for kind in ("success", "held", "failed", "partial"):
        run = store.history.start(a_run(store, clock, writes=1))
        if kind == "partial":
            store.history.sent(run.id, "1", [a_change("p1"), a_change("p2"), a_change("p3"), a_change("p4")])
            refused = StoredOutcome(run.id, 1, Status.FAILED, error_code="x")
            store.history.outcome(
                [StoredOutcome(run.id, 0, Status.DONE), refused, StoredOutcome(run.id, 2, Status.DONE, answered={"name": "B"})]
            )
        if kind == "success":
            done(store, run.id, a_change("s"))
        store.history.finish(replace(run, status=kind, finished_at=clock(), error_code=None if kind != "failed" else "y"))
        ids[kind] = run.id
    ids["crashed"] = store.history.start(a_run(store, clock)).id
    expires = clock() + timedelta(hours=72)
    store.plans.put(StoredPlan("1", "h", "sync", clock(), expires, None, True, "anna"), [a_change()])
    store.plans.release("1", "h", "anna", expires)
    return ids


def _count(database: Database, table: str) -> int:
    return int(next(iter(database.rows("SELECT COUNT(*) FROM pleo_erp_" + table)))[0])


@pytest.mark.parametrize(
    ("days", "kinds", "changes", "counts"),
    [
        (89, ["success", "held", "failed", "partial", "crashed"], 4, (0, 1, 1)),
        (91, ["failed", "partial", "crashed"], 3, (0, 1, 1)),
        (94, ["failed", "partial", "crashed"], 3, (0, 0, 1)),
        (364, ["failed", "partial", "crashed"], 3, (0, 0, 1)),
        (366, ["partial", "crashed"], 1, (0, 0, 1)),  # what Pleo answered otherwise stays
        (369, ["partial", "crashed"], 1, (0, 0, 0)),
    ],
)
def test_what_is_old_goes_and_failures_stay_longer(
    store: Store, clock: Clock, database: Database, days: int, kinds: list[str], changes: int, counts: tuple[int, int, int]
) -> None:
    ids = _everything(store, clock)
    store.history.prune("2", clock.pass_(days=days), 90, 365)
    assert _count(database, "run") == 5
    store.history.prune("1", clock(), 90, 365)
    assert {run.id for run in store.history.runs("1")} == {ids[kind] for kind in kinds}
    assert len(store.history.changes("1", ids["partial"])) == changes
    assert (_count(database, "plan_change"), _count(database, "approval"), _count(database, "release")) == counts


def test_pruning_keeps_a_plan_that_can_be_released(store: Store, clock: Clock) -> None:
    _everything(store, clock)
    store.history.prune("1", clock.pass_(hours=71), 90, 365)
    assert len(store.plans.changes("1", "h")) == 1
    assert store.plans.decisions("1")[0] == {"x"}


def test_a_failure_that_still_repeats_keeps_its_first_run(store: Store, clock: Clock) -> None:
    run = store.history.start(a_run(store, clock))
    fail(store, run.id, a_change())
    store.history.finish(replace(run, status="partial", finished_at=clock()))
    clock.pass_(days=400)
    fail(store, "later", a_change())
    store.history.prune("1", clock(), 90, 365)
    assert store.history.run("1", run.id) is not None
    assert [row.repeats for row in store.history.changes("1", run.id)] == [2]


def test_a_lost_connection_is_a_failed_store(store: Store, database: Database) -> None:
    database.raw.close()
    with pytest.raises(PleoErpError) as caught:
        store.history.runs("1")
    assert caught.value.code == "store_failed"
    with pytest.raises(PleoErpError) as caught:
        store.history.sent("r", "1", [a_change()])
    assert caught.value.code == "store_failed"


def test_a_run_that_cannot_be_recorded_fails_even_if_the_id_is_free(store: Store, clock: Clock, database: Database) -> None:
    database.execute("CREATE UNIQUE INDEX one_job ON pleo_erp_run (job)")
    store.history.start(a_run(store, clock))
    with pytest.raises(PleoErpError) as caught:
        store.history.start(a_run(store, clock, id="another"))
    assert caught.value.code == "store_failed"
