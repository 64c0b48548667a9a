"""The real ERP that other tests read: it contains what they count on, on both engines."""

from __future__ import annotations

from tryton_erp.erp import ANALYTIC, TrytonErp


def test_both_companies_have_their_chart_and_dimensions(tryton: TrytonErp) -> None:
    roots = tryton.rows(f"SELECT company, code FROM {ANALYTIC} WHERE type = 'root' AND active = ? AND state = 'opened'", True)
    codes = {company: {code for owner, code in roots if owner == company} for company, _ in roots}
    assert codes[1] - {None, ""} == {"DEP", "PRJ", "CC", "REG", "CAM", "CTR"}
    assert codes[2] == {"DEP", "ROU"}
    postable = tryton.rows(
        "SELECT company, count(*) FROM account_account WHERE type IS NOT NULL AND closed = ? GROUP BY company", False
    )
    assert {company: int(str(count)) >= 99 for company, count in postable} == {1: True, 2: True}
    assert tryton.rows("SELECT id, timezone FROM company_company ORDER BY id") == [(1, "Europe/Paris"), (2, "Europe/Copenhagen")]


def test_values_of_every_kind_are_there(tryton: TrytonErp) -> None:
    kinds = {(kind, state, bool(active)) for kind, state, active in tryton.rows(f"SELECT type, state, active FROM {ANALYTIC}")}
    assert kinds == {
        ("root", "opened", True),
        ("root", "closed", True),
        ("root", "opened", False),
        ("view", "opened", True),
        ("distribution", "opened", True),
        ("normal", "draft", True),
        ("normal", "closed", True),
        ("normal", "opened", False),
        ("normal", "closed", False),
        ("normal", "opened", True),
    }
    assert len(tryton.rows(f"SELECT id FROM {ANALYTIC} WHERE company = 1 AND type = 'normal'")) > 300


def test_names_are_translated(tryton: TrytonErp) -> None:
    names = "SELECT value FROM ir_translation WHERE name = 'analytic_account.account,name' AND type = 'model'"
    assert tryton.rows(f"{names} AND lang = 'fr' AND res_id = ?", tryton.value("DEP", "130")) == [("Service après-vente",)]
    assert tryton.rows(f"SELECT name FROM {ANALYTIC} WHERE id = ?", tryton.value("DEP", "130")) == [("After-sales",)]
    assert tryton.value("CC", "LAB") != tryton.value("CC", "lab")


def test_everything_can_be_edited(tryton: TrytonErp) -> None:
    tryton.add_root("NEW", "New dimension")
    first = tryton.add_value("NEW", "N1", "Néw 漢")
    tryton.translate(ANALYTIC, first, "Nouveau")
    tryton.edit_value("NEW", "N1", state="closed", name="Changed")
    tryton.edit_root("NEW", active=False)
    tryton.remove_value("DEP", "100")
    tryton.edit_account("6071", closed=True)
    tryton.add_account("999001", "Extra")
    tryton.add_value("DEP", "300", "Second company", company=tryton.second_company)
    rows = tryton.rows(f"SELECT name, state FROM {ANALYTIC} WHERE id = ?", first)
    assert rows == [("Changed", "closed")]
    assert tryton.rows("SELECT value FROM ir_translation WHERE res_id = ? AND lang = 'fr' AND value = 'Changed'", first)
    assert tryton.rows(f"SELECT id FROM {ANALYTIC} WHERE root = ? AND code = '100'", tryton.root("DEP")) == []
    assert [bool(closed) for (closed,) in tryton.rows("SELECT closed FROM account_account WHERE code = '6071'")] == [True]


def test_a_copy_is_private(tryton_sqlite: TrytonErp, tryton_postgresql: TrytonErp) -> None:
    for erp in (tryton_sqlite, tryton_postgresql):
        assert len(erp.rows(f"SELECT id FROM {ANALYTIC} WHERE code = 'NEW'")) == 0
