"""The inverse of what a run did, and which of it can still be made."""

from __future__ import annotations

from typing import Any

import pytest

from pleo_erp_hookspecs import Message
from pleo_erp_module.kinds.tags import TAGS as _TAGS
from pleo_erp_module.messages import render
from pleo_erp_module.reconcile.approval import approval, plan_hash, undo_approval
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, TargetRecord, Values
from pleo_erp_module.reconcile.inverse import inverse, undo_unit

UNIT = "tags:DEP"
TAGS = _TAGS.declaration({})


def values(name: str, archived: bool = False) -> Values:
    return {"code": "A", "name": name, "archived": archived}


def made(action: ChangeAction, before: Values | None, after: Values, id: str | None = "1") -> Change:
    return Change(UNIT, action, "A", id, before, after, Message("new_in_erp"), "")


def record(name: str, archived: bool = False, id: str = "1", key: str = "A") -> TargetRecord:
    return TargetRecord(id, key, {"code": key, "name": name}, archived)


def wanted(before: Values, after: Values, id: str | None = "1") -> Change:
    return Change(UNIT, ChangeAction.UPDATE, "a", id, before, after, Message("new_in_erp"), "S-22")


@pytest.mark.parametrize(
    ("done", "action", "after"),
    [
        (made(ChangeAction.CREATE, None, values("New")), ChangeAction.ARCHIVE, values("New", archived=True)),
        (made(ChangeAction.CREATE, values("Found"), values("New")), ChangeAction.UPDATE, values("Found")),
        (
            made(ChangeAction.CREATE, values("Found", archived=True), values("New")),
            ChangeAction.ARCHIVE,
            values("Found", archived=True),
        ),
        (made(ChangeAction.UPDATE, values("Old"), values("New")), ChangeAction.UPDATE, values("Old")),
        (made(ChangeAction.ARCHIVE, values("A"), values("A", archived=True)), ChangeAction.UNARCHIVE, values("A")),
        (
            made(ChangeAction.UNARCHIVE, values("Old", archived=True), values("New")),
            ChangeAction.ARCHIVE,
            values("Old", archived=True),
        ),
    ],
)
def test_every_kind_of_change_has_its_inverse(done: Change, action: ChangeAction, after: Values) -> None:
    back = inverse(done, done.after, "R")
    assert back is not None
    assert (back.action, back.before, back.after, back.id, back.rule) == (action, done.after, after, "1", "S-22")
    assert back.reason.facts["run"] == "R"


def test_what_changed_nothing_has_no_inverse() -> None:
    assert inverse(made(ChangeAction.CREATE, values("A"), values("A")), values("A"), "R") is None


def test_what_pleo_made_of_a_change_is_what_is_turned_back() -> None:
    back = inverse(made(ChangeAction.UPDATE, values("Old"), values("New ")), values("New"), "R")
    assert back is not None
    assert back.before == values("New")


@pytest.mark.parametrize(
    ("found", "changes", "done", "reasons"),
    [
        ([record("New")], 1, 0, []),
        ([record("Old")], 0, 1, []),
        ([], 0, 0, ["not in Pleo"]),
        ([record("Hand")], 0, 0, ["changed since: name is “Hand”, the run set “New”"]),
        ([record("New", archived=True)], 0, 0, ["changed since: archived"]),
        ([record("New", id="2")], 0, 0, ["not in Pleo"]),
    ],
)
def test_only_what_is_as_the_run_left_it_is_turned_back(found: Any, changes: int, done: int, reasons: list[str]) -> None:
    result = undo_unit(UNIT, TAGS, [wanted(values("New"), values("Old"))], found)
    plan = result.plan
    assert (len(plan.changes), len(result.done), [render(one.reason) for one in plan.skipped]) == (changes, done, reasons)
    assert plan.erp + plan.pleo == plan.matched + plan.unchanged + len(plan.changes) + len(plan.skipped)


def test_an_archived_record_that_came_back_otherwise_is_told_so() -> None:
    one = wanted(values("A", archived=True), values("A"))
    assert [render(s.reason) for s in undo_unit(UNIT, TAGS, [one], [record("B")]).plan.skipped] == [
        "changed since: unarchived; name is “B”, the run set “A”"
    ]


def test_a_create_whose_answer_was_lost_is_found_by_its_key_if_that_is_certain() -> None:
    one = wanted(values("New"), values("New", archived=True), id=None)
    assert [change.id for change in undo_unit(UNIT, TAGS, [one], [record("New", id="7")]).plan.changes] == ["7"]
    assert [change.id for change in undo_unit(UNIT, TAGS, [one], [record("New", True, id="7")]).done] == ["7"]
    several = undo_unit(UNIT, TAGS, [one], [record("New", id="7"), record("New", id="8", key="a")])
    assert [s.reason.code for s in several.plan.skipped] == ["several_records"]


def test_archives_come_first_and_the_figures_say_what_would_go() -> None:
    there = [record("New", id="1"), record("X", archived=True, id="2", key="B")]
    back = Change(
        UNIT,
        ChangeAction.UNARCHIVE,
        "B",
        "2",
        there[1].values(),
        {**there[1].values(), "archived": False},
        Message("new_in_erp"),
        "",
    )
    gone = Change(UNIT, ChangeAction.ARCHIVE, "Z", "1", values("New"), values("New", archived=True), Message("new_in_erp"), "")
    plan = undo_unit(UNIT, TAGS, [back, gone], there).plan
    assert [change.key for change in plan.changes] == ["Z", "B"]
    assert (set(plan.active), set(plan.gone)) == ({"1"}, {"1"})


def test_an_approved_undo_approves_no_change_of_a_run_and_no_other_undo() -> None:
    archive = made(ChangeAction.ARCHIVE, values("A"), values("A", archived=True))
    other = made(ChangeAction.ARCHIVE, values("B"), values("B", archived=True))
    assert len({approval(TAGS, archive), undo_approval(TAGS, archive), undo_approval(TAGS, other)}) == 3
    assert (
        len({plan_hash([archive]), plan_hash([archive], "R"), plan_hash([archive], "Q"), plan_hash([], "R"), plan_hash([])}) == 5
    )
