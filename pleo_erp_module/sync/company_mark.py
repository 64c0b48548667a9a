"""The mark that an installation leaves in Pleo, so that no second one writes to the same company without a person's word.

It stands in the metadata of the tag groups that the installation creates, and in that of Pleo's installation, if the key has one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pleo_erp_module.errors import error
from pleo_erp_module.kinds.tag_groups import MARK, MARK_NAME, TAG_GROUPS
from pleo_erp_module.pleo import Installation, PleoClient, PleoError
from pleo_erp_module.store import Connection
from pleo_erp_module.sync.planner import Planned

TAKEN_OVER = "taken_over"  # stored beside the settings: the installations whose marks no longer count
_LONGEST = 200  # characters of a name
_NO_PLACE = {400, 403, 404}  # the key has no installation, or may not see it


def mark_id(installation: str, fingerprint: str) -> str:
    """What tells installations apart; a copy of a database is another one."""
    return hashlib.sha256(f"{installation} {fingerprint}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class CompanyMark:
    """What this installation is called in Pleo, and which others it took over from."""

    id: str
    name: str
    taken_over: frozenset[str]

    @classmethod
    def of(cls, installation: str, connection: Connection, stored: Mapping[str, str]) -> CompanyMark:
        """The mark of a connection: the ERP's company, and the server and name of the database."""
        name = f"{connection.company_name or connection.company} ({connection.fingerprint.partition('://')[2]})"
        return cls(
            mark_id(installation, connection.fingerprint),
            name[:_LONGEST],
            frozenset(filter(None, stored.get(TAKEN_OVER, "").split(","))),
        )

    @property
    def metadata(self) -> dict[str, str]:
        """For a tag group."""
        return {MARK: self.id, MARK_NAME: self.name}

    def others(self, places: Iterable[Mapping[str, object] | None]) -> dict[str, str]:
        """The names of other installations, by their ids, that have left their marks in these metadata."""
        found: dict[str, str] = {}
        for metadata in places:
            marked = (metadata or {}).get(MARK)
            values = marked if isinstance(marked, Mapping) else {"id": marked, "name": (metadata or {}).get(MARK_NAME)}
            other = values.get("id")
            if other and other != self.id:
                found[str(other)] = str(values.get("name") or other)
        return found

    def check(self, places: Iterable[Mapping[str, object] | None], company: str) -> None:
        """Raises ``other_installation`` if one has left its mark that was not taken over from."""
        unknown = [name for id_, name in self.others(places).items() if id_ not in self.taken_over]
        if unknown:
            raise error("other_installation", company=company, other=sorted(unknown))

    def check_plan(self, planned: Planned, company: str) -> None:
        """`check`, for all records that were read."""
        self.check(_all_metadata(planned), company)

    def has_taken_over(self, planned: Planned) -> bool:
        """Whether records that were read still have the mark of another installation that no longer counts."""
        return bool(self.taken_over and self.others(_all_metadata(planned)))

    @staticmethod
    def installation(client: PleoClient) -> Installation | None:
        """The installation in Pleo that belongs to the key, if there is one and the key may see it."""
        try:
            return client.installation()
        except PleoError as fault:
            if fault.status not in _NO_PLACE:
                raise
            return None

    def check_installation(self, client: PleoClient, company: str) -> Installation | None:
        """`check`, for what `installation` answers."""
        found = self.installation(client)
        self.check([found.metadata if found else None], company)
        return found

    def claim(self, client: PleoClient, planned: Planned, connection: Connection) -> None:
        """Before a run's first write: `check` Pleo's installation, and put the mark where it is missing or another one's.

        What others wrote there stays. A run that has not looked at the tag groups looks at their marks alone.
        """
        found = self.check_installation(client, connection.company)
        if all(unit.unit.kind is not TAG_GROUPS for unit in planned.units):
            self.check(_group_metadata(client, connection.pleo_company), connection.company)
        if found is not None:
            mark = {"id": self.id, "name": self.name}
            if (found.metadata or {}).get(MARK) != mark:
                _tolerant_put(client, found.status, {**(found.metadata or {}), MARK: mark})
        for unit in planned.units:
            for record in unit.records:
                if self.others([metadata := _metadata(record.extra)]):
                    marked = {**(metadata or {}), **self.metadata}
                    code, name = str(record.fields["code"]), str(record.fields["name"])
                    client.update_tag_group(record.id, code, name, record.archived, marked)
                    own = replace(record, extra={**record.extra, "metadata": marked})
                    unit.records = [own if one is record else one for one in unit.records]


def _group_metadata(client: PleoClient, pleo_company: str) -> list[Mapping[str, object] | None]:
    """None where the key may not see the tag groups."""
    try:
        return [group.metadata for group in client.tag_groups(pleo_company)]
    except PleoError as fault:
        if fault.status not in _NO_PLACE:
            raise
        return []


def _all_metadata(planned: Planned) -> Iterator[Mapping[str, object] | None]:
    return (_metadata(record.extra) for unit in planned.units for record in unit.records)


def _metadata(extra: Mapping[str, object]) -> Mapping[str, object] | None:
    metadata = extra.get("metadata")
    return metadata if isinstance(metadata, Mapping) else None


def _tolerant_put(client: PleoClient, status: str, metadata: Mapping[str, object]) -> None:
    try:
        client.update_installation(status, metadata)
    except PleoError as fault:
        if fault.status not in _NO_PLACE:  # without the right to write there, tag groups alone carry the mark
            raise
