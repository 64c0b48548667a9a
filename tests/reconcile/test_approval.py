"""By what a change is approved, by what a hold remembers it, and the hash of a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pleo_erp_hookspecs import Message
from pleo_erp_module.kinds import accounts, tag_groups, tags
from pleo_erp_module.reconcile.approval import approval, identity, plan_hash, shown_as_done
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, TargetRecord, Values
from reconcile.model_pleo import Pleo, planned
from reconcile.notation import SHAPES, cells
from reconcile.strategies import erp_cells, pleos

ACCOUNTS, TAG_GROUPS, TAGS = (kind.declaration({}) for kind in (accounts.ACCOUNTS, tag_groups.TAG_GROUPS, tags.TAGS))
EARLIER: Values = {"code": "ENG", "name": "Eng", "archived": False}
UPDATE = Change("tags:DEPT", ChangeAction.UPDATE, "ENG", "1", EARLIER, {**EARLIER, "name": "New"}, Message("new_in_erp"), "T-32")
ARCHIVE = replace(UPDATE, action=ChangeAction.ARCHIVE, after={**EARLIER, "archived": True})
CREATE = replace(UPDATE, action=ChangeAction.CREATE, id=None, before=None)
UNARCHIVE = replace(UPDATE, action=ChangeAction.UNARCHIVE, before={**EARLIER, "archived": True})
EVERY = [UPDATE, ARCHIVE, CREATE, UNARCHIVE]


@pytest.mark.parametrize("change", EVERY, ids=lambda change: change.action)
def test_reason_and_rule_are_not_what_is_approved(change: Change) -> None:
    other = replace(change, reason=Message("not_in_erp"), rule="X-1")
    assert approval(TAGS, other) == approval(TAGS, change)
    assert identity(TAGS, other) == identity(TAGS, change)
    assert plan_hash([other]) == plan_hash([change])


def test_an_archive_is_approved_by_record_whatever_it_is_called_by_then() -> None:
    later = replace(ARCHIVE, key="eng", before={**EARLIER, "name": "x"}, after={**EARLIER, "name": "x", "archived": True})
    assert approval(TAGS, later) == approval(TAGS, ARCHIVE)
    assert approval(TAGS, replace(ARCHIVE, id="2")) != approval(TAGS, ARCHIVE)


def test_an_update_is_approved_by_record_and_new_values() -> None:
    assert approval(TAGS, replace(UPDATE, before={**EARLIER, "name": "x"})) == approval(TAGS, UPDATE)
    assert approval(TAGS, replace(UPDATE, after={**EARLIER, "name": "Newer"})) != approval(TAGS, UPDATE)
    assert approval(TAGS, replace(UPDATE, id="2")) != approval(TAGS, UPDATE)


def test_an_unarchive_is_approved_by_record_and_new_values() -> None:
    assert approval(TAGS, replace(UNARCHIVE, after={**EARLIER, "name": "Newer"})) != approval(TAGS, UNARCHIVE)
    assert approval(TAGS, replace(UNARCHIVE, id="2")) != approval(TAGS, UNARCHIVE)


def test_a_create_is_approved_by_key_within_its_unit() -> None:
    assert approval(TAGS, replace(CREATE, key="eng", after={**EARLIER, "name": "x"})) == approval(TAGS, CREATE)
    assert approval(TAGS, replace(CREATE, unit="tags:PROJ")) != approval(TAGS, CREATE)
    assert approval(ACCOUNTS, replace(CREATE, key="eng")) != approval(ACCOUNTS, CREATE), "case counts for accounts"


def test_no_approval_of_one_thing_passes_another() -> None:
    assert len({approval(TAGS, change) for change in [UPDATE, ARCHIVE, CREATE, replace(UNARCHIVE, id="2")]}) == 4


def test_a_hold_remembers_an_update_by_record_alone() -> None:
    assert identity(TAGS, replace(UPDATE, after={**EARLIER, "name": "Newer"})) == identity(TAGS, UPDATE)
    assert identity(TAGS, replace(UPDATE, id="2")) != identity(TAGS, UPDATE)
    assert identity(TAGS, ARCHIVE) == approval(TAGS, ARCHIVE) != identity(TAGS, UPDATE)
    assert identity(TAGS, CREATE) == approval(TAGS, CREATE)


@pytest.mark.parametrize("kind", SHAPES)
@given(data=st.data())
def test_a_plan_that_was_carried_out_is_shown_as_done_and_nothing_of_it_before(kind: str, data: st.DataObject) -> None:
    shape = SHAPES[kind]
    pleo = data.draw(pleos(kind))
    plan = planned(pleo, shape.rows(data.draw(erp_cells(kind))))
    approved = {approval(shape.kind, change) for change in plan.changes}
    assert approved.isdisjoint(shown_as_done(shape.unit, shape.kind, pleo.read()))
    pleo.apply(plan.changes)
    assert approved <= set(shown_as_done(shape.unit, shape.kind, pleo.read()))


def test_another_new_value_does_not_show_an_update_as_done() -> None:
    record = TargetRecord("1", "ENG", {"code": "ENG", "name": "By hand"})
    assert approval(TAGS, UPDATE) not in set(shown_as_done("tags:DEPT", TAGS, [record]))


def test_an_unarchive_is_not_done_while_the_record_is_archived() -> None:
    record = TargetRecord("1", "ENG", {"code": "ENG", "name": "New"}, archived=True)
    assert approval(TAGS, UNARCHIVE) not in set(shown_as_done("tags:DEPT", TAGS, [record]))


@given(order=st.permutations(EVERY))
def test_the_hash_does_not_depend_on_the_order(order: list[Change]) -> None:
    assert plan_hash(order) == plan_hash(EVERY)


def test_the_hash_is_the_same_in_every_process_and_version() -> None:
    assert plan_hash([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert plan_hash(EVERY) == "7c5ead216623f27e03c5804912cd4f3fb610a55ecb995cb6f97921d574e52a7b"


@pytest.mark.parametrize(
    "other",
    [
        replace(UPDATE, unit="tags:PROJ"),
        replace(UPDATE, key="OPS"),
        replace(UPDATE, id="2"),
        replace(UPDATE, action=ChangeAction.UNARCHIVE),
        replace(UPDATE, before={**EARLIER, "name": "x"}),
        replace(UPDATE, after={**EARLIER, "name": "x"}),
    ],
)
def test_every_part_of_a_change_counts_in_the_hash(other: Change) -> None:
    assert plan_hash([other]) != plan_hash([UPDATE])


def test_a_change_more_or_twice_is_another_plan() -> None:
    assert len({plan_hash([]), plan_hash([UPDATE]), plan_hash([UPDATE, UPDATE]), plan_hash(EVERY)}) == 4


def test_a_group_that_is_still_to_be_created_is_in_the_hash_by_its_code() -> None:
    groups, tags = SHAPES["groups"], SHAPES["tags"]
    group = planned(Pleo(groups), groups.rows(cells("DEPT/Department/A")))
    values = planned(Pleo(tags), tags.rows(cells("ENG/Engineering/A")))
    assert all(change.id is None for change in (*group.changes, *values.changes))
    assert {change.unit for change in values.changes} == {"tags:DEPT"}
    again = planned(Pleo(groups), groups.rows(cells("DEPT/Department/A")))
    assert plan_hash([*values.changes, *again.changes]) == plan_hash([*group.changes, *values.changes])
    assert approval(TAG_GROUPS, group.changes[0]) != approval(TAGS, values.changes[0])


@pytest.mark.parametrize("text", ["half a surrogate \ud83d", "nul \0", "line\nline", '"quoted"'])
def test_whatever_pleo_shows_can_be_hashed_and_approved(text: str) -> None:
    change = replace(ARCHIVE, before={**EARLIER, "name": text}, after={**EARLIER, "name": text, "archived": True})
    assert len(plan_hash([change])) == len(approval(TAGS, replace(change, action=ChangeAction.UPDATE))) == 64
