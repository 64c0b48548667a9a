"""Searches in rows that Tryton does not store mean what they mean in its own tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pleo_erp_module.hosts.tryton.domain_filter import UnsearchableError, matches, names, ordered, wanted

ROW = {
    "id": 7,
    "rec_name": "R7",
    "state": "failed",
    "company": 2,
    "company.rec_name": "Dubois Logistique",
    "changes": 12,
    "fault": None,
    "at": datetime(2026, 11, 24, 19, 38, tzinfo=UTC),
}


@pytest.mark.parametrize(
    "domain",
    [
        [],
        [("state", "=", "failed")],
        [["state", "in", ["failed", "held"]], ["changes", ">", 3]],
        ["OR", [("state", "=", "held")], ["AND", ("changes", ">=", 12), ("changes", "<", 13)]],
        [("company.rec_name", "ilike", "%logist%")],
        [("company.id", "=", 2)],
        [("rec_name", "like", "R_")],
        [("fault", "=", None)],
        [("fault", "!=", "x")],
        [("fault", "not ilike", "%x%")],
        [("state", "not in", ["held"])],
        [("at", ">=", datetime(2026, 11, 24, tzinfo=UTC))],
    ],
)
def test_a_row_is_found(domain: list[Any]) -> None:
    assert matches(domain, ROW)


@pytest.mark.parametrize(
    "domain",
    [
        [("state", "=", "held")],
        ["OR", [("state", "=", "held")], [("changes", "<", 3)]],
        [("rec_name", "like", "r_")],
        [("rec_name", "ilike", "100\\%")],
        [("fault", "<", 3)],
        [("fault", "ilike", "%")],
    ],
)
def test_a_row_is_not_found(domain: list[Any]) -> None:
    assert not matches(domain, ROW)


@pytest.mark.parametrize("clause", [("company.party.name", "=", "x"), ("company", "child_of", [2]), ("at", ">", "today")])
def test_what_rows_in_memory_cannot_answer_is_refused(clause: tuple[Any, ...]) -> None:
    with pytest.raises(UnsearchableError):
        matches([clause], ROW)


def test_rows_are_ordered_by_several_fields_and_nothing_comes_first() -> None:
    rows: list[dict[str, Any]] = [{"id": 1, "a": "x", "b": 2}, {"id": 2, "a": None, "b": 2}, {"id": 3, "a": "x", "b": 3}]
    assert [row["id"] for row in ordered(rows, [("a", "ASC"), ("b", "DESC")])] == [2, 3, 1]
    assert [row["id"] for row in ordered(rows, [("a", None)])] == [2, 1, 3]


def test_a_domain_tells_which_values_and_which_fields_it_is_about() -> None:
    domain = ["AND", [("company", "in", [1, 2])], [["company.id", "=", 2], ["state", "=", "failed"]]]
    assert wanted(domain, "company") == {2}
    assert wanted(["OR", ("company", "=", 1), ("state", "=", "held")], "company") is None
    assert names(domain) == {"company", "state"}
    assert names([]) == set()
