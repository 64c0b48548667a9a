"""What hangs on the records that a plan would archive: expenses that carry a tag, categories that an account is mapped to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.actions.prefix import whole
from pleo_erp_module.errors import error
from pleo_erp_module.pleo import PleoClient, PleoError
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.reconcile.engine import choose
from pleo_erp_module.reconcile.kinds import TAG_GROUPS
from pleo_erp_module.store import StoredChange
from pleo_erp_module.sync.row_records import group_record
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import shown_changes
from pleo_erp_module.sync.situation import checked_client, situation
from pleo_erp_module.text import fold

MOST_GROUPS = 20  # tag groups that one look asks about, each in a request of its own
MOST_ACCOUNTS = 1000  # accounts, a hundred in a request
_T = TypeVar("_T")


def usage(runtime: Runtime, company: str, plan: str) -> dict[str, Any]:
    """How many expenses carry each tag that this plan would archive, and which accounts are mapped to a category (A-21).

    Answers ``{plan, archives: [{unit, key, id, name, expenses, mapped}], left_off, warnings}``. ``expenses`` is of tags and of
    tag groups (all tags of the group together), ``mapped`` of accounts; None where it is not known: the key may not ask, the
    tag's group is gone, or it is one of the ``left_off`` records beyond the first that are asked about. Raises ``stale_plan``.
    """
    with runtime.store() as store:
        here = situation(store, company)
        plan = whole(plan, lambda begin: store.plans.hashes(company, begin))
        if store.plans.get(company, plan) is None:
            raise error("stale_plan", plan=plan, company=company)
        archives = [change for change in shown_changes(store, company, plan) if change.action == ChangeAction.ARCHIVE]
        look = _UsageQuery(here.connection.pleo_company)
        if archives:
            with checked_client(runtime, store, here, runtime.free_control()) as client:
                look.at(client, archives)
    return {
        "plan": plan,
        "archives": [
            {
                "unit": change.unit,
                "key": change.key,
                "id": change.record_id,
                "name": (change.before or {}).get("name"),
                "expenses": look.expenses.get(str(change.record_id)),
                "mapped": look.mapped.get(str(change.record_id)),
            }
            for change in archives
        ],
        "left_off": look.left_off,
        "warnings": [warning.as_dict() for warning in look.warnings],
    }


@dataclass(slots=True)
class _UsageQuery:
    """A bounded number of questions to Pleo, and what came back, by record id."""

    pleo_company: str
    expenses: dict[str, int] = field(default_factory=dict)
    mapped: dict[str, bool] = field(default_factory=dict)
    left_off: int = 0
    warnings: list[PleoErpError] = field(default_factory=list)

    def at(self, client: PleoClient, archives: Sequence[StoredChange]) -> None:
        """Ask about all of them, but for those beyond the first."""
        accounts = [str(change.record_id) for change in archives if change.unit == "accounts"]
        tags = [change for change in archives if change.unit != "accounts"]
        if accounts:
            self._accounts(client, accounts)
        if tags:
            self._tags(client, tags)

    def _accounts(self, client: PleoClient, accounts: Sequence[str]) -> None:
        asked = accounts[:MOST_ACCOUNTS]
        self.left_off += len(accounts) - len(asked)
        free = self._allowed(partial(client.accounts_without_category, self.pleo_company, asked))
        if free is not None:
            self.mapped = {account: account not in free for account in asked}

    def _tags(self, client: PleoClient, archives: Sequence[StoredChange]) -> None:
        of_group = self._by_group(client, archives)
        for number, (group, records) in enumerate(of_group.items()):
            if number >= MOST_GROUPS:
                self.left_off += len(records)
                continue
            counts = self._allowed(partial(client.tag_group_usage, group))
            if counts is not None:
                for record in records:
                    # A tag that no expense carries may be absent from the answer.
                    self.expenses[record] = sum(counts.values()) if record == group else counts.get(record, 0)

    def _by_group(self, client: PleoClient, archives: Sequence[StoredChange]) -> dict[str, list[str]]:
        """The records by the id of their group; tags of a group that is not there are left out."""
        groups = [group_record(group) for group in self._allowed(partial(client.tag_groups, self.pleo_company)) or ()]
        ids: dict[str, str] = {}
        for unit in dict.fromkeys(change.unit for change in archives):
            same = [group for group in groups if f"tags:{fold(group.key)}" == fold(unit)]
            if same:
                ids[unit] = choose(TAG_GROUPS, same, None).id
        found: dict[str, list[str]] = {}
        for change in archives:
            group = str(change.record_id) if change.unit == "tag_groups" and groups else ids.get(change.unit)
            if group is not None:
                found.setdefault(group, []).append(str(change.record_id))
        return found

    def _allowed(self, ask: Callable[[], _T]) -> _T | None:
        """The answer; None, with one warning, where the key may not ask (C-19), and where the group is gone."""
        try:
            return ask()
        except PleoError as fault:
            if fault.status not in {403, 404}:
                raise
            if fault.status == 403 and fault.area not in {getattr(one, "area", None) for one in self.warnings}:
                self.warnings.append(fault)
            return None
