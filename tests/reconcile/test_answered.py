"""An update that Pleo answered with another value is not sent for ever; creates that were there already."""

from __future__ import annotations

from pleo_erp_module.reconcile.change_model import ChangeAction, EarlierAnswer, SourceRow, Values
from pleo_erp_module.reconcile.engine import choose, pair, plan_unit
from reconcile.model_pleo import Pleo, check, planned
from reconcile.notation import ACCOUNTS, TAGS, cells

SENT: Values = {"code": "ENG", "name": "Engineering & Co", "archived": False}
ANSWER: Values = {"code": "ENG", "name": "Engineering Co", "archived": False}


def reasons(erp: str, pleo: str, answered: EarlierAnswer) -> tuple[list[str], list[str]]:
    """The calls and the reasons for what is left out."""
    model = Pleo.of(TAGS, pleo)
    plan = plan_unit("tags:DEPT", TAGS.kind, TAGS.rows(cells(erp)), model.read(), answered={model.stored[0].id: answered})
    check(plan)
    return model.calls(plan), [row.reason.code for row in plan.skipped]


def test_while_pleo_still_shows_its_answer_the_same_update_is_skipped_and_reported() -> None:
    assert reasons("ENG/Engineering & Co/A", "ENG/Engineering Co/A", EarlierAnswer(SENT, ANSWER)) == (
        [],
        ["answered_otherwise"],
    )


def test_another_new_value_is_sent() -> None:
    assert reasons("ENG/Engineers/A", "ENG/Engineering Co/A", EarlierAnswer(SENT, ANSWER)) == (["1: ENG/Engineers/A"], [])


def test_once_pleo_shows_something_else_the_update_is_sent_again() -> None:
    assert reasons("ENG/Engineering & Co/A", "ENG/By hand/A", EarlierAnswer(SENT, ANSWER)) == (["1: ENG/Engineering & Co/A"], [])


def test_an_archived_record_is_unarchived_whatever_was_answered_to_an_earlier_update() -> None:
    assert reasons("ENG/Engineering & Co/A", "ENG/Engineering Co/Z", EarlierAnswer(SENT, ANSWER)) == (
        ["1: ENG/Engineering & Co/A"],
        [],
    )


def test_what_was_answered_does_not_matter_to_a_record_that_needs_nothing() -> None:
    assert reasons("ENG/Engineering Co/A", "ENG/Engineering Co/A", EarlierAnswer(SENT, ANSWER)) == ([], [])


def test_a_record_whose_update_is_skipped_stays_and_its_duplicates_go() -> None:
    calls, left_out = reasons("ENG/Engineering & Co/A", "ENG/Engineering Co/A, eng/Other/A", EarlierAnswer(SENT, ANSWER))
    assert calls == ["2: eng/Other/Z"]
    assert len(left_out) == 1


def test_k18_a_create_that_was_there_already_is_matched_and_brought_up_to_date() -> None:
    row = SourceRow("ENG", {"code": "ENG", "name": "Engineering"})
    records = Pleo.of(TAGS, "eng/Old/Z, ENG/Eng/A").read()
    keep = choose(TAGS.kind, records, "Engineering")
    assert keep is records[1]
    change = pair("tags:DEPT", TAGS.kind, row, keep)
    assert change is not None
    assert (change.action, change.rule, change.id, change.after) == (
        ChangeAction.UPDATE,
        "T-32",
        keep.id,
        {"code": "ENG", "name": "Engineering", "archived": False},
    )


def test_c11_a_create_that_matched_an_archived_account_is_unarchived() -> None:
    row = SourceRow("e1", {"external_id": "e1", "code": "1000", "name": "Cash"})
    (record,) = Pleo.of(ACCOUNTS, "e1/1000/Cash/Z").read()
    change = pair("accounts", ACCOUNTS.kind, row, record)
    assert change is not None
    assert (change.action, change.after["archived"], change.rule) == (ChangeAction.UNARCHIVE, False, "A-10")


def test_a_duplicate_that_is_renamed_is_renamed_by_the_rule_for_duplicates() -> None:
    plan = planned(Pleo.of(TAGS, "ENG/Eng/A, ENG/E/A"), TAGS.rows(cells("ENG/Engineering/A")))
    assert [change.rule for change in plan.changes] == ["T-35", "T-35"]
