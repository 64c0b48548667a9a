"""How each kind of unit is read from Pleo and written to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.errors import error
from pleo_erp_module.pleo import NewAccount, PleoAccount, PleoClient, PleoError
from pleo_erp_module.reconcile import kinds
from pleo_erp_module.reconcile.change_model import Change, Kind, TargetRecord
from pleo_erp_module.sync.row_records import account_record, group_record, tag_record
from pleo_erp_module.text import fold

NEW_ACCOUNTS = 1000  # accounts that one request creates at most
FLIPPED_TAGS = 100  # tags that one request archives or unarchives at most (T-42)
ReadProgress = Callable[[int, int | None], None]


class Landing(StrEnum):
    """What became of one create."""

    CREATED = "created"
    MATCHED = "matched"  # Pleo answered with a record that was there already
    EXISTS = "exists"  # Pleo refused because such a record exists (T-40, A-19)
    LOST = "lost"  # nobody knows (C-30)
    FULL = "full"  # the group may have reached its maximum of active tags (T-41)
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Created:
    """The outcome of one create: the record for CREATED and MATCHED, the error for all others."""

    landing: Landing
    record: TargetRecord | None = None
    error: PleoErpError | None = None


class Target(Protocol):
    """One unit on Pleo's side. Methods raise `PleoFault`; `create` answers one `Created` for each change instead."""

    kind: Kind
    create_batch: int  # creates in one request

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        """All records of the unit, active and archived."""

    def create(self, changes: Sequence[Change]) -> list[Created]:
        """Create up to ``create_batch`` records in one request."""

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        """Bring one record to ``change.after``; answers what Pleo stored."""


@runtime_checkable
class BulkTarget(Protocol):
    """A unit whose records can be archived and unarchived many at a time."""

    flip_batch: int

    def flip(self, ids: Sequence[str], archived: bool) -> list[TargetRecord]:
        """Archive or unarchive up to ``flip_batch`` records in one request."""


def _landing(fault: PleoError) -> Landing:
    if fault.lost:
        return Landing.LOST
    return Landing.EXISTS if fault.status == 409 else Landing.FAILED


def _text(change: Change, name: str) -> str:
    return str(change.after[name])


def _optional(change: Change, name: str) -> str | None:
    value = change.after.get(name)
    return value if isinstance(value, str) else None


@dataclass(slots=True)
class TagGroupsTarget:
    """The tag groups of the company. ``ids`` collects the group of each code, for the units of tags."""

    client: PleoClient
    pleo_company: str
    kind: Kind = kinds.TAG_GROUPS
    ids: dict[str, str] = field(default_factory=dict)
    create_batch: int = 1

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        """One request; the list is not paged (S-15)."""
        return [group_record(group) for group in self.client.tag_groups(self.pleo_company)]

    def create(self, changes: Sequence[Change]) -> list[Created]:
        """A group with the dimension's code and name (T-24)."""
        results = []
        for change in changes:
            try:
                group = self.client.create_tag_group(self.pleo_company, _text(change, "code"), _text(change, "name"))
            except PleoError as fault:
                results.append(Created(_landing(fault), error=fault))
            else:
                results.append(Created(Landing.CREATED, group_record(group)))
        return results

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        """Code and metadata go back as stored (T-9)."""
        metadata = extra.get("metadata")
        group = self.client.update_tag_group(
            str(change.id),
            _text(change, "code"),
            _text(change, "name"),
            change.after["archived"] is True,
            metadata if isinstance(metadata, Mapping) else {},
        )
        return group_record(group)


@dataclass(slots=True)
class TagsTarget:
    """The tags of one group. The group may be created by the same run: its id is looked up when it is needed."""

    client: PleoClient
    pleo_company: str
    dimension: str
    groups: Mapping[str, str]
    kind: Kind = kinds.TAGS
    create_batch: int = 1
    flip_batch: int = FLIPPED_TAGS

    @property
    def group(self) -> str | None:
        """The id of the group, or None while there is none."""
        return self.groups.get(fold(self.dimension))

    def _group(self) -> str:
        if self.group is None:
            raise error("group_missing", code=self.dimension)
        return self.group

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        """All pages; no request for a group that is not there yet."""
        return [tag_record(tag) for tag in self.client.tags(self.group, progress)] if self.group else []

    def create(self, changes: Sequence[Change]) -> list[Created]:
        """A tag with the value's code and name (T-34). Any 400 may mean that the group is full (T-41)."""
        results = []
        for change in changes:
            try:
                tag = self.client.create_tag(self._group(), _text(change, "code"), _text(change, "name"))
            except PleoError as fault:
                results.append(Created(Landing.FULL if fault.status == 400 else _landing(fault), error=fault))
            else:
                results.append(Created(Landing.CREATED, tag_record(tag)))
        return results

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        """The code goes back as stored (T-10)."""
        archived = change.after["archived"] is True
        return tag_record(self.client.update_tag(str(change.id), _text(change, "code"), _text(change, "name"), archived))

    def flip(self, ids: Sequence[str], archived: bool) -> list[TargetRecord]:
        """One request for up to a hundred tags (T-42)."""
        return [tag_record(tag) for tag in self.client.archive_tags(self.pleo_company, ids, archived)]


@dataclass(slots=True)
class AccountsTarget:
    """The chart of accounts of the company."""

    client: PleoClient
    pleo_company: str
    kind: Kind = kinds.ACCOUNTS
    create_batch: int = NEW_ACCOUNTS

    def read(self, progress: ReadProgress | None = None) -> list[TargetRecord]:
        """All pages, active and archived, assigned to a category or not (A-4, A-7)."""
        return [account_record(account) for account in self.client.accounts(self.pleo_company, progress=progress)]

    def create(self, changes: Sequence[Change]) -> list[Created]:
        """One account alone, or many in one request, of which some may fail (A-19, A-20)."""
        items = [
            NewAccount(_text(c, "external_id"), _optional(c, "code"), _text(c, "name"), _optional(c, "tax_code_external_id"))
            for c in changes
        ]
        try:
            if len(items) == 1:
                answer = self.client.create_account(
                    self.pleo_company, items[0].external_id, items[0].code, items[0].name, items[0].tax_code
                )
                return [Created(Landing.MATCHED if answer.matched else Landing.CREATED, account_record(answer.account))]
            batch = self.client.create_accounts(self.pleo_company, items)
        except PleoError as fault:
            if len(items) > 1 and not fault.lost and fault.status in {400, 413, 422}:
                # One bad record must not stop the others: the halves are tried by themselves.
                middle = len(changes) // 2
                return self.create(changes[:middle]) + self.create(changes[middle:])
            return [Created(_landing(fault), error=fault) for _ in items]
        created = {account.external_id: account for account in batch.created}
        failed = {failure.external_id: failure.reasons for failure in batch.failed}
        return [self._of_batch(item.external_id, created.get(item.external_id), failed.get(item.external_id)) for item in items]

    @staticmethod
    def _of_batch(external_id: str, account: PleoAccount | None, reasons: Sequence[str] | None) -> Created:
        if account is not None:
            return Created(Landing.CREATED, account_record(account))
        if reasons is None:
            return Created(Landing.LOST, error=error("answer_invalid", detail=f"the batch says nothing of {external_id}"))
        landing = Landing.EXISTS if "EXTERNAL_ID_ALREADY_EXISTS" in reasons else Landing.FAILED
        return Created(landing, error=error("pleo_refused", detail=f": {', '.join(reasons)}"))

    def put(self, change: Change, extra: Mapping[str, object]) -> TargetRecord:
        """Pleo's own tax code and metadata go back; without the tax code once more if Pleo does not know it (Q-16)."""
        metadata = extra.get("metadata")

        def send(tax_code: str | None) -> TargetRecord:
            return account_record(
                self.client.update_account(
                    str(change.id),
                    _optional(change, "code"),
                    _text(change, "name"),
                    change.after["archived"] is True,
                    tax_code,
                    metadata if isinstance(metadata, Mapping) else None,
                )
            )

        tax_code = _optional(change, "tax_code_external_id")
        try:
            return send(tax_code)
        except PleoError as fault:
            if fault.status != 400 or tax_code is None:
                raise
            return send(None)
