"""What a run does not do although it succeeds: told once, and shown until it is corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from pleo_erp_module.erp import Source
from servers import PostgreSQL, database_name
from world import World, WorldFactory, counts, unit


def warned(answer: Any) -> list[str]:
    return [one["code"] for one in answer["warnings"]]


def attention(world: World) -> int:
    return int(world.do("connections")["connections"][0]["attention"])


def checks(world: World) -> dict[str, Any]:
    return {one["check"]: one for one in world.host.do("doctor")["checks"]}


@pytest.fixture
def ready(world: World) -> World:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A", "B"])
    world.erp.set_accounts([("a1", "1", "One")])
    world.go("DEP")
    world.notes()
    return world


def test_two_rows_with_one_code_are_told_once_and_shown_until_they_are_corrected(ready: World) -> None:
    ready.erp.set_values("DEP", ["A", ("b", "One"), ("B", "Other")])
    report = ready.run()
    assert (report["status"], warned(report)) == ("success", ["rows_with_same_code"])
    [warning] = unit(report, "tags:DEP")["warnings"]
    assert (warning["facts"]["count"], warning["facts"]["rows"]) == (2, ["B", "b"])
    assert "Several ERP rows have the same code" in warning["message"]
    assert ready.notes() == ["rows_with_same_code"]
    for _ in range(3):
        ready.clock.pass_(hours=1)
        assert warned(ready.run("sync")) == ["rows_with_same_code"]
    assert ready.notes() == []  # not every hour
    assert (attention(ready), checks(ready)["rows 1"]["code"]) == (1, "rows_with_same_code")
    doctor = ready.host.do("doctor")
    assert (doctor["ok"], doctor["attention"]) == (True, True)
    assert warned(ready.plan()) == ["rows_with_same_code"]
    assert warned(ready.do("shown", plan=ready.last_plan)) == ["rows_with_same_code"]

    ready.erp.set_values("DEP", ["A", ("b", "One"), ("B", "Other"), "C", "c"])  # another pair is another reason
    ready.run()
    assert ready.notes() == ["rows_with_same_code"]
    ready.erp.set_values("DEP", ["A", ("b", "One"), ("B", "Other"), "C"])  # one that is over is none
    ready.run()
    assert (ready.notes(), attention(ready)) == ([], 1)

    ready.erp.set_values("DEP", ["A", "B", "C"])
    assert warned(ready.run()) == []
    assert (attention(ready), ready.notes(), "rows 1" in checks(ready)) == (0, [], False)
    history = ready.do("history")["runs"]
    of_tags = [unit(run, "tags:DEP") for run in history[:2]]
    assert list(map(warned, of_tags)) == [[], ["rows_with_same_code"]]


def test_each_sort_of_faulty_row_is_told_and_what_the_erp_means_is_not(ready: World) -> None:
    ready.erp.set_values("DEP", ["A", "B", ("", "Nameless"), ("L", "x" * 300), ("H", "Head", "heading"), ("C", "Old", "closed")])
    ready.erp.set_accounts([("a1", "1", "One"), ("a2", "", "Without"), ("a3", "3", "y" * 300), ("a4", "4", "Total", "total")])
    report = ready.run()
    assert report["status"] == "success"
    assert {name: warned(unit(report, name)) for name in ("tags:DEP", "accounts", "tag_groups")} == {
        "tags:DEP": ["rows_too_long", "rows_without_code"],
        "accounts": ["rows_too_long"],  # the root of a chart has no number in any ERP
        "tag_groups": [],
    }
    facts = [{one["code"]: one["facts"]["rows"] for one in unit(report, name)["warnings"]} for name in ("accounts", "tags:DEP")]
    assert facts == [{"rows_too_long": ["3"]}, {"rows_too_long": ["L"], "rows_without_code": ["Nameless"]}]
    assert sorted(ready.notes()) == ["rows_too_long", "rows_too_long", "rows_without_code"]
    assert counts(report, "tags:DEP")["skipped"] == 4
    assert attention(ready) == 3


def test_a_warning_ends_with_its_dimension_and_its_area(ready: World) -> None:
    ready.erp.set_dimensions("DEP", "PRJ")
    ready.erp.set_values("DEP", ["A", "B", "b"])
    ready.erp.set_values("PRJ", ["X"])
    ready.erp.set_accounts([("a1", "1", "One"), ("a2", "2", "x" * 300)])
    ready.run()
    assert attention(ready) == 2
    ready.select("PRJ")
    ready.run("sync-tags")
    assert attention(ready) == 1
    ready.settings(accounts="off")
    ready.run()
    assert attention(ready) == 0


def test_of_many_faulty_rows_the_first_are_named(ready: World) -> None:
    ready.erp.set_values("DEP", ["A", "B", *((f"L{number:04}", "x" * 300) for number in range(700))])
    [warning] = ready.run()["warnings"]
    assert (warning["facts"]["count"], len(warning["facts"]["rows"])) == (700, 21)
    ready.run()
    assert ready.notes() == ["rows_too_long"]


@pytest.fixture
def restricted(new_world: WorldFactory, postgresql: PostgreSQL) -> Iterator[tuple[World, str]]:
    """A world on PostgreSQL whose connection reads as a login of its own."""
    world = new_world("postgresql")
    database, role = database_name(world.erp.connection), "reader_of_doctor"
    postgresql.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    postgresql.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}", database)
    world.host.erp = replace(world.host.erp, read_connection=postgresql.dsn(database, user=role, password="x"))
    yield world, role
    postgresql.execute(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}", database)


def test_the_doctor_tries_every_read_of_a_run_and_says_how_the_last_one_ended(
    restricted: tuple[World, str], postgresql: PostgreSQL
) -> None:
    world, role = restricted
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A"])
    world.erp.set_accounts([("a1", "1", "One")])
    world.go("DEP")
    found = checks(world)
    assert (found["reading 1"]["status"], found["run 1"]["status"]) == ("ok", "ok")

    database = database_name(world.erp.connection)
    for table in ("dimension_value", "ledger", "dimension"):
        postgresql.execute(f"REVOKE SELECT ON {table} FROM {role}", database)
        found = checks(world)
        assert (found["reading 1"]["status"], found["reading 1"]["code"]) == ("failed", "erp_permission"), table
        assert not world.host.do("doctor")["ok"]
        report = world.run()
        assert report["status"] in ("partial", "failed")
        postgresql.execute(f"GRANT SELECT ON {table} TO {role}", database)
        last = checks(world)["run 1"]
        assert (last["status"], checks(world)["reading 1"]["status"]) == ("failed", "ok")
        assert last["code"] in ("erp_permission", "dimension_read_failed")
        assert world.run()["status"] == "success"
        assert checks(world)["run 1"]["status"] == "ok"


def test_the_doctor_reads_no_more_than_a_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.erp.set_dimensions("DEP", "PRJ")
    world.erp.set_values("PRJ", ["X"])
    world.erp.spoil("dimension_value", 0, dimension="PRJ")
    world.go("DEP")
    world.settings(accounts="off")
    monkeypatch.setattr(Source, "accounts", None)
    assert checks(world)["reading 1"]["status"] == "ok"


def test_a_record_that_failed_is_a_warning(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A"])
    world.go("DEP")
    world.erp.set_values("DEP", ["A", "B"])
    world.fail("answer", "create tag", status=422, count=None)
    assert world.run()["status"] == "partial"
    last = checks(world)["run 1"]
    assert (last["status"], "could not make 1 change" in last["message"], bool(last["next"])) == ("warning", True, True)
