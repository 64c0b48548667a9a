"""Records whose keys have changed in the ERP: a new row and a record without a row that are the same (T-43, A-24). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from pleo_erp_hookspecs import Message
from pleo_erp_module.reconcile.approval import approval, identity
from pleo_erp_module.reconcile.change_model import Change, ChangeAction, Kind, SourceRow, TargetRecord
from pleo_erp_module.text import visible_name

Pair = tuple[Change, Change]  # the create of the new row, the archive of the record


def rekey_pairs(
    kind: Kind,
    rows: Iterable[SourceRow],
    records: Iterable[TargetRecord],
    creates: Sequence[Change],
    archives: Sequence[Change],
    was_refused: Callable[[Change], bool],
    asked: frozenset[str],
) -> list[Pair]:
    """The creates and archives that are of one record.

    ``rows`` are the usable ones and ``records`` the active ones: among both, what a pair agrees in must be unique. ``archives``
    are those of records that the ERP has no row of. ``was_refused`` tells that Pleo has not changed the key when it was asked to.
    """
    rekey = kind.rekey
    if rekey is None or not creates or not archives:
        return []
    rows, records = list(rows), list(records)
    pairs: list[Pair] = []
    for field, least in rekey.by.items():
        ours = Counter(_seen(row.fields[field]) for row in rows)
        theirs = Counter(_seen(record.fields[field]) for record in records)
        paired = {id(change) for pair in pairs for change in pair}
        created = {_seen(create.after[field]): create for create in creates if id(create) not in paired}
        found = [
            (created[same], archive)
            for archive in archives
            if id(archive) not in paired and (same := _seen(archive.after[field])) in created and ours[same] == theirs[same] == 1
        ]
        if rekey.field is not None:
            found = [pair for pair in found if not was_refused(rekeyed(kind, pair)[0])]
        if len(found) >= least or any(_is_asked(kind, pair, asked) for pair in found):
            pairs.extend(found)
    return pairs


def rekeyed(kind: Kind, pair: Pair) -> list[Change]:
    """What becomes of a pair: one update of the key where Pleo can change it, else the two changes with what they mean."""
    rekey = kind.rekey
    assert rekey is not None
    create, archive = pair
    if rekey.field is None:
        keys = {"erp": create.key, "pleo": archive.key}
        return [replace(change, reason=Message("key_replaced", keys), rule=rekey.rule) for change in pair]
    before, key = archive.before or {}, create.after[rekey.field]
    reason = Message("key_changed", {"erp": key, "pleo": before[rekey.field]})
    after = {**before, rekey.field: key}
    return [replace(archive, action=ChangeAction.UPDATE, key=create.key, after=after, reason=reason, rule=rekey.rule)]


def _is_asked(kind: Kind, pair: Pair, asked: frozenset[str]) -> bool:
    return any(approval(kind, change) in asked or identity(kind, change) in asked for change in rekeyed(kind, pair))


def _seen(value: str | bool | None) -> str:
    return visible_name(str(value or ""))
