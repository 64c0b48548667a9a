"""The proposal, what may be selected, and what a selection means today (T-11 to T-22, Q-8, Q-10)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_hookspecs import Dimension, Message
from pleo_erp_module.kinds.tag_groups import dimension_row
from pleo_erp_module.messages import render
from pleo_erp_module.reconcile.selection import MAX_DIMENSIONS, Chosen, DimensionState, offers, propose, resolve
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import GROUPS, dimensions

ERP = dimensions("Department/Department/A, Project/Project/A, Finance/Finance/A, Cost Centre/Cost Centre/A, Supplier/Supplier/A")
PLEO = Pleo.of(GROUPS, "Department/Department/A, Project/Project/A, Cost Centre/Cost Centre/Z, Region/Region/A").read()
MANUAL = ["Department", "Project", "Finance", "Cost Centre", "Supplier"]


def test_the_documented_first_connection_proposes_the_active_matches() -> None:
    assert propose(ERP, PLEO) == (["Department", "Project"], [])


def test_the_documented_supplier_that_becomes_inactive_is_deselected_and_its_group_archived() -> None:
    later = [row if row.code != "Supplier" else Dimension(row.id, row.code, row.name, False, "inactive dimension") for row in ERP]
    chosen = resolve(MANUAL, later)
    assert [one.code for one in chosen if one.state is DimensionState.INACTIVE] == ["Supplier"]
    assert [one.code for one in chosen if one.state is DimensionState.ACTIVE] == MANUAL[:4]
    pleo = Pleo.of(GROUPS, ", ".join(f"{code}/{code}/A" for code in MANUAL))
    plan = planned(pleo, [dimension_row(row) for one in chosen for row in one.rows])
    assert pleo.calls(plan) == ["5: Supplier/Supplier/Z"]
    assert [render(change.reason) for change in plan.changes] == ["no longer usable in the ERP: inactive dimension"]
    assert plan.gone
    assert not plan.vanished


def test_codes_are_matched_whatever_their_case_and_names_never() -> None:
    groups = Pleo.of(GROUPS, " dept /x/A, OTHER/Project/A").read()
    assert propose(dimensions("Dept/Department/A, PRJ/Project/A"), groups) == (["Dept"], [])


def test_t18_a_dimension_whose_only_group_is_archived_is_not_proposed() -> None:
    assert propose(dimensions("DEPT/Department/A"), Pleo.of(GROUPS, "DEPT/Department/Z").read()) == ([], [])
    assert propose(dimensions("DEPT/Department/A"), Pleo.of(GROUPS, "DEPT/D/Z, dept/D/A").read()) == (["DEPT"], [])


@pytest.mark.parametrize(
    ("erp", "why"),
    [("DEPT/Department/inactive", "unusable"), ("/Department/A", "no code"), ("DEPT/a/A, dept/b/A", "ambiguous")],
)
def test_what_cannot_be_selected_is_not_proposed(erp: str, why: str) -> None:
    assert propose(dimensions(erp), Pleo.of(GROUPS, "DEPT/Department/A, /Nameless/A").read()) == ([], []), why


def test_g14_six_matches_propose_the_first_five_by_code_and_name_the_sixth() -> None:
    codes = ["f", "A", "d", "B", "e", "C"]
    found = dimensions(", ".join(f"{code}/{code}/A" for code in codes))
    groups = Pleo.of(GROUPS, ", ".join(f"{code}/{code}/A" for code in codes)).read()
    assert propose(found, groups) == (["A", "B", "C", "d", "e"], ["f"])
    assert MAX_DIMENSIONS == 5


@given(order=st.permutations(range(7)))
def test_the_proposal_does_not_depend_on_the_order_of_reading(order: list[int]) -> None:
    found = dimensions(", ".join(f"{code}/{code}/A" for code in "abcdefg"))
    groups = Pleo.of(GROUPS, ", ".join(f"{code}/{code}/A" for code in "abcdefg")).read()
    assert propose([found[at] for at in order], [groups[at] for at in order]) == (list("abcde"), list("fg"))


# -- offers


def test_t13_every_dimension_is_listed_by_code_with_the_reason_why_it_cannot_be_selected() -> None:
    found = dimensions("d/D/A, B/B/inactive, a/A/A, /Nameless/A, C/C1/A, c/C2/A")
    assert [(offer.dimension.code, offer.why_not) for offer in offers(found)] == [
        ("", Message("no_code")),
        ("a", None),
        ("B", Message("inactive")),
        ("C", Message("several_dimensions")),
        ("c", Message("several_dimensions")),
        ("d", None),
    ]


def test_an_unusable_twin_does_not_make_a_code_ambiguous() -> None:
    assert [offer.why_not for offer in offers(dimensions("C/C1/A, c/C2/closed"))] == [None, Message("closed")]


def test_a_dimension_that_does_not_say_why_is_still_not_offered() -> None:
    assert [offer.why_not for offer in offers([Dimension("1", "A", "A", usable=False)])] == [Message("not_usable")]


# -- what a selection means today


@pytest.mark.parametrize(
    ("erp", "state"),
    [
        ("DEPT/Department/A", DimensionState.ACTIVE),
        ("dept/Department/A", DimensionState.ACTIVE),
        (" Dept /Department/A", DimensionState.ACTIVE),
        ("DEPT/Department/inactive", DimensionState.INACTIVE),
        ("DEPT/a/inactive, dept/b/closed", DimensionState.INACTIVE),
        ("DEPT/a/closed, dept/b/A", DimensionState.ACTIVE),
        ("DEPT/a/A, dept/b/A", DimensionState.AMBIGUOUS),
        ("OTHER/a/A", DimensionState.MISSING),
        ("", DimensionState.MISSING),
    ],
)
def test_the_states_of_a_selected_code(erp: str, state: DimensionState) -> None:
    (chosen,) = resolve(["DEPT"], dimensions(erp))
    assert chosen.code == "DEPT"
    assert chosen.state is state
    assert (chosen.dimension is not None) == (state is DimensionState.ACTIVE)
    assert chosen.dimension is None or (chosen.dimension.usable and chosen.dimension in chosen.rows)


def test_the_order_of_selection_is_kept() -> None:
    assert [one.code for one in resolve(["b", "A", "c"], dimensions("A/A/A, b/B/A, c/C/A"))] == ["b", "A", "c"]


def test_a_row_without_a_code_is_nobodys_dimension() -> None:
    assert resolve([""], dimensions("/Nameless/A")) == [Chosen("", DimensionState.MISSING)]


def test_t22_the_group_of_a_missing_dimension_vanished_and_one_that_was_deselected_did_not() -> None:
    found = dimensions("KEPT/Kept/A, LEFT/Left/A")
    pleo = Pleo.of(GROUPS, "KEPT/Kept/A, LEFT/Left/A, LOST/Lost/A")
    rows = [dimension_row(row) for one in resolve(["KEPT", "LOST"], found) for row in one.rows]
    plan = planned(pleo, rows, known=["KEPT", "LEFT"])
    kept, left, lost = (one.id for one in pleo.stored)
    assert plan.gone == {left, lost}
    assert plan.vanished == {lost}
    assert {change.id: change.reason.code for change in plan.changes} == {left: "not_selected", lost: "not_in_erp"}
    assert plan.kept["kept"].id == kept


def test_q10_the_group_of_an_ambiguous_dimension_is_left_alone() -> None:
    pleo = Pleo.of(GROUPS, "DEPT/Department/A")
    rows = [dimension_row(row) for one in resolve(["DEPT"], dimensions("DEPT/a/A, dept/b/A")) for row in one.rows]
    plan = planned(pleo, rows)
    assert plan.changes == ()
    assert len(plan.skipped) == 2
    assert not plan.gone
