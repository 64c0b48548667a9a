"""The scenarios of docs/rules.md, row by row: what is planned, and that a second run plans nothing."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from pleo_erp_module.messages import render
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import ACCOUNTS, GROUPS, GROUPS_IN_STEP, TAGS, TAXED_ACCOUNTS, Shape, cells


@dataclass(frozen=True)
class Row:
    """One row of a table: the ERP, Pleo, the calls, and the keys of the ERP rows that are left out."""

    name: str
    erp: str
    pleo: str
    calls: str = ""
    skipped: str = ""
    shape: Shape = TAGS


def group(name: str, erp: str, pleo: str, calls: str = "", skipped: str = "", shape: Shape = GROUPS) -> Row:
    """A row about tag groups; the ERP's rows are the selected dimensions."""
    return Row(name, erp, pleo, calls, skipped, shape)


def account(name: str, erp: str, pleo: str, calls: str = "", skipped: str = "", shape: Shape = ACCOUNTS) -> Row:
    """A row about accounts: external id, code, name."""
    return Row(name, erp, pleo, calls, skipped, shape)


LONG = "N" * 300

GROUP_ROWS = [
    group("G1", "DEPT/Department/A", "dept/Department/A"),
    group("G2", "DEPT/Departments/A", "DEPT/Department/A"),
    group("G3", "DEPT/Departments/A", "DEPT/Department/Z", "1: DEPT/Department/A"),
    group("G4", "DEPT/Department/A", "DEPT/Department/A, dept/Department/A", "2: dept/Department/Z"),
    group("G4 whatever the names", "DEPT/Department/A", "DEPT/Other/A, dept/Department/A", "2: dept/Department/Z"),
    group("G5", "DEPT/Department/A", "DEPT/Department/Z, dept/Department/A"),
    group("G7", "", "X/X/A, Y/Y/A", "1: X/X/Z, 2: Y/Y/Z"),
    group("G10", "D1/D1/inactive dimension", "D1/D1/A", "1: D1/D1/Z", skipped="D1"),
    group("G11", "", "D1/D1/Z"),
    group("G12", "D1/D1/A", "D1/D1/Z", "1: D1/D1/A"),
    group("G13", "", "OLD/Old/A", "1: OLD/Old/Z"),
    group("G15 the groups are planned with the full selection", "D1/D1/A, D2/D2/A", "D1/D1/A", "+ D2/D2"),
    group("G16", "DEPT/Department/A", "foreign/Foreign/A, DEPT/Department/A", "1: foreign/Foreign/Z"),
    group("Q-2 names in step", "DEPT/Departments/A", "dept/Department/A", "1: dept/Departments/A", shape=GROUPS_IN_STEP),
    group("Q-2 in step on return", "DEPT/Departments/A", "DEPT/Department/Z", "1: DEPT/Departments/A", shape=GROUPS_IN_STEP),
    group("Q-9 a group without a code is unmatched", "DEPT/Department/A", " /Nameless/A, DEPT/Department/A", "1:  /Nameless/Z"),
    group("Q-10 ambiguous dimensions", "DEPT/One/A, dept/Two/A", "DEPT/One/A", skipped="DEPT, dept"),
    group("T-26 a long name does not matter where none is sent", f"DEPT/{LONG}/A", "DEPT/Department/A"),
    group("T-26 nor on return", f"DEPT/{LONG}/A", "DEPT/Department/Z", "1: DEPT/Department/A"),
    group("A-18 a long name on create", f"DEPT/{LONG}/A", "", skipped="DEPT"),
    group("A-18 a long name in step", f"DEPT/{LONG}/A", "DEPT/Department/A", skipped="DEPT", shape=GROUPS_IN_STEP),
]

TAG_ROWS = [
    Row("K1", "eng/Engineering/A", "ENG/Engineering/A"),
    Row("K2", "ENG/Engineering Dept/A", "ENG/Engineering/A", "1: ENG/Engineering Dept/A"),
    Row("K2 the stored code", "eng/Engineering Dept/A", "ENG/Engineering/A", "1: ENG/Engineering Dept/A"),
    Row("K3", "ENG/Engineering Dept/A", "eng/Engineering/Z", "1: eng/Engineering Dept/A"),
    Row("K4", "ENG/Engineering/blocked", "ENG/Engineering/A", "1: ENG/Engineering/Z", skipped="ENG"),
    Row("K5", "ENG/Engineering/expired", "", skipped="ENG"),
    Row("K5 archived", "ENG/Engineering/expired", "ENG/Engineering/Z", skipped="ENG"),
    Row("K6", "ENG/Engineering/A", "ENG/Engineering/A, ENG/Eng/A", "2: ENG/Eng/Z"),
    Row("K6 the other way round", "ENG/Engineering/A", "ENG/Eng/A, ENG/Engineering/A", "1: ENG/Eng/Z"),
    Row("K7", "ENG/Engineering/A", "ENG/Eng/A, ENG/E/A", "1: ENG/Engineering/A, 2: ENG/E/Z"),
    Row("K8", "ENG/Engineering/A", "ENG/Engineering/A, eng/Engineering/A", "2: eng/Engineering/Z"),
    Row("K9", "ENG/Engineering/A", "ENG/Eng/A, ENG/Engineering/Z", "2: ENG/Engineering/A, 1: ENG/Eng/Z"),
    Row("K10", "ENG/Engineering/A", "ENG/Engineering/A, ENG/Engineering/Z"),
    Row("K10 the other way round", "ENG/Engineering/A", "ENG/Engineering/Z, ENG/Engineering/A"),
    Row("K11", "", "ENG/a/A, ENG/b/A", "2: ENG/b/Z, 1: ENG/a/Z"),
    Row("K16", "/Nameless/A", "", skipped=""),
    Row("K16 blank", "  /Nameless/A, OPS/Operations/A", "", "+ OPS/Operations", skipped=""),
    Row("K17", "eng/One/A, ENG/Two/A", "ENG/One/A", skipped="ENG, eng"),
    Row("K17 nothing is created either", "eng/One/A, ENG/Two/A", "", skipped="ENG, eng"),
    Row("K17 an unusable twin is no conflict", "eng/One/closed, ENG/Two/A", "ENG/Two/A", skipped="eng"),
    Row("K20", "MK2/Marketing/A", "MKT/Marketing/A", "+ MK2/Marketing, 1: MKT/Marketing/Z"),
    Row("T-35 archived duplicates need nothing", "ENG/Engineering/A", "ENG/E/Z, ENG/Engineering/A, ENG/x/Z"),
    Row("T-35 all archived", "ENG/Engineering/A", "ENG/E/Z, ENG/Eng/Z", "1: ENG/Engineering/A"),
    Row(
        "T-43 the codes have changed",
        "100/Marketing/A, 200/Sales/A",
        "MKT/Marketing/A, SAL/Sales/A",
        "1: 100/Marketing/A, 2: 200/Sales/A",
    ),
    Row(
        "T-43 a name that is twice in the ERP says nothing",
        "100/Marketing/A, 200/Sales/A, 300/Sales/A, 400/Stock/A",
        "MKT/Marketing/A, SAL/Sales/A, STO/Stock/A",
        "+ 200/Sales, + 300/Sales, 1: 100/Marketing/A, 3: 400/Stock/A, 2: SAL/Sales/Z",
    ),
    Row(
        "T-43 nor does one that is twice in Pleo",
        "100/Marketing/A, 200/Sales/A, 400/Stock/A",
        "MKT/Marketing/A, SAL/Sales/A, S2/Sales/A, STO/Stock/A",
        "+ 200/Sales, 1: 100/Marketing/A, 4: 400/Stock/A, 3: S2/Sales/Z, 2: SAL/Sales/Z",
    ),
    Row(
        "T-43 a code that the ERP still has is not another",
        "100/Marketing/A, 200/Sales/A, MKT/Marketing/blocked, SAL/Sales/blocked",
        "MKT/Marketing/A, SAL/Sales/A",
        "+ 100/Marketing, + 200/Sales, 1: MKT/Marketing/Z, 2: SAL/Sales/Z",
        skipped="MKT, SAL",
    ),
    Row(
        "T-43 an archived tag is left as it is",
        "100/Marketing/A, 200/Sales/A, 300/Stock/A",
        "MKT/Marketing/A, SAL/Sales/A, STO/Stock/Z",
        "+ 300/Stock, 1: 100/Marketing/A, 2: 200/Sales/A",
    ),
    Row("K17 the same row twice is one row", "ENG/One/A, ENG/One/A", "", "+ ENG/One"),
    Row("T-44 a code is the same without what nobody sees", "100\u200b/Sales/A", "100/Sales/A"),
    Row("T-44 whoever has it", "100/Sales/A", "\ufeff1\u200e00/Sales/A"),
    Row("T-44 and is sent without it", "\u202a1\u00ad00\u202c/Sales/A", "", "+ 100/Sales"),
    Row("T-44 every blank is a space", "A\u00a01/One/A, B\u3000 2/Two/A", "A 1/One/A", "+ B  2/Two"),
    Row("T-44 two codes that look alike are in conflict", "100/One/A, 100\u200b/One/A", "100/One/A", skipped="100, 100\u200b"),
    Row("T-44 two tags that look alike are one", "100/One/A", "100/One/A, 100\u200b/One/A", "2: 100\u200b/One/Z"),
    Row("T-44 nothing to see is no code", "\u200b\u2060/One/A", "", skipped="\u200b\u2060"),
    Row("T-44 names are compared without it", "1/Sa\u00adles\u200b/A", "1/Sales/A"),
    Row("T-44 and sent without what is around them", "1/\ufeffSa\u00adles\u200b/A", "", "+ 1/Sa\u00adles"),
    Row("T-44 a control character in a name is a space", "1/\x1b[31mRed\tor\nblue\x1b[0m\x07/A", "", "+ 1/[31mRed or blue [0m"),
    Row("T-44 in comparisons, too", "1/Red\x9bor blue/A", "1/Red or blue/A"),
    Row(
        "T-44 what joins letters is kept",
        "1/\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645/A",
        "1/\u0645\u06cc\u062e\u0648\u0627\u0647\u0645/A",
        "1: 1/\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645/A",
    ),
    Row(
        "T-44 so are emoji",
        "1/\U0001f469\u200d\U0001f4bb/A, 2/\U0001f3f4\U000e0067\U000e0062\U000e007f/A",
        "",
        "+ 1/\U0001f469\u200d\U0001f4bb, + 2/\U0001f3f4\U000e0067\U000e0062\U000e007f",
    ),
    Row("Q-9 a tag without a code is unmatched", "/Nameless/A", "/Nameless/A", "1: -/Nameless/Z", skipped=""),
    Row("an empty name becomes the code", "ENG//A", "", "+ ENG/ENG"),
    Row("an empty name is compared as the code", "ENG/ /A", "ENG/ENG/A"),
    Row("names are compared stripped", "ENG/ Engineering /A", "ENG/Engineering  /A"),
    Row("names are compared in NFC", "ENG/Cafe\u0301/A", "ENG/Caf\u00e9/A"),
    Row("names are sent stripped and in NFC", " ENG / Cafe\u0301/A", "", "+ ENG/Caf\u00e9"),
    Row("codes are matched in NFC", "CAFE\u0301/x/A", "caf\u00e9/x/A"),
    Row(
        "A-18 a long name is left alone",
        f"ENG/{LONG}/A, OPS/Operations/A",
        "ENG/Engineering/A",
        "+ OPS/Operations",
        skipped="ENG",
    ),
    Row("A-18 so are its duplicates", f"ENG/{LONG}/A", "ENG/Engineering/A, ENG/Eng/A", skipped="ENG"),
]

ACCOUNT_ROWS = [
    account("C1", "e1/1000/Cash/A", "e1/1000/Cash/A"),
    account("C2", "e1/1001/Cash/A", "e1/1000/Cash/A", "1: e1/1001/Cash/A"),
    account("C2 no code in Pleo", "e1/1001/Cash/A", "e1/-/Cash/A", "1: e1/1001/Cash/A"),
    account("C3", "e9/1000/Cash/A", "e1/1000/Cash/A", "+ e9/1000/Cash, 1: e1/1000/Cash/Z"),
    account("C4", "e1/1000/Cash/blocked", "e1/1000/Cash/A", "1: e1/1000/Cash/Z", skipped="e1"),
    account("C6", "e1/1000/Cash/T1/A", "e1/1000/Cash/-/A", "1: e1/1000/Cash/T1/A", shape=TAXED_ACCOUNTS),
    account("C6 not in use", "e1/1000/Cash/T1/A", "e1/1000/Cash/A"),
    account(
        "C6 on create", "e1/1000/Cash/ T1 /A, e2/2000/Bank/-/A", "", "+ e1/1000/Cash/T1, + e2/2000/Bank/-", shape=TAXED_ACCOUNTS
    ),
    account("C7", f"e1/1000/{LONG}/A, e2/2000/Bank/A", "", "+ e2/2000/Bank", skipped="e1"),
    account("C7 the code", f"e1/{'9' * 256}/Cash/A", "e1/1000/Cash/A", skipped="e1"),
    account("C7 the id", f"{'e' * 256}/1000/Cash/A", "", skipped="e" * 256),
    account("C12", "e1/1000/One/A, e1/1000/Two/A", "e1/1000/Cash/A", skipped="e1, e1"),
    account("C12 the same row twice is one row", "e1/1000/Cash/A, e1/1000/Cash/A", "e1/1000/Money/A", "1: e1/1000/Cash/A"),
    account("A-10", "e1/1001/Money/A", "e1/1000/Cash/Z", "1: e1/1001/Money/A"),
    account("A-22 case counts", "E1/1000/Cash/A", "e1/1000/Cash/A", "+ E1/1000/Cash, 1: e1/1000/Cash/Z"),
    account("T-44 what nobody sees does not", "e\u200b1/10\u200e00/Cash/A", "e1/1000/Cash/A"),
    account("A-22 outer blanks do not", " e1/1000/Cash/A", "e1 /1000/Cash/A"),
    account("an account without a number", "e1//Cash/A", "e1/1000/Cash/A", "1: e1/1000/Cash/Z", skipped="e1"),
]


def check(row: Row) -> None:
    rows, pleo = row.shape.rows(cells(row.erp)), Pleo.of(row.shape, row.pleo, metadata={"k": "v"})
    plan = planned(pleo, rows)
    assert ", ".join(pleo.calls(plan)) == row.calls
    assert ", ".join(one.key for one in plan.skipped) == row.skipped
    pleo.apply(plan.changes)
    again = planned(pleo, rows)
    assert again.changes == ()
    assert again.skipped == plan.skipped


@pytest.mark.parametrize("row", GROUP_ROWS, ids=lambda row: row.name)
def test_tag_groups(row: Row) -> None:
    check(row)


@pytest.mark.parametrize("row", TAG_ROWS, ids=lambda row: row.name)
def test_tags(row: Row) -> None:
    check(row)


@pytest.mark.parametrize("row", ACCOUNT_ROWS, ids=lambda row: row.name)
def test_accounts(row: Row) -> None:
    check(row)


@pytest.mark.parametrize(("name", "shape", "count"), [("K12", TAGS, 250), ("C8", ACCOUNTS, 2500)])
def test_everything_is_new_in_an_empty_pleo(name: str, shape: Shape, count: int) -> None:
    numbers = [f"{number:05}" for number in range(count)]
    rows = shape.rows([(*(number for _ in shape.fields), "A") for number in numbers])
    pleo = Pleo(shape)
    plan = planned(pleo, rows)
    assert pleo.calls(plan) == ["+ " + "/".join([number] * len(shape.fields)) for number in numbers]
    pleo.apply(plan.changes)
    assert planned(pleo, rows).changes == (), name


def test_k13_many_equal_records_need_nothing() -> None:
    text = ", ".join(f"V{number}/Value {number}/A" for number in range(120))
    plan = planned(Pleo.of(TAGS, text), TAGS.rows(cells(text)))
    assert plan.changes == ()
    assert (plan.matched, plan.unchanged) == (120, 120)


def test_a_blank_code_says_which_row_it_is() -> None:
    plan = planned(Pleo(TAGS), TAGS.rows(cells("/Nameless/A, / /A")))
    assert [render(row.reason) for row in plan.skipped] == ["no code", "no code (Nameless)"]


def test_rows_of_one_key_are_reported_with_their_spellings() -> None:
    plan = planned(Pleo(TAGS), TAGS.rows(cells("eng/One/A, ENG/Two/A")))
    assert {render(row.reason) for row in plan.skipped} == {"several rows in the ERP have this key: ENG (Two), eng (One)"}


def test_rows_that_look_alike_are_spelled_out() -> None:
    plan = planned(Pleo(TAGS), TAGS.rows(cells("100/One/A, 100\u200b/One/A")))
    assert {render(row.reason) for row in plan.skipped} == {"several rows in the ERP have this key: 100 (One), 100<U+200B> (One)"}


def test_what_is_too_long_is_reported_with_its_length() -> None:
    plan = planned(Pleo(ACCOUNTS), ACCOUNTS.rows(cells(f"e1/1000/{LONG}/A")))
    assert [render(row.reason) for row in plan.skipped] == ["name has 300 characters, Pleo accepts 255"]


def test_the_longest_permitted_values_are_sent() -> None:
    longest = "N" * 255
    pleo = Pleo(ACCOUNTS)
    plan = planned(pleo, ACCOUNTS.rows(cells(f"{longest}/{longest}/{longest}/A")))
    assert pleo.calls(plan) == [f"+ {longest}/{longest}/{longest}"]


def test_g16_an_archive_hands_over_the_metadata_that_pleo_gave() -> None:
    (record,) = Pleo.of(GROUPS, "foreign/Foreign/A", metadata={"k": "v"}).read()
    assert record.extra == {"metadata": {"k": "v"}}
