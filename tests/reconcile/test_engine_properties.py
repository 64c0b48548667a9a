"""What holds for every ERP and every Pleo."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_hookspecs import Message
from pleo_erp_module.messages import render
from pleo_erp_module.reconcile.change_model import ChangeAction, SourceRow, TargetRecord
from pleo_erp_module.reconcile.engine import plan_unit
from reconcile.model_pleo import Pleo, check, planned
from reconcile.notation import SHAPES, TAGS, Cell, cells
from reconcile.reference import erp_values, made, reference
from reconcile.strategies import erp_cells, pleos

every_kind = pytest.mark.parametrize("kind", SHAPES)


def draw(data: st.DataObject, kind: str) -> tuple[list[Cell], list[SourceRow], Pleo]:
    erp = data.draw(erp_cells(kind), label="erp")
    return erp, SHAPES[kind].rows(erp), data.draw(pleos(kind), label="pleo")


@every_kind
@given(data=st.data())
def test_the_engine_does_what_the_reference_algorithm_does(kind: str, data: st.DataObject) -> None:
    erp, rows, pleo = draw(data, kind)
    assert made(kind, planned(pleo, rows)) == reference(kind, erp, pleo.stored)


@every_kind
@given(data=st.data())
def test_one_run_brings_pleo_up_to_date_and_a_second_one_changes_nothing(kind: str, data: st.DataObject) -> None:
    erp, rows, pleo = draw(data, kind)
    before = {one.id for one in pleo.stored}
    first = planned(pleo, rows)
    pleo.apply(first.changes)
    second = planned(pleo, rows)
    assert second.changes == ()
    assert second.skipped == first.skipped
    assert before <= {one.id for one in pleo.stored}, "a record was deleted"
    assert reference(kind, erp, pleo.stored) == set()


@every_kind
@given(data=st.data())
def test_the_order_in_which_things_are_read_does_not_matter(kind: str, data: st.DataObject) -> None:
    _, rows, pleo = draw(data, kind)
    shape, records = SHAPES[kind], pleo.read()
    shuffled = plan_unit(shape.unit, shape.kind, data.draw(st.permutations(rows)), data.draw(st.permutations(records)))
    assert shuffled == planned(pleo, rows)


@every_kind
@given(data=st.data())
def test_afterwards_each_usable_row_has_exactly_one_active_record_and_nothing_else_is_active(
    kind: str, data: st.DataObject
) -> None:
    erp, rows, pleo = draw(data, kind)
    plan = planned(pleo, rows)
    fold = SHAPES[kind].kind.fold
    pleo.apply(plan.changes)
    read = [erp_values(kind, cell) for cell in erp]
    often = Counter(fold(str(values[0])) for values, counts in read if counts)
    left_out = {fold(row.key) for row in plan.skipped}
    active = Counter(fold(record.key) for record in pleo.read() if not record.archived)
    assert all(active[key] == 1 for key in often if key not in left_out)
    assert set(active) <= set(often)


@every_kind
@given(data=st.data())
def test_an_archive_is_of_a_key_that_the_erp_does_not_offer_or_of_a_duplicate(kind: str, data: st.DataObject) -> None:
    erp, rows, pleo = draw(data, kind)
    plan = planned(pleo, rows)
    fold = SHAPES[kind].kind.fold
    offered = {fold(str(values[0])) for values, counts in (erp_values(kind, cell) for cell in erp) if counts}
    records = {record.id: record for record in pleo.read()}
    for change in plan.changes:
        if change.action is ChangeAction.ARCHIVE:
            key = fold(records[str(change.id)].key)
            assert (change.id in plan.gone) == (key not in offered)
            if key in offered:
                assert plan.kept[key].id != change.id
                assert change.rule == SHAPES[kind].kind.rules.duplicate
    assert {change.id for change in plan.changes if change.action is ChangeAction.ARCHIVE} >= plan.gone


@every_kind
@given(data=st.data())
def test_gone_is_without_a_usable_row_and_vanished_is_without_any(kind: str, data: st.DataObject) -> None:
    erp, rows, pleo = draw(data, kind)
    known = data.draw(st.frozensets(st.sampled_from(["a", "b", "A", "B"])), label="known")
    plan = plan_unit(SHAPES[kind].unit, SHAPES[kind].kind, rows, pleo.read(), known={key: key.upper() for key in known})
    fold = SHAPES[kind].kind.fold
    there = {fold(row.key) for row in rows} - {""}
    offered = {fold(str(values[0])) for values, counts in (erp_values(kind, cell) for cell in erp) if counts}
    active = {record.id: fold(record.key) for record in pleo.read() if not record.archived}
    assert plan.active == set(active)
    recoded = {change.id for change in plan.changes if SHAPES[kind].kind.rekeys(change) and change.action is ChangeAction.UPDATE}
    assert plan.gone == {id_ for id_, key in active.items() if key not in offered} - recoded
    assert plan.vanished == {id_ for id_, key in active.items() if key not in there | known} - recoded


@pytest.mark.parametrize("states", list(itertools.product("AZ", repeat=3)), ids="".join)
@pytest.mark.parametrize("names", list(itertools.product(["Engineering", "Eng"], repeat=3)), ids="-".join)
def test_three_tags_of_one_code_come_to_rest_in_one_run(names: tuple[str, ...], states: tuple[str, ...]) -> None:
    rows = TAGS.rows(cells("ENG/Engineering/A"))
    pleo = Pleo.of(TAGS, ", ".join(f"ENG/{name}/{state}" for name, state in zip(names, states, strict=True)))
    pleo.apply(planned(pleo, rows).changes)
    assert planned(pleo, rows).changes == ()
    assert [one.text("name") for one in pleo.stored if not one.archived] == ["Engineering"]


def test_records_that_a_kind_ignores_are_left_alone_and_not_counted() -> None:
    kind = replace(TAGS.kind, ignored=lambda record: record.fields["name"] == "draft")
    records = Pleo.of(TAGS, "V1/draft/A, V2/Vendor/A").read()
    plan = plan_unit("vendors", kind, [], records)
    check(plan)
    assert [change.id for change in plan.changes] == [records[1].id]
    assert plan.active == plan.gone == plan.vanished == {records[1].id}
    assert (plan.pleo, plan.unchanged) == (2, 1)


def test_a_row_that_nobody_cleaned_is_still_never_created_without_a_code() -> None:
    rows = [SourceRow(" ", {"code": " ", "name": "Nameless"}), SourceRow("", {"code": "", "name": "x"}, usable=False)]
    plan = plan_unit("tags:DEPT", TAGS.kind, rows, [TargetRecord("1", "", {"code": "", "name": "x"})])
    check(plan)
    assert [(change.action, change.reason) for change in plan.changes] == [(ChangeAction.ARCHIVE, Message("not_in_erp"))]
    assert [row.reason for row in plan.skipped] == [Message("no_code"), Message("no_code")]
    assert plan.vanished == {"1"}


def test_rows_that_are_left_out_are_listed_by_key_whatever_its_case() -> None:
    plan = planned(Pleo(TAGS), TAGS.rows(cells("b/1/closed, C/1/closed, A/1/shut, a/1/closed, A/1/closed")))
    assert [(row.key, render(row.reason)) for row in plan.skipped] == [
        ("A", "closed"),
        ("A", "shut"),
        ("a", "closed"),
        ("b", "closed"),
        ("C", "closed"),
    ]
