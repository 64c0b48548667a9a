"""The worked examples of Pleo's own documentation, continued from each other."""

from __future__ import annotations

from pleo_erp_module.messages import render
from pleo_erp_module.reconcile.change_model import ChangeAction
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import ACCOUNTS, GROUPS, TAGS, cells

SELECTED = "Department/Department/A, Project/Project/A, Finance/Finance/A, Cost Centre/Cost Centre/A"
IN_PLEO = "Department/Department/A, Project/Project/A, Cost Centre/Cost Centre/Z, Region/Region/A"


def test_the_documented_tag_groups_need_exactly_three_writes() -> None:
    rows, pleo = GROUPS.rows(cells(SELECTED)), Pleo.of(GROUPS, IN_PLEO, metadata={"k": "v"})
    plan = planned(pleo, rows)
    assert pleo.calls(plan) == ["+ Finance/Finance", "3: Cost Centre/Cost Centre/A", "4: Region/Region/Z"]
    assert [change.rule for change in plan.changes] == ["T-24", "T-24", "T-25"]
    pleo.apply(plan.changes)
    assert {one.text("code") for one in pleo.stored if not one.archived} == {"Department", "Project", "Cost Centre", "Finance"}
    assert planned(pleo, rows).changes == ()


def test_the_documented_tags_of_department_need_one_write_for_each_difference() -> None:
    rows = TAGS.rows(cells("ENG/Engineering/A, MKT/Marketing/A, OPS/Operations/A"))
    pleo = Pleo.of(TAGS, "ENG/Engineering/A, MKT/Marketing/Z, SAL/Sales/A")
    plan = planned(pleo, rows)
    assert pleo.calls(plan) == ["+ OPS/Operations", "2: MKT/Marketing/A", "3: SAL/Sales/Z"]
    assert [change.rule for change in plan.changes] == ["T-34", "T-33", "T-36"]
    pleo.apply(plan.changes)
    assert planned(pleo, rows).changes == ()


def test_the_documented_chart_of_accounts_needs_one_create_and_three_updates() -> None:
    rows = ACCOUNTS.rows(
        cells("ext-1000/1000/Office Supplies/A, ext-2000/2000/Travel/A, ext-3000/3000/Software/A, ext-4000/4000/Marketing/A")
    )
    pleo = Pleo.of(
        ACCOUNTS,
        "ext-1000/1000/Office Supplies/A, ext-2000/2000/Travel/Z, ext-4000/4000/Advertising/A, 5000/5000/Entertainment/A",
    )
    plan = planned(pleo, rows)
    assert pleo.calls(plan) == [
        "+ ext-3000/3000/Software",
        "2: ext-2000/2000/Travel/A",
        "3: ext-4000/4000/Marketing/A",
        "4: 5000/5000/Entertainment/Z",
    ]
    assert [change.action for change in plan.changes] == [
        ChangeAction.CREATE,
        ChangeAction.UNARCHIVE,
        ChangeAction.UPDATE,
        ChangeAction.ARCHIVE,
    ]
    assert [change.rule for change in plan.changes] == ["A-11", "A-10", "A-9", "A-12"]
    pleo.apply(plan.changes)
    assert planned(pleo, rows).changes == ()


def test_a_change_says_what_differs_and_why() -> None:
    rows = TAGS.rows(cells("ENG/Engineering/A, MKT/Marketing/A, OPS/Operations/closed, NEW/New/A"))
    pleo = Pleo.of(TAGS, "ENG/Eng/A, MKT/Mark/Z, OPS/Operations/A, SAL/Sales/A, eng/E/A")
    reasons = {change.id or change.key: render(change.reason) for change in planned(pleo, rows).changes}
    eng, mkt, ops, sal, twin = (one.id for one in pleo.stored)
    assert reasons == {
        "NEW": "new in the ERP",
        eng: "name is “Engineering” in the ERP, “Eng” in Pleo",
        mkt: "active in the ERP, archived in Pleo; name is “Marketing” in the ERP, “Mark” in Pleo",
        ops: "no longer usable in the ERP: closed",
        sal: "not in the ERP",
        twin: f"duplicate: the record {eng} with the same key is kept",
    }


def test_a_value_that_pleo_does_not_have_is_called_empty() -> None:
    (change,) = planned(Pleo.of(ACCOUNTS, "e1/-/Cash/A"), ACCOUNTS.rows(cells("e1/1001/Cash/A"))).changes
    assert render(change.reason) == "code is “1001” in the ERP, empty in Pleo"
