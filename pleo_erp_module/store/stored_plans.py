"""Plans that were shown, what of them was released, and what is held."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from pleo_erp_module.errors import error
from pleo_erp_module.odbc.like_pattern import beginning
from pleo_erp_module.store.change_search import NAMED, ChangeFilter
from pleo_erp_module.store.codec import (
    dump,
    dump_or_none,
    load_message,
    load_or_none,
    moment,
    moment_or_none,
    stamp,
    stamp_or_none,
    whole_error,
)
from pleo_erp_module.store.module_tables import Row, Tables
from pleo_erp_module.store.stored_records import Count, Json, Release, StoredChange, StoredPlan
from pleo_erp_module.text import fold

_SELECT_CHANGE = (
    "SELECT unit, action, record_key, record_id, before_json, after_json, reason, rule_id, held, approval_key, pos"
    " FROM pleo_erp_plan_change WHERE company = ? AND plan_hash = ?"
)


class Plans:
    """Plans by company and hash, and the approvals that releases give. An expired plan counts as unknown."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def put(self, plan: StoredPlan, changes: Sequence[StoredChange]) -> None:
        """Store what was shown; the same hash shown again takes the place of the earlier. Expired plans of the company go."""
        key = (plan.company, plan.hash)

        def work() -> None:
            self._forget_expired(plan.company)
            self._tables.execute("DELETE FROM pleo_erp_plan_change WHERE company = ? AND plan_hash = ?", *key)
            self._tables.upsert(
                "pleo_erp_plan",
                {"company": plan.company, "plan_hash": plan.hash},
                {
                    "job": plan.job,
                    "shown_at": stamp(plan.shown_at),
                    "expires_at": stamp(plan.expires_at),
                    "had_selection": int(plan.selection_saved_at is not None),
                    "selection_saved_at": stamp_or_none(plan.selection_saved_at),
                    "shows_tags": int(plan.shows_tags),
                    "user_name": plan.user,
                    "told_json": dump(plan.told),
                },
            )
            self._tables.insert("pleo_erp_plan_change", [_row(plan, pos, change) for pos, change in enumerate(changes)])

        self._tables.atomically(work)

    def get(self, company: str, plan_hash: str) -> StoredPlan | None:
        """The plan of this company with this hash; None if it is unknown or expired."""
        sql = (
            "SELECT job, shown_at, expires_at, selection_saved_at, shows_tags, user_name, told_json FROM pleo_erp_plan"
            " WHERE company = ? AND plan_hash = ? AND expires_at > ?"
        )
        for job, shown_at, expires_at, selection, tags, user, told in self._tables.rows(
            sql, company, plan_hash, stamp(self._now())
        ):
            moments = moment(shown_at), moment(expires_at), moment_or_none(selection)
            return StoredPlan(company, plan_hash, job, *moments, bool(tags), user, _told(load_or_none(told) or {}))
        return None

    def hashes(self, company: str, begin: str = "") -> list[str]:
        """The hashes of the plans of a company that can be released; those that begin so, and of many the first."""
        sql = "SELECT plan_hash FROM pleo_erp_plan WHERE company = ? AND expires_at > ? AND plan_hash LIKE ? ORDER BY plan_hash"
        found = self._tables.page(sql, NAMED, 0, company, stamp(self._now()), beginning(begin))
        return [str(row[0]) for row in found if str(row[0]).startswith(begin)]

    def changes(self, company: str, plan_hash: str, offset: int = 0, limit: int = 1000) -> list[StoredChange]:
        """One page of the plan's changes, in the order in which they were stored."""
        sql = f"{_SELECT_CHANGE} AND pos >= ? AND pos < ? ORDER BY pos"
        return [_change(row) for row in self._tables.rows(sql, company, plan_hash, offset, offset + limit)]

    def search(
        self, company: str, plan_hash: str, sought: ChangeFilter, limit: int, after: int = -1, *, held: bool = False
    ) -> tuple[list[StoredChange], int | None]:
        """At most ``limit`` of the changes that are looked for, from ``after`` a position on, and the position to go on from.

        ``held``: only what is held. A constant number of statements and of rows.
        """
        condition, parameters = sought.condition()
        sql = f"{_SELECT_CHANGE} AND pos > ?{condition}{' AND held = 1' if held else ''} ORDER BY pos"
        found, last = sought.page(
            lambda most: self._tables.page(sql, most, 0, company, plan_hash, after, *parameters), _change, limit
        )
        return [_change(row) for row in found], None if last is None else int(last[10])

    def counts(self, company: str, plan_hash: str) -> list[Count]:
        """How many changes the plan has of each kind, in its order; the state is ``held`` or empty."""
        sql = (
            "SELECT unit, action, held, COUNT(*) FROM pleo_erp_plan_change WHERE company = ? AND plan_hash = ?"
            " GROUP BY unit, action, held ORDER BY MIN(pos)"
        )
        found = self._tables.rows(sql, company, plan_hash)
        return [Count(unit, action, "held" if held else "", int(count)) for unit, action, held, count in found]

    def latest_release(self, company: str, plan_hash: str) -> Release | None:
        """The last release of this plan, as long as it is good."""
        sql = (
            "SELECT released_at, released_by, expires_at, sequence_number FROM pleo_erp_release"
            " WHERE company = ? AND plan_hash = ? AND expires_at > ? ORDER BY sequence_number DESC, released_at DESC"
        )
        for at, by, expires_at, number in self._tables.page(sql, 1, 0, company, plan_hash, stamp(self._now())):
            return Release(moment(at), by, moment(expires_at), int(number))
        return None

    def is_waiting(self, company: str, plan_hash: str) -> bool:
        """Whether something that the plan held is neither approved now nor done since it was shown."""
        # An approval that was used before is of an earlier time: the same changes came back, and need another.
        sql = (
            "SELECT c.pos FROM pleo_erp_plan_change c JOIN pleo_erp_plan p ON p.company = c.company AND p.plan_hash = c.plan_hash"
            " WHERE c.company = ? AND c.plan_hash = ? AND c.held = 1 AND NOT EXISTS (SELECT 1 FROM pleo_erp_approval a"
            " WHERE a.company = c.company AND a.approval_key = c.approval_key"
            " AND (a.used_at >= p.shown_at OR (a.used_at IS NULL AND a.expires_at > ?))) ORDER BY c.pos"
        )
        return bool(self._tables.page(sql, 1, 0, company, plan_hash, stamp(self._now())))

    def release(self, company: str, plan_hash: str, user: str, expires_at: datetime, *, lapses: bool = True) -> int:
        """Approve the changes that the plan showed; how many approvals there are now. Done again it renews them.

        ``lapses``: whether a plan of a unit that no longer has the change ends its approval. Raises ``stale_plan`` for a hash
        that is unknown, expired or of another company.
        """
        release_id = _release_id()
        superseded = (
            "DELETE FROM pleo_erp_approval WHERE company = ? AND used_at IS NULL AND approval_key IN"
            " (SELECT approval_key FROM pleo_erp_plan_change WHERE company = ? AND plan_hash = ?)"
        )
        copied = (
            "INSERT INTO pleo_erp_approval (company, approval_key, release_id, expires_at, unit)"
            " SELECT c.company, c.approval_key, r.release_id, r.expires_at, CASE WHEN ? = 1 THEN MIN(c.unit) END"
            " FROM pleo_erp_plan_change c JOIN pleo_erp_release r ON r.company = c.company AND r.plan_hash = c.plan_hash"
            " WHERE r.release_id = ? GROUP BY c.company, c.approval_key, r.release_id, r.expires_at"
        )

        def work() -> int:
            if self.get(company, plan_hash) is None:
                raise error("stale_plan", plan=plan_hash, company=company)
            self._record_release(release_id, company, plan_hash, user, expires_at)
            self._tables.execute(superseded, company, company, plan_hash)
            return self._tables.execute(copied, int(lapses), release_id)

        return self._tables.atomically(work)

    def approve(self, company: str, unit: str, keys: Sequence[str], user: str, expires_at: datetime) -> None:
        """Approve single changes of a unit without a plan, as saving a selection does for the archives that it shows."""
        release_id = _release_id()
        row = {"company": company, "release_id": release_id, "expires_at": stamp(expires_at), "unit": unit}

        def work() -> None:
            self._record_release(release_id, company, None, user, expires_at)
            superseded = "DELETE FROM pleo_erp_approval WHERE company = ? AND used_at IS NULL AND approval_key = ?"
            self._tables.many(superseded, [(company, key) for key in keys])
            self._tables.insert("pleo_erp_approval", [{**row, "approval_key": key} for key in dict.fromkeys(keys)])

        self._tables.atomically(work)

    def released(self, company: str, job: str) -> StoredPlan | None:
        """The plan of this job that was released last, as long as its release is good; from its release on it is kept so long."""
        sql = (
            "SELECT r.sequence_number, r.released_at, r.plan_hash FROM pleo_erp_release r JOIN pleo_erp_plan p"
            " ON p.company = r.company AND p.plan_hash = r.plan_hash WHERE r.company = ? AND p.job = ? AND r.expires_at > ?"
        )
        found = self._tables.rows(sql, company, job, stamp(self._now()))
        return self.get(company, max((int(number), str(at), str(plan)) for number, at, plan in found)[2]) if found else None

    def keep(self, company: str, plan_hash: str, expires_at: datetime) -> None:
        """Keep a plan for longer than it was shown for."""
        sql = "UPDATE pleo_erp_plan SET expires_at = ? WHERE company = ? AND plan_hash = ? AND expires_at < ?"
        at = stamp(expires_at)
        self._tables.atomically(lambda: self._tables.execute(sql, at, company, plan_hash, at))

    def decisions(self, company: str) -> tuple[frozenset[str], dict[str, dict[str, str]]]:
        """What is decided of single changes, in one statement: the keys of the open approvals, neither
        used nor expired; and what is held, as `Holds.of` has it."""
        sql = (
            "SELECT '', approval_key, '' FROM pleo_erp_approval WHERE company = ? AND used_at IS NULL AND expires_at > ?"
            " UNION ALL SELECT unit, change_identity, guard FROM pleo_erp_hold WHERE company = ?"
        )
        rows = self._tables.rows(sql, company, stamp(self._now()), company)
        return frozenset(str(key) for unit, key, _ in rows if not unit), _by_unit(row for row in rows if row[0])

    def used(self, company: str) -> set[str]:
        """The approval keys whose changes are done."""
        sql = "SELECT approval_key FROM pleo_erp_approval WHERE company = ? AND used_at IS NOT NULL"
        return {str(key) for (key,) in self._tables.rows(sql, company)}

    def use(self, company: str, keys: Sequence[str]) -> None:
        """Use up approvals: their changes are done."""
        sql = "UPDATE pleo_erp_approval SET used_at = ? WHERE company = ? AND approval_key = ? AND used_at IS NULL"
        at = stamp(self._now())
        self._tables.atomically(lambda: self._tables.many(sql, [(at, company, key) for key in keys]))

    def lapse(self, company: str, keys: Collection[str], planned: Mapping[str, Collection[str]]) -> None:
        """End those of the open approvals ``keys`` whose unit was planned, by its folded name, without their change."""
        sql = "SELECT approval_key, unit FROM pleo_erp_approval WHERE company = ? AND used_at IS NULL AND unit IS NOT NULL"
        update = "UPDATE pleo_erp_approval SET expires_at = ? WHERE company = ? AND approval_key = ? AND used_at IS NULL"
        at = stamp(self._now())

        def work() -> None:
            gone = [
                str(key)
                for key, unit in self._tables.rows(sql, company)
                if key in keys and key not in planned.get(fold(unit), keys)
            ]
            self._tables.many(update, [(at, company, key) for key in gone])

        self._tables.atomically(work)

    def _forget_expired(self, company: str) -> None:
        expired = (company, stamp(self._now()))
        changes = (
            "DELETE FROM pleo_erp_plan_change WHERE company = ? AND plan_hash IN"
            " (SELECT plan_hash FROM pleo_erp_plan WHERE company = ? AND expires_at <= ?)"
        )
        self._tables.execute(changes, company, *expired)
        self._tables.execute("DELETE FROM pleo_erp_plan WHERE company = ? AND expires_at <= ?", *expired)

    def _record_release(self, release_id: str, company: str, plan_hash: str | None, user: str, expires_at: datetime) -> None:
        row = {
            "release_id": release_id,
            "company": company,
            "plan_hash": plan_hash,
            "released_at": stamp(self._now()),
            "released_by": user,
            "expires_at": stamp(expires_at),
            "sequence_number": self._tables.next_number(company),
        }
        self._tables.insert("pleo_erp_release", [row])


#: Before a unit: beside its holds, what a person has to correct in the ERP's rows of it, by code as JSON.
WARNING = "warning:"


class Holds:
    """Which changes wait for a person, and which guard holds each."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def of(self, company: str) -> dict[str, dict[str, str]]:
        """By unit: identity of the change to guard, for all that is held."""
        sql = "SELECT unit, change_identity, guard FROM pleo_erp_hold WHERE company = ? ORDER BY unit, change_identity"
        return _by_unit(self._tables.rows(sql, company))

    def replace(self, company: str, held: Mapping[str, Mapping[str, str]], run_id: str) -> dict[str, set[str]]:
        """Make this all that each of these units holds; of each unit the guards that held nothing of it before, if any.

        Each of them is a new reason to tell a user.
        """
        delete = "DELETE FROM pleo_erp_hold WHERE company = ? AND unit = ? AND change_identity = ?"
        row = {"company": company, "run_id": run_id, "held_at": stamp(self._now())}

        def work() -> dict[str, set[str]]:
            stored = self.of(company)
            gone, new = [], []
            for unit, now in held.items():
                before = stored.get(unit, {})
                gone += [(company, unit, identity) for identity, guard in before.items() if now.get(identity) != guard]
                new += [
                    {**row, "unit": unit, "change_identity": identity, "guard": guard}
                    for identity, guard in now.items()
                    if before.get(identity) != guard
                ]
            self._tables.many(delete, gone)
            self._tables.insert("pleo_erp_hold", new)
            news = {unit: {*now.values()} - {*stored.get(unit, {}).values()} for unit, now in held.items()}
            return {unit: guards for unit, guards in news.items() if guards}

        return self._tables.atomically(work)


def _by_unit(rows: Iterable[Row]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for unit, identity, guard in rows:
        found.setdefault(str(unit), {})[str(identity)] = str(guard)
    return found


def _release_id() -> str:
    return secrets.token_hex(16)


def _row(plan: StoredPlan, pos: int, change: StoredChange) -> dict[str, object]:
    return {
        "company": plan.company,
        "plan_hash": plan.hash,
        "pos": pos,
        "unit": change.unit,
        "action": change.action,
        "record_key": change.key,
        "record_id": change.record_id,
        "before_json": dump_or_none(change.before),
        "after_json": dump_or_none(change.after),
        "reason": dump(change.reason),
        "rule_id": change.rule,
        "held": int(change.held),
        "approval_key": change.approval,
    }


def _change(row: Row) -> StoredChange:
    return StoredChange(
        unit=row[0],
        action=row[1],
        key=row[2],
        record_id=row[3],
        before=load_or_none(row[4]),
        after=load_or_none(row[5]),
        reason=load_message(row[6]),
        rule=row[7],
        held=bool(row[8]),
        approval=row[9],
    )


def _told(told: Json) -> Json:
    """What a plan told besides its changes; an earlier version's has sentences in place of messages."""
    for part, name in (("holds", "limit"), ("left_out", "reason")):
        for each in told.get(part, ()):
            if isinstance(each[name], str):
                each[name] = load_message(each[name])
    return {**told, **{part: list(map(whole_error, told[part])) for part in ("errors", "warnings") if part in told}}
