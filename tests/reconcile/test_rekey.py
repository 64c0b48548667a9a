"""Keys that change in the ERP all at once: the records stay where Pleo can change a key, and people are asked in every case."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_module.messages import render
from pleo_erp_module.reconcile.approval import approval
from pleo_erp_module.reconcile.change_model import ChangeAction, EarlierAnswer, UnitPlan
from pleo_erp_module.reconcile.engine import plan_unit
from pleo_erp_module.reconcile.guards import Thresholds, Verdict
from pleo_erp_module.reconcile.inverse import inverse
from reconcile.figures import guard
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import ACCOUNTS, TAGS, Cell, cells
from reconcile.reference import made, reference

OLD, NEW = "MKT/Marketing/A, SAL/Sales/A, STO/Stock/A", "100/Marketing/A, 200/Sales/A, 300/Stock/A"
NAMES = st.lists(st.text("abc", min_size=1, max_size=3), min_size=2, max_size=12)


def judged(plan: UnitPlan, approved: frozenset[str] = frozenset(), sticky: dict[str, str] | None = None) -> Verdict:
    return guard(plan, Thresholds(), rows=plan.erp, rows_before=None, confirmed=True, approved=approved, sticky=sticky)


def approvals(plan: UnitPlan) -> frozenset[str]:
    return frozenset(approval(plan.kind, change) for change in plan.changes)


@given(names=NAMES, extra=NAMES)
def test_tags_keep_their_ids_when_all_codes_change(names: list[str], extra: list[str]) -> None:
    erp: list[Cell] = [(str(number), name, "A") for number, name in enumerate(names)]
    pleo = Pleo(TAGS)
    for number, name in enumerate(names):
        pleo.add((f"old {number}", name))
    for number, name in enumerate(extra):
        pleo.add((f"archived {number}", name), archived=True)
    once = {name for name in names if names.count(name) == 1}
    before = {one.text("name"): one.id for one in pleo.stored if not one.archived}
    plan = planned(pleo, TAGS.rows(erp))
    assert made("tags", plan) == reference("tags", erp, pleo.stored)
    pleo.apply(plan.changes)
    assert planned(pleo, TAGS.rows(erp)).changes == ()
    assert reference("tags", erp, pleo.stored) == set()
    kept = {one.text("name"): one.id for one in pleo.stored if not one.archived and one.text("name") in once}
    assert kept == {name: before[name] for name in once} or len(once) < 2


@given(names=st.lists(st.text("abc", min_size=1, max_size=4), min_size=3, max_size=9, unique=True), data=st.data())
def test_a_release_that_was_cut_short_is_continued(names: list[str], data: st.DataObject) -> None:
    rows = TAGS.rows([(str(number), name, "A") for number, name in enumerate(names)])
    pleo = Pleo(TAGS)
    for number, name in enumerate(names):
        pleo.add((f"old {number}", name))
    before = {one.text("name"): one.id for one in pleo.stored}
    plan = planned(pleo, rows)
    asked = approvals(plan)
    pleo.apply(data.draw(st.lists(st.sampled_from(plan.changes), unique_by=lambda change: change.id), label="done"))
    rest = plan_unit(TAGS.unit, TAGS.kind, rows, pleo.read(), asked=asked)
    assert not judged(rest, asked).held
    pleo.apply(rest.changes)
    assert {one.text("name"): one.id for one in pleo.stored} == before
    assert planned(pleo, rows).changes == ()


def test_the_proposal_is_held_as_one_and_says_what_happens() -> None:
    plan = planned(Pleo.of(TAGS, OLD), TAGS.rows(cells(NEW)))
    verdict = judged(plan)
    [hold] = verdict.holds
    assert (hold.guard, set(verdict.held.values()), len(verdict.held), verdict.sticky) == ("rekey", {"rekey"}, 3, verdict.held)
    assert render(hold.limit) == (
        "3 records have other codes in the ERP, but the same names; they stay in Pleo and get the new codes"
    )
    assert render(plan.changes[0].reason) == "the same name has the code “100” in the ERP, “MKT” in Pleo"
    assert plan.gone == plan.vanished == frozenset()


def test_what_people_were_asked_about_stays_one_proposal_even_if_only_one_is_left() -> None:
    pleo = Pleo.of(TAGS, OLD)
    sticky = dict(judged(planned(pleo, TAGS.rows(cells(NEW)))).sticky)
    rows = TAGS.rows(cells("100/Marketing/A, SAL/Sales/A, STO/Stock/A"))
    plan = plan_unit(TAGS.unit, TAGS.kind, rows, pleo.read(), asked=frozenset(sticky))
    assert pleo.calls(plan) == ["1: 100/Marketing/A"]
    assert judged(plan, sticky=sticky).held


def test_a_code_that_pleo_did_not_store_is_not_sent_again() -> None:
    pleo = Pleo.of(TAGS, OLD)
    rows = TAGS.rows(cells(NEW))
    answered = {str(change.id): EarlierAnswer(change.after, change.before or {}) for change in planned(pleo, rows).changes}
    plan = plan_unit(TAGS.unit, TAGS.kind, rows, pleo.read(), answered=answered)
    assert [change.action.value for change in plan.changes] == ["create"] * 3 + ["archive"] * 3


def test_an_undo_gives_the_codes_back() -> None:
    pleo = Pleo.of(TAGS, OLD)
    plan = planned(pleo, TAGS.rows(cells(NEW)))
    before = {one.id: dict(one.values) for one in pleo.stored}
    pleo.apply(plan.changes)
    for change in plan.changes:
        back = inverse(change, pleo.shape.record(pleo.named(str(change.id))).values(), "r1")
        assert back is not None
        pleo.named(str(back.id)).values["code"] = str(back.after["code"])
    assert {one.id: one.values for one in pleo.stored} == before


@pytest.mark.parametrize("count", [1, 2, 40])
def test_accounts_under_other_ids_wait_together_and_the_loss_is_told(count: int) -> None:
    charted = [(f"old{number}", str(1000 + number), f"Account {number}", "A") for number in range(count + 10)]
    other = [(f"new{key}" if number < count else key, *rest) for number, (key, *rest) in enumerate(charted)]
    pleo = Pleo(ACCOUNTS)
    for *values, _ in charted:
        pleo.add(values)
    plan = planned(pleo, ACCOUNTS.rows(other))
    verdict = judged(plan)
    assert [change.action for change in plan.changes] == [ChangeAction.CREATE] * count + [ChangeAction.ARCHIVE] * count
    assert (len(verdict.held), verdict.holds[0].guard) == (2 * count, "rekey")
    assert "category mapping" in render(verdict.holds[0].limit)
    assert "Pleo cannot change it" in render(plan.changes[0].reason)
    assert not judged(plan, approvals(plan)).held


@pytest.mark.parametrize(
    ("erp", "pleo", "recognised"),
    [
        ("e9/1000/Money/A", "e1/1000/Cash/A", 1),
        ("e9/1001/Cash/A", "e1/1000/Cash/A", 0),
        ("e9/1001/Cash/A, e8/2001/Bank/A", "e1/1000/Cash/A, e2/2000/Bank/A", 2),
        ("e9/1000/Money/A, e8/2001/Bank/A, e7/3001/Stock/A", "e1/1000/Cash/A, e2/2000/Bank/A, e3/3000/Stock/A", 3),
        ("e9/1000/Cash/A, e8/1000/Cash/A", "e1/1000/Cash/A", 0),
        ("e9/1000/Cash/A", "e1/-/Cash/A", 0),
    ],
)
def test_accounts_are_recognised_by_their_number_and_several_by_their_names(erp: str, pleo: str, recognised: int) -> None:
    plan = planned(Pleo.of(ACCOUNTS, pleo), ACCOUNTS.rows(cells(erp)))
    assert sum(plan.kind.rekeys(change) for change in plan.changes) == 2 * recognised
    assert not any(replace(plan.kind, rekey=None).rekeys(change) for change in plan.changes)
