"""Any ERP and any Pleo: duplicates, case twins, blanks, too long values, unusable rows, archived records."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from reconcile.model_pleo import Pleo
from reconcile.notation import SHAPES, Cell

_LONG = "x" * 256
_CODES = ["A", "a", " A ", "B", "b", "C", "\u00e9", "E\u0301", "stra\u00dfe", "STRASSE", "A\u200b", "\u2066b", "x\u00a0y", "x y"]
CODES = st.sampled_from(_CODES)
NAMES = st.sampled_from(["One", "Two", " One", "one", "\u00e9t\u00e9", "e\u0301te\u0301", "On\u00ade", "One\ufeff", "T\u200cwo"])
ERP_CODES = st.sampled_from([*_CODES, "", "  ", "\u200b", _LONG])
ERP_NAMES = st.one_of(NAMES, st.sampled_from(["", " ", _LONG]))
STATES = st.sampled_from(["A", "A", "A", "blocked", "expired"])
TAXES = st.sampled_from(["-", "T1", " T2"])


def erp_cells(kind: str) -> st.SearchStrategy[list[Cell]]:
    """ERP rows of a kind."""
    if not kind.startswith("accounts"):
        return st.lists(st.tuples(ERP_CODES, ERP_NAMES, STATES), max_size=7)
    return st.lists(st.tuples(ERP_CODES, ERP_CODES, ERP_NAMES, TAXES, STATES), max_size=7)


def pleos(kind: str) -> st.SearchStrategy[Pleo]:
    """Pleo's records of a kind."""
    shape = SHAPES[kind]
    key = st.one_of(CODES, st.just(" "))
    fields = {"code": st.one_of(CODES, st.none()), "name": NAMES, "tax_code_external_id": st.one_of(TAXES, st.none())}
    values = st.tuples(*(key if name == shape.keeps else fields[name] for name in shape.fields))
    seconds = st.integers(0, 3).map(lambda second: f"2026-01-01T00:00:0{second}Z")  # equal ones, too

    def build(records: Sequence[tuple[tuple[str | None, ...], bool, str]]) -> Pleo:
        pleo = Pleo(shape)
        for found, archived, created_at in records:
            pleo.add(found, archived=archived, created_at=created_at)
        return pleo

    return st.lists(st.tuples(values, st.booleans(), seconds), max_size=7).map(build)
