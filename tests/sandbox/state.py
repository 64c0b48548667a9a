"""Everything the sandbox remembers: plain records in tables, found by id, by owner and by natural key."""

from __future__ import annotations

import uuid
from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
"""A record as the API shows it; properties beginning with "_" are the sandbox's own and never shown."""

Change = Callable[[str, Row], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """Which property names the owner and which the natural key, what a record must have, and what it has by default."""

    owner: str = ""
    key: str = "name"
    needs: tuple[str, ...] = ("name",)
    defaults: Mapping[str, Any] | None = None
    timed: bool = True


KINDS: Mapping[str, Kind] = {
    "organisations": Kind(timed=False),
    "companies": Kind(defaults={"address": {}}, timed=False),
    "keys": Kind(
        owner="companyId",
        key="secret",
        needs=("secret",),
        defaults={
            "level": "company",
            "companyId": None,
            "organizationId": None,
            "scope": [],
            "revoked": False,
            "expires": None,
        },
        timed=False,
    ),
    "installations": Kind(
        owner="companyId",
        key="resource",
        needs=("resource", "applicationId"),
        defaults={"status": "ACTIVATED", "metadata": {}},
    ),
    "groups": Kind(owner="companyId", key="code", needs=("code", "name"), defaults={"archived": False, "metadata": {}}),
    "tags": Kind(owner="groupId", key="code", needs=("code",), defaults={"archived": False, "name": None}),
    "accounts": Kind(
        owner="companyId",
        key="externalId",
        needs=("externalId", "name"),
        defaults={"archived": False, "code": None, "taxCodeExternalId": None, "metadata": None},
        timed=False,
    ),
    "tax_codes": Kind(
        owner="companyId",
        key="code",
        needs=("name", "rate"),
        defaults={
            "archived": False,
            "code": None,
            "type": "inclusive",
            "ingoingTaxAccount": None,
            "outgoingTaxAccount": None,
            "accountingIntegrationSystem": None,
        },
    ),
    "vendors": Kind(owner="companyId", key="externalId", defaults={"state": "ACTIVE", "defaultCurrency": "EUR"}),
}
OWN = "_seq"
OWNERS = {"companyId": "companies", "groupId": "groups"}


class State:
    """The tables. Ids are drawn from ``seed`` and what a record is, so that equal histories have equal ids. Not thread-safe."""

    def __init__(self, *, seed: int, now: Callable[[], str]) -> None:
        self._space = uuid.uuid5(uuid.NAMESPACE_URL, f"sandbox:{seed}")
        self._now = now
        self.on_change: Change = lambda kind, row: None
        self._clear()

    def _clear(self) -> None:
        self._rows: dict[str, dict[str, Row]] = {kind: {} for kind in KINDS}
        self._owned: dict[tuple[str, str], list[Row]] = {}
        self._keyed: dict[tuple[str, str, str], list[Row]] = {}

    def rows(self, kind: str, owner: str | None = None) -> Sequence[Row]:
        """All records of a kind, or those of one owner (a company, a group), oldest first."""
        return list(self._rows[kind].values()) if owner is None else self._owned.get((kind, owner), ())

    def get(self, kind: str, record_id: str) -> Row | None:
        return self._rows[kind].get(record_id.lower())

    def with_key(self, kind: str, owner: str, key: str) -> list[Row]:
        """The records of ``owner`` whose natural key is ``key`` in any case, oldest first."""
        return list(self._keyed.get((kind, owner, key.casefold()), ()))

    def insert(self, kind: str, fields: Mapping[str, Any]) -> Row:
        """Adds a record; id, timestamps and defaults fill in what ``fields`` lacks.

        Raises ValueError for an id in use, a property that is needed, and an owner that does not exist.
        """
        about = KINDS[kind]
        missing = [name for name in about.needs if fields.get(name) is None]
        if missing:
            raise ValueError(f"{kind}: {missing[0]} is missing in {dict(fields)}")
        owner = fields.get(about.owner)
        if about.owner and owner not in self._rows[OWNERS[about.owner]] and not (kind == "keys" and owner is None):
            raise ValueError(f"{kind}: there is no {about.owner} {owner!r}")
        row: Row = dict(about.defaults or {}) | dict(fields)
        if about.timed:
            row.setdefault("createdAt", self._now())
            row.setdefault("updatedAt", row["createdAt"])
        row["id"] = str(row["id"]).lower() if row.get("id") else self._draw(kind, row)
        if row["id"] in self._rows[kind]:
            raise ValueError(f"{kind}: the id {row['id']} is in use")
        row[OWN] = len(self._rows[kind]) + 1
        self._rows[kind][row["id"]] = row
        self._owned.setdefault((kind, self._owner(kind, row)), []).append(row)
        self._keyed.setdefault(self._index(kind, row), []).append(row)
        self.on_change(kind, row)
        return row

    def update(self, kind: str, row: Row, changes: Mapping[str, Any]) -> Row:
        """Changes ``row`` in place and stamps it."""
        before = self._index(kind, row)
        row.update(changes)
        if KINDS[kind].timed:
            row["updatedAt"] = self._now()
        after = self._index(kind, row)
        if after != before:
            self._keyed[before].remove(row)
            insort(self._keyed.setdefault(after, []), row, key=lambda other: int(other[OWN]))
        self.on_change(kind, row)
        return row

    def dump(self) -> dict[str, list[Row]]:
        """A JSON-able copy that `load` takes back; records keep their order."""
        return {kind: [storable(row) for row in rows.values()] for kind, rows in self._rows.items()}

    def load(self, data: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Replaces everything. Raises ValueError for a kind that does not exist."""
        unknown = sorted(set(data) - set(KINDS))
        if unknown:
            raise ValueError(f"there is no kind {unknown[0]!r}; there are {', '.join(KINDS)}")
        self._clear()
        for kind in KINDS:
            for fields in data.get(kind, ()):
                self.insert(kind, fields)

    def put_back(self, kind: str, fields: Mapping[str, Any]) -> None:
        """Adds the record, or changes the one with its id to be exactly so; for reading a journal."""
        row = self.get(kind, str(fields["id"]))
        if row is None:
            self.insert(kind, fields)
            return
        stamp = {"updatedAt": fields["updatedAt"]} if "updatedAt" in fields else {}
        self.update(kind, row, fields)
        row.update(stamp)

    def _owner(self, kind: str, row: Row) -> str:
        return str(row.get(KINDS[kind].owner) or "")

    def _index(self, kind: str, row: Row) -> tuple[str, str, str]:
        return kind, self._owner(kind, row), str(row.get(KINDS[kind].key) or "").casefold()

    def _draw(self, kind: str, row: Row) -> str:
        number = 0
        while True:
            drawn = str(uuid.uuid5(self._space, "/".join((*self._index(kind, row), str(number)))))
            if drawn not in self._rows[kind]:
                return drawn
            number += 1


def storable(row: Row) -> Row:
    """The record without what only this process needs."""
    return {name: value for name, value in row.items() if name != OWN}


def shown(row: Row) -> Row:
    """The record as the API shows it."""
    return {name: value for name, value in row.items() if not name.startswith("_")}
