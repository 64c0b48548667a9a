"""`rewind`: the ERP shows an earlier day again, as a database does that was restored from a backup in the same place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.change_model import Change, ChangeAction
from pleo_erp_module.reconcile.guards.guard import VANISHED, Guard, PastChange, RunCase, renames

_SHARE = 80  # percent of the newest changes that must be turned back; people turn back single ones
_CREATED, _RENAMED, _RETURNED, _CLOSED = "created", "renamed", "returned", "closed"
_LOSSES = (_CREATED, _RENAMED)  # what comes back may be a mistake that was corrected; these two a backup turns back as well
_ONE_SORT, _RUNS = 2, 3  # so many times the limit, or of so many runs, if all are new records: people delete an import, too


def _judge(run: RunCase) -> Mapping[str, Message]:
    """The newest changes that runs made, newest run first: are they, all together, turned back by this plan?"""
    if not run.confirmed:
        return {}
    turned: dict[str, str] = {}
    newest: dict[str, PastChange] = {}  # of each record
    for case in run.units:
        past: dict[str, list[PastChange]] = {}
        for each in case.past:
            past.setdefault(each.id, []).append(each)
            newest.setdefault(each.id, each)
        for change in case.waiting:
            sort = _turned_back(change, past.get(str(change.id), ()))
            if sort is not None:
                turned[str(change.id)] = sort
    seen, counts, runs = 0, Counter[str](), set[str]()
    latest = sorted(newest.values(), key=lambda each: (each.age, each.run))
    for run_id, block in groupby(latest, key=lambda each: each.run):
        records = [each.id for each in block]
        seen += len(records)
        sorts = [turned[record] for record in records if record in turned]
        counts.update(sorts)
        if _CREATED in sorts:
            runs.add(run_id)
        if counts.total() * 100 >= _SHARE * seen and _is_enough(counts, len(runs), run.limits.rewind_changes):
            facts = {"count": counts.total(), "new": counts[_CREATED], "renamed": counts[_RENAMED]}
            return {case.plan.unit: Message("turned_back", facts) for case in run.units if case.waiting}
    return {}


def _is_enough(counts: Counter[str], runs: int, limit: int) -> bool:
    several = len(+counts) > 1 and sum(counts[sort] for sort in _LOSSES) > 1
    if several:
        return counts.total() >= limit
    return counts[_CREATED] >= (limit if runs >= _RUNS else _ONE_SORT * limit)


def _turned_back(change: Change, past: Sequence[PastChange]) -> str | None:
    """Which sort of earlier change of this record the change turns back."""
    actions = {each.action for each in past}
    match change.action:
        case ChangeAction.ARCHIVE if ChangeAction.CREATE in actions and change.reason.code in VANISHED:
            return _CREATED
        case ChangeAction.ARCHIVE if ChangeAction.UNARCHIVE in actions:
            return _RETURNED
        case ChangeAction.UNARCHIVE if ChangeAction.ARCHIVE in actions:
            return _CLOSED
        case ChangeAction.UPDATE if any(_names_back(change, each) for each in past):
            return _RENAMED
    return None


def _names_back(change: Change, past: PastChange) -> bool:
    if past.before is None or not renames(past.action, past.before, past.after):
        return False
    changed = [name for name in ("name", "code") if past.before.get(name) != past.after.get(name)]
    return all(change.after.get(name) == past.before.get(name) for name in changed)


REWIND = Guard(
    "rewind",
    _judge,
    own=frozenset({ChangeAction.UPDATE, ChangeAction.ARCHIVE}),
    along=frozenset({ChangeAction.CREATE, ChangeAction.UNARCHIVE}),
    whole=True,
)
