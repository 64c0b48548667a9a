"""Cells become text, yes or no, or a named error; rows become records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from pleo_erp_hookspecs import Account, Company, Dimension, DimensionValue, TaxCode, Vendor
from pleo_erp_module.erp.normal_form import normal
from pleo_erp_module.erp.row_reader import ENTITIES, RowError, RowReader, as_flag, as_text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  a b\t", "a b"),
        ("e\u0301", "é"),
        (7, "7"),
        (2**63, str(2**63)),
        (Decimal("12"), "12"),
        (Decimal("12.00"), "12"),
        (Decimal("1E+2"), "100"),
        (Decimal("12.50"), "12.50"),
        (b" \xc3\xa9 ", "é"),
        (bytearray(b"x"), "x"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_cells_that_are_text_or_surely_become_it(cell: object, text: str) -> None:
    assert as_text(cell) == text


@pytest.mark.parametrize("cell", [b"\xff", True, 1.0, date(2026, 1, 1), Decimal("NaN"), object()])
def test_cells_without_a_certain_text_are_refused(cell: object) -> None:
    with pytest.raises(RowError):
        as_text(cell)


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        *((yes, True) for yes in (True, 1, 1.0, Decimal(1), "1", "t", "TRUE", " y ", "Yes", b"\x01")),
        *((no, False) for no in (False, 0, 0.0, Decimal(0), "0", "f", "False", "N", "no", b"\x00")),
    ],
)
def test_flags_in_every_spelling(cell: object, flag: bool) -> None:
    assert as_flag(cell) is flag


@pytest.mark.parametrize("cell", [None, 2, -1, "", "maybe", b"\x02", b"", object()])
def test_a_flag_that_is_neither_is_refused(cell: object) -> None:
    with pytest.raises(RowError):
        as_flag(cell)


def record(entity: str, **cells: object) -> object:
    return RowReader(ENTITIES[entity], tuple(cells), lambda value: value).record(tuple(cells.values()))


@pytest.mark.parametrize(
    ("entity", "cells", "expected"),
    [
        ("companies", {"name": "N", "id": 5}, Company("5", "N")),
        ("companies", {"id": "5", "name": None, "time_zone": " "}, Company("5", "", None)),
        ("dimensions", {"code": " A ", "id": 1, "name": "n"}, Dimension("1", "A", "n")),
        ("values", {"code": 100, "name": "n", "usable": 1, "why_not": "blocked"}, DimensionValue("100", "n")),
        ("values", {"code": "1", "name": "n", "usable": 0}, DimensionValue("1", "n", False, "not_usable")),
        ("values", {"code": "1", "name": "n", "usable": "f", "why_not": " old "}, DimensionValue("1", "n", False, "old")),
        ("values", {"code": None, "name": "n", "usable": 1}, DimensionValue("", "n", False, "no_code")),
        ("values", {"code": "\u3000", "name": "n"}, DimensionValue("", "n", False, "no_code")),
        ("values", {"code": "x" * 300, "name": "Ø" * 300}, DimensionValue("x" * 300, "Ø" * 300)),
        ("accounts", {"id": 1, "code": "1", "name": "n", "tax_code": 7}, Account("1", "1", "n", "7")),
        ("accounts", {"id": 1, "code": "1", "name": "n", "tax_code": ""}, Account("1", "1", "n")),
        ("tax_codes", {"id": 1, "code": "V", "name": "n", "rate": 0.25}, TaxCode("1", "V", "n", Decimal("0.25"))),
        ("tax_codes", {"id": 1, "code": "V", "name": "n", "rate": "0.10"}, TaxCode("1", "V", "n", Decimal("0.10"))),
        ("vendors", {"id": 1, "code": "V", "name": "n", "vat_number": "DK1"}, Vendor("1", "V", "n", "DK1")),
    ],
)
def test_rows_become_records(entity: str, cells: dict[str, object], expected: object) -> None:
    assert record(entity, **cells) == expected


@pytest.mark.parametrize(
    ("entity", "cells", "words"),
    [
        ("accounts", {"id": None, "code": "60", "name": "Travel"}, "the record has no ID (code '60', name 'Travel')"),
        ("accounts", {"id": 4, "code": 1.5, "name": "Travel"}, "code has the type float; cast it to text in the SELECT (id"),
        ("values", {"code": "60", "name": b"\xff"}, "name contains bytes that are not UTF-8 (code '60')"),
        ("values", {"code": "60", "name": "n", "usable": None}, "usable is NULL (code '60', name 'n')"),
        ("tax_codes", {"id": 1, "code": "V", "name": "n", "rate": "high"}, "rate is not a number"),
        ("tax_codes", {"id": 1, "code": "V", "name": "n", "rate": "NaN"}, "rate is not a number"),
        ("tax_codes", {"id": 1, "code": "V", "name": "n", "rate": None}, "rate is not a number"),
        ("values", {"usable": 7, "code": "60", "name": "n"}, "usable is neither yes nor no"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_named(entity: str, cells: dict[str, object], words: str) -> None:
    with pytest.raises(RowError) as caught:
        record(entity, **cells)
    assert words in str(caught.value)


def test_bytes_that_the_driver_cannot_decode_are_a_named_row() -> None:
    reader = RowReader(ENTITIES["values"], ("code", "name"), lambda value: bytes.fromhex(str(value)).decode())
    with pytest.raises(RowError, match=r"name contains bytes that are not UTF-8 \(code 'A'\)"):
        reader.record(("41", "ff"))


def test_records_of_extensions_come_into_the_same_form() -> None:
    assert normal(Company(" 1 ", " e\u0301 ")) == Company("1", "é")
    assert normal(DimensionValue(" a ", " n ", True, "left over")) == DimensionValue("a", "n")
    assert normal(DimensionValue("a", "n", False)) == DimensionValue("a", "n", False, "not_usable")
    assert normal(Account("1", " ", "n", usable=False, why_not="x")) == Account("1", "", "n", None, False, "no_code")
    with pytest.raises(ValueError, match="no id"):
        normal(Dimension(" ", "a", "n"))
