"""Others extend the module: what they replace, leave out, veto and hear of, and what it costs when they fail."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, LeaveOut, ReadContext, hookimpl
from world import World, counts, unit


def working(world: World) -> World:
    """A confirmed connection with something to do in every unit."""
    world.erp.set_dimensions("DEP", "PRJ")
    world.go("DEP", "PRJ")
    world.erp.set_values("DEP", ["A", "B"])
    world.erp.set_values("PRJ", ["P"])
    world.erp.set_accounts([("e1", "1", "One")])
    world.pleo.reset_log()
    return world


class OwnValues:
    """Replaces the values of one dimension."""

    @hookimpl
    def pleo_erp_read_values(self, context: ReadContext, dimension: Dimension) -> Iterable[DimensionValue] | None:
        if dimension.code != "DEP":
            return None
        return (DimensionValue(code, f" {code} of {context.company} ") for code in ("X", "Y"))


class Failing:
    """Fails wherever it is asked to."""

    def __init__(self, *hooks: str) -> None:
        self.hooks = hooks

    def _fail(self, hook: str) -> None:
        if hook in self.hooks:
            raise RuntimeError("the extension's own fault")

    @hookimpl
    def pleo_erp_read_accounts(self, context: ReadContext) -> Iterable[Account] | None:
        self._fail("read accounts")
        return None

    @hookimpl
    def pleo_erp_read_dimensions(self, context: ReadContext) -> Iterable[Dimension] | None:
        self._fail("read dimensions")
        return None

    @hookimpl
    def pleo_erp_read_values(self, context: ReadContext, dimension: Dimension) -> Iterable[DimensionValue] | None:
        self._fail(f"read {dimension.code}")
        return None

    @hookimpl
    def pleo_erp_leave_out(self, context: ReadContext, unit: str, rows: Sequence[Any]) -> Iterable[LeaveOut]:
        self._fail(f"leave out {unit}")
        return ()

    @hookimpl
    def pleo_erp_review_plan(self, company: str, plan: Mapping[str, Any]) -> str | None:
        self._fail("review")
        return None

    @hookimpl
    def pleo_erp_run_finished(self, company: str, report: Mapping[str, Any]) -> None:
        self._fail("hear")


class Without:
    """Leaves rows out."""

    def __init__(self, where: str, *keys: str) -> None:
        self.where = where
        self.keys = keys

    @hookimpl
    def pleo_erp_leave_out(self, unit: str, rows: Sequence[Any]) -> Iterable[LeaveOut]:
        return [LeaveOut(key, "not for Pleo") for key in self.keys] if unit == self.where else []


def test_a_replaced_read_takes_the_place_of_the_profiles(world: World) -> None:
    working(world)
    world.extend(OwnValues(), "own")
    report = world.run()
    assert report["status"] == "success"
    assert world.pleo.tags("DEP") == [("X", "X of 1", "A"), ("Y", "Y of 1", "A")]
    assert world.pleo.tags("PRJ") == [("P", "P", "A")]
    world.again()


def test_two_extensions_that_replace_the_same_read_are_refused_and_named(world: World) -> None:
    working(world)
    world.extend(OwnValues(), "one")
    world.extend(OwnValues(), "two")
    report = world.run()
    fault = unit(report, "tags:DEP")["error"]
    assert (report["status"], fault["code"], "one, two" in fault["message"]) == ("partial", "plugin_conflict", True)
    assert counts(report, "tags:PRJ") == {"created": 1}
    assert world.pleo.tags("DEP") == []


def test_companies_may_come_from_an_extension_or_from_the_host(world: World) -> None:
    class Others:
        @hookimpl
        def pleo_erp_read_companies(self) -> Iterable[Company]:
            return [Company("1", "One"), Company("2", "Two")]

    world.extend(Others(), "others")
    assert [one["id"] for one in world.host.do("companies")["companies"]] == ["1", "2"]
    world.host.own_companies = [Company("9", "Nine")]
    assert world.host.do("companies") == {"companies": [{"id": "9", "name": "Nine"}], "more": False}


@pytest.mark.parametrize(
    ("hook", "units"),
    [
        ("read accounts", {"accounts"}),
        ("leave out accounts", {"accounts"}),
        ("read DEP", {"tags:DEP"}),
        ("leave out tags:PRJ", {"tags:PRJ"}),
        ("read dimensions", {"tag_groups", "tags:DEP", "tags:PRJ"}),
        ("leave out tag_groups", {"tag_groups", "tags:DEP", "tags:PRJ"}),
    ],
)
def test_an_extension_that_fails_while_it_reads_or_filters_fails_its_unit_without_a_write(
    world: World, hook: str, units: set[str]
) -> None:
    working(world)
    world.extend(Failing(hook), "clumsy")
    report = world.run()
    assert {one["unit"] for one in report["units"] if one["error"]} == units
    codes = {unit(report, name)["error"]["code"] for name in units}
    assert codes <= {"plugin_failed", "dimension_read_failed"}
    assert "plugin_failed" in codes
    assert all("clumsy" in unit(report, name)["error"]["message"] for name in units)
    assert sum(one["created"] for one in report["units"] if one["unit"] in units) == 0
    assert report["status"] == "partial"
    world.extensions.unregister(name="clumsy")
    assert world.run()["status"] == "success"
    world.again()


def test_an_extension_that_could_not_be_loaded_fails_every_read(world: World) -> None:
    from pleo_erp_module.extensions import LoadFailure

    working(world)
    world.extensions.failures = (LoadFailure("broken", "ImportError: no such module"),)
    report = world.run()
    assert (report["status"], report["requests"]["writes"], report["error"]["code"]) == ("failed", 0, "plugin_failed")
    assert "broken" in report["error"]["message"]


def test_rows_that_are_left_out_are_listed_and_never_sent(world: World) -> None:
    working(world)
    world.extend(Without("tags:DEP", "b"), "filter")
    world.extend(Without("accounts", "e1"), "another filter")
    report = world.run()
    assert (counts(report, "tags:DEP"), counts(report, "accounts")) == ({"created": 1, "skipped": 1}, {"skipped": 1})
    assert [(one["unit"], one["key"], one["reason"]) for one in world.plan()["skipped"]] == [
        ("accounts", "e1", "not for Pleo"),
        ("tags:DEP", "B", "not for Pleo"),
    ]
    assert world.pleo.tags("DEP") == [("A", "A", "A")]
    world.again()


def test_the_archives_of_what_is_left_out_meet_the_guards(world: World) -> None:
    working(world)
    many = [f"A{number:02}" for number in range(20)]
    world.erp.set_values("DEP", many)
    world.run()
    world.extend(Without("tags:DEP", *many[:11]), "filter")
    report = world.run()
    assert (report["status"], unit(report, "tags:DEP")["hold"]["guard"]) == ("held", "share")
    assert counts(report, "tags:DEP") == {"matched": 9, "unchanged": 9, "held": 11, "skipped": 11}
    world.extensions.unregister(name="filter")
    world.extend(Without("tags:DEP", *many[:2]), "filter")
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 18, "unchanged": 18, "held": 2, "skipped": 2}  # held before: sticky
    assert counts(world.approve_and_run(), "tags:DEP")["archived"] == 2
    world.again()


def test_a_dimension_that_is_left_out_is_deselected_like_an_inactive_one(world: World) -> None:
    working(world)
    world.run()
    world.extend(Without("tag_groups", "PRJ"), "filter")
    report = world.run()
    assert counts(report, "tag_groups") == {"matched": 1, "unchanged": 1, "archived": 1, "skipped": 1}
    assert world.selected() == ["DEP"]
    assert not next(one for one in world.do("dimensions")["dimensions"] if one["code"] == "PRJ")["selectable"]
    world.again()


@pytest.mark.parametrize("failing", [False, True])
def test_a_veto_and_a_review_that_fails_hold_everything(world: World, failing: bool) -> None:
    class Careful:
        seen: Mapping[str, Any]

        @hookimpl
        def pleo_erp_review_plan(self, plan: Mapping[str, Any]) -> str | None:
            Careful.seen = plan
            return "the year is being closed" if plan["changes"] else None

    working(world)
    before = world.pleo.everything()
    world.extend(Failing("review") if failing else Careful(), "careful")
    report = world.again(status="held")
    assert {one["hold"]["guard"] for one in report["units"]} == {"veto"}
    reason = unit(report, "accounts")["hold"]["limit"]
    assert "careful" in reason
    assert ("failed to review" if failing else "the year is being closed") in reason
    assert world.pleo.everything() == before
    plan = world.plan()
    assert all(change["held"] for change in plan["changes"])
    [notice] = world.host.notices
    assert (notice.code, reason in notice.message, "release" in notice.next_step) == ("held", True, False)
    assert world.notes() == ["held"]
    world.release()
    world.again(status="held")  # a release does not outvote it
    assert world.notes() == []  # one message for one reason
    if not failing:
        assert Careful.seen["plan"] == plan["plan"]
    world.extensions.unregister(name="careful")
    assert world.run()["status"] == "success"
    world.again()


def test_observers_hear_of_every_run_and_one_that_fails_is_passed_over(world: World, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[Mapping[str, Any]] = []

    class Observer:
        @hookimpl
        def pleo_erp_run_finished(self, company: str, report: Mapping[str, Any]) -> None:
            heard.append(report)

    working(world)
    world.extend(Observer(), "observer")
    world.extend(Failing("hear"), "clumsy")
    with caplog.at_level(logging.ERROR):
        report = world.run()
    assert report["status"] == "success"
    assert [(one["run"], one["plan"]) for one in heard] == [(report["run"], report["plan"])]
    assert "clumsy" in caplog.text
    world.pleo.change_key(world.key, revoked=True)
    assert world.run()["status"] == heard[-1]["status"] == "failed"
