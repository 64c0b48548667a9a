"""What became of a change whose answer was lost, by what Pleo shows."""

from __future__ import annotations

import pytest

from pleo_erp_module.reconcile.change_model import ChangeAction, TargetRecord, Values
from pleo_erp_module.reconcile.settlement import Settlement, settlement
from reconcile.test_undo import TAGS, made, record, values


@pytest.mark.parametrize(
    ("before", "after", "records", "expected"),
    [
        (None, values("New"), [record("New", id="7")], Settlement(True, "7")),
        (None, values("New"), [record("New", id="7"), record("New", id="8")], Settlement(None)),  # which of them is ours?
        (None, values("New"), [record("Other")], Settlement(None)),
        (None, values("New"), [record("New", key="B")], Settlement(False)),
        (values("Old"), values("New"), [record("New")], Settlement(True, "1")),
        (values("Old"), values("New"), [record("Old")], Settlement(False)),
        (values("Old"), values("New"), [record("Other")], Settlement(None)),
        (values("Old"), values("New"), [record("New", id="2")], Settlement(None)),
    ],
)
def test_a_change_is_settled_by_what_pleo_shows(
    before: Values | None, after: Values, records: list[TargetRecord], expected: Settlement
) -> None:
    action = ChangeAction.CREATE if before is None else ChangeAction.UPDATE
    assert settlement(TAGS, made(action, before, after), records) == expected
