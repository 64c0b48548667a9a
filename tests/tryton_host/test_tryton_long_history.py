"""A history of years: the list of runs reads what it shows, and no more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pleo_erp_module.hosts.tryton import ids
from pleo_erp_module.store.codec import stamp
from tryton_host.tryton import Person
from tryton_host.world import World, choose, connected, released, run_now

FIELDS = ["name", "company", "company.rec_name", "job", "state", "started_at", "change_count", "fault", "rec_name"]
NOW = datetime(2030, 1, 1, tzinfo=UTC)  # later than any real run
_ZERO = datetime(2026, 1, 1, tzinfo=UTC)  # of the numbers that order runs: the real run's is just above 0
COLUMNS = (
    "finished_at, run_status, plan_hash, read_count, write_count, retry_count, change_count, error_code, error_message,"
    " error_next, first_at, repeats"
)


@pytest.fixture
def run(admin: Person) -> str:
    """A run that made changes."""
    connected(admin)
    choose(admin, "DEP")
    released(admin)
    return str(run_now(admin).form.run)


def add_runs(world: World, like: str, latest: datetime, number: int, units: str | None = None) -> list[str]:
    """So many runs, an hour apart, the latest first."""
    moments = [latest - timedelta(hours=hours) for hours in range(number)]
    made = [
        (f"{at:%Y%m%dT%H%M%SZ}-{hours:04x}", stamp(at), int((at - _ZERO).total_seconds())) for hours, at in enumerate(moments)
    ]
    world.erp.execute(
        f"INSERT INTO pleo_erp_run (run_id, started_at, sequence_number, units_json, company, job, user_name, {COLUMNS})"
        f" SELECT new_id, new_start, new_number, COALESCE(?, units_json), company, job, user_name, {COLUMNS} FROM pleo_erp_run,"
        " (SELECT ? AS new_id, ? AS new_start, ? AS new_number"
        f"{' UNION ALL SELECT ?, ?, ?' * (number - 1)}) AS added WHERE run_id = ?",
        units,
        *(value for one in made for value in one),
        like,
    )
    return [name for name, *_ in made]


def numbers(person: Person, *arguments: object) -> list[int]:
    found: list[int] = person.ask("pleo_erp.run", "search", *arguments)
    return found


def test_opening_the_list_reads_no_run_that_it_does_not_show(admin: Person, world: World, run: str) -> None:
    latest = add_runs(world, run, NOW, 150)
    unreadable = "this is no JSON"
    add_runs(world, run, NOW - timedelta(days=30), 60, unreadable)
    everything = [["company", "in", [world.company]]]
    for domain in ([], everything, ["AND", [], everything], [["state", "=", "success"]]):
        shown = numbers(admin, domain, 0, 100, None)
        assert shown == [ids.run_number(name) for name in latest[:100]]
        rows = admin.ask("pleo_erp.run", "read", shown, FIELDS)
        assert [row["name"] for row in rows] == latest[:100]
    assert numbers(admin, [], 0, 100, [["started_at", "DESC"]]) == numbers(admin, [], 0, 100, None)
    assert numbers(admin, [], 40, 20, None) == [ids.run_number(name) for name in latest[40:60]]
    with pytest.raises(Exception, match="Expecting value"):
        numbers(admin, [], 0, 200, None)
    with pytest.raises(Exception, match="Expecting value"):  # another order takes all of them
        numbers(admin, [], 0, 10, [["name", "ASC"]])


def test_the_runs_are_counted_up_to_the_limit(admin: Person, world: World, run: str) -> None:
    add_runs(world, run, NOW, 120)

    def count(*arguments: object) -> int:
        found: int = admin.ask("pleo_erp.run", "search_count", *arguments)
        return found

    assert count([], 0, 10000) == 121
    assert count([], 0, None) == 121
    assert count([["company", "=", world.company]], 0, 100) == 100
    assert count([["company", "!=", world.company]], 0, 100) == 0
    assert count([["state", "=", "failed"]], 0, 100) == 0
    assert count([["state", "=", "success"]], 20, None) == 101


def test_an_old_run_is_read_with_its_units_and_changes(admin: Person, world: World, run: str) -> None:
    number = ids.run_number(run)

    def told() -> list[Any]:
        (shown,) = admin.ask("pleo_erp.run", "read", [number], ["name", "state", "units", "changes"])
        units = admin.ask("pleo_erp.run.unit", "read", shown["units"], ["run", "unit", "created"])
        changes = admin.ask("pleo_erp.run.change", "read", shown["changes"], ["run", "key", "state"])
        return [shown, units, changes]

    before = told()
    assert before[2]
    add_runs(world, run, NOW, 120)
    add_runs(world, run, NOW - timedelta(days=365 * 8), 60)  # and older ones
    assert told() == before
    found = admin.ask("pleo_erp.run.change", "search", [["run", "=", number]], 0, None, None)
    assert found == [change["id"] for change in before[2]]


def test_a_number_without_a_run_is_told(admin: Person, run: str) -> None:
    number = ids.run_number(run)
    for model, gone in (
        ("pleo_erp.run", number + 1),
        ("pleo_erp.run.unit", ids.unit_number(number, 15)),
        ("pleo_erp.run.change", ids.change_number(number, 9999)),
    ):
        with pytest.raises(Exception, match="no longer exists"):
            admin.ask(model, "read", [gone], ["rec_name"])
