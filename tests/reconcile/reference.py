"""The reference algorithm of the rules (section 9, Q-1, Q-3, Q-9, Q-10, A-18), written apart from the engine, on plain data."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pleo_erp_module.reconcile.change_model import UnitPlan
from reconcile.notation import SHAPES, Cell, Stored

Wanted = tuple[str, str, tuple[str | None, ...]]  # action, key or id, the values that are sent


_JOINING = "\u200c\u200d"


def normal(text: str | None) -> str:
    """Stripped and in NFC; nothing for nothing."""
    return unicodedata.normalize("NFC", (text or "").strip())


def seen(text: str | None, keep: str = "") -> str:
    """Without what nobody sees, every blank a space."""
    letters = (letter for letter in normal(text) if letter in keep or unicodedata.category(letter) != "Cf")
    return normal("".join(" " if letter.isspace() else letter for letter in letters))


def read_name(text: str | None) -> str:
    """As names are compared."""
    return seen(normal(text).strip(_JOINING), keep=_JOINING)


def sent(text: str) -> str:
    """As names are sent."""
    while text and (text[0].isspace() or text[-1].isspace() or "Cf" in map(unicodedata.category, (text[0], text[-1]))):
        text = text[1:] if text[0].isspace() or unicodedata.category(text[0]) == "Cf" else text[:-1]
    return normal(text)


def caseless(text: str) -> str:
    """As codes of tags and groups are matched."""
    return normal(seen(text).casefold())


@dataclass(frozen=True)
class Ways:
    """In what the kinds differ: how keys match, which fields follow the ERP (active, returning), who wins among duplicates."""

    key: Callable[[str], str]
    active: tuple[int, ...]
    returning: tuple[int, ...]
    named_first: bool


WAYS = {
    "groups": Ways(caseless, (), (), named_first=False),
    "groups with names in step": Ways(caseless, (1,), (1,), named_first=False),
    "tags": Ways(caseless, (1,), (1,), named_first=True),
    "accounts": Ways(seen, (1, 2), (1, 2), named_first=False),
    "accounts with tax codes": Ways(seen, (1, 2, 3), (1, 2, 3), named_first=False),
}


def erp_values(kind: str, cell: Cell) -> tuple[tuple[str | None, ...], bool]:
    """What Pleo should show of an ERP row, and whether the row counts."""
    *fields, state = (normal(part) for part in cell)
    if not kind.startswith("accounts"):
        code, name = seen(fields[0]), sent(fields[1])
        return (code, name or code), state == "A" and bool(code)
    key, code, name, *tax = seen(fields[0]), seen(fields[1]), sent(fields[2]), *fields[3:]
    values: tuple[str | None, ...] = (key, code, name or code)
    if kind.endswith("tax codes"):
        values += (None if tax in ([""], ["-"]) else tax[0],)
    return values, state == "A" and bool(key) and bool(code)


def reference(kind: str, erp: Sequence[Cell], items: Sequence[Stored]) -> set[Wanted]:
    """What has to be done, as a set."""
    ways, names = WAYS[kind], SHAPES[kind].fields
    name_at = names.index("name")
    usable: dict[str, tuple[str | None, ...]] = {}
    spelled: dict[str, str] = {}
    conflicts: set[str] = set()
    for cell in erp:
        values, counts = erp_values(kind, cell)
        if counts:
            key = ways.key(values[0] or "")
            if key in usable and (usable[key], spelled[key]) != (values, normal(cell[0])):
                conflicts.add(key)
            usable[key], spelled[key] = values, normal(cell[0])
    groups: dict[str, list[Stored]] = {}
    for item in items:
        groups.setdefault(ways.key(item.text(names[0])), []).append(item)

    wanted: set[Wanted] = set()
    for key, values in usable.items():
        if key in conflicts:
            continue
        found = groups.get(key, [])
        if not found:
            if not any(len(value or "") > 255 for value in values[:3]):
                wanted.add(("create", str(values[0]), values))
            continue
        keep = _keep(ways, found, values[name_at], created=not kind.startswith("accounts"))
        follows = ways.returning if keep.archived else ways.active
        if any(len(values[at] or "") > 255 for at in follows):
            continue
        stored = tuple(keep.values[name] for name in names)
        after = tuple(
            values[at] if at in follows and read_name(stored[at]) != read_name(values[at]) else stored[at]
            for at in range(len(names))
        )
        if keep.archived or after != stored:
            wanted.add(("put", keep.id, after))
        wanted |= {_archive(other, names) for other in found if other is not keep and not other.archived}
    for key, found in groups.items():
        if key not in usable:
            wanted |= {_archive(item, names) for item in found if not item.archived}
    return wanted if kind != "tags" else _recoded(wanted, erp, items)


def _recoded(wanted: set[Wanted], erp: Sequence[Cell], items: Sequence[Stored]) -> set[Wanted]:
    """T-43: with two or more tags whose names appear once on each side, under codes that the other side does not have."""
    read = [erp_values("tags", cell) for cell in erp]
    usable = {(normal(cell[0]), values) for cell, (values, counts) in zip(erp, read, strict=True) if counts}
    ours = [read_name(values[1]) for _, values in usable]
    theirs = [read_name(item.text("name")) for item in items if not item.archived]
    known = {caseless(values[0] or "") for values, _ in read}
    pairs = []
    for verb, code, values in wanted:
        for item in items:
            vanished = not item.archived and (caseless(item.text("code")) not in known or not caseless(item.text("code")))
            name = read_name(values[1])
            same = name == read_name(item.text("name"))
            if verb == "create" and vanished and same and ours.count(name) == theirs.count(name) == 1:
                pairs.append(((verb, code, values), item))
    if len(pairs) < 2:
        return wanted
    for create, item in pairs:
        wanted = (wanted - {create, _archive(item, ("code", "name"))}) | {("put", item.id, (create[1], item.values["name"]))}
    return wanted


def _archive(item: Stored, names: Sequence[str]) -> Wanted:
    return "archive", item.id, tuple(item.values[name] for name in names)


def _keep(ways: Ways, found: Sequence[Stored], name: str | None, *, created: bool) -> Stored:
    named = [item for item in found if read_name(item.values["name"]) == read_name(name)] if ways.named_first else []
    if len(named) == 1:
        return named[0]
    pool = named or found
    return sorted(pool, key=lambda item: (item.archived, item.created_at if created else "", item.id))[0]


def made(kind: str, plan: UnitPlan) -> set[Wanted]:
    """A plan in the form of the reference."""
    names = SHAPES[kind].fields
    result: set[Wanted] = set()
    for change in plan.changes:
        values = tuple(value if isinstance(value := change.after[name], str) else None for name in names)
        verb = {"unarchive": "put", "update": "put"}.get(change.action, str(change.action))
        result.add((verb, change.id or str(values[0]), values))
    return result
