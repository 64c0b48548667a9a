"""The history of single changes: committed before they are sent, settled afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from pleo_erp_module.store.change_search import ChangeFilter
from pleo_erp_module.store.codec import dump, dump_error, dump_or_none, load_error, load_message, load_or_none, moment, stamp
from pleo_erp_module.store.module_tables import Row, Tables
from pleo_erp_module.store.stored_records import END_UNKNOWN, ChangeRow, Count, Json, Status, StoredChange, StoredOutcome

_COLUMNS = (
    "run_id, pos, company, unit, action, record_key, record_id, before_json, after_json, answered_json, reason, rule_id,"
    " change_status, error_code, error_message, error_next, first_at, last_at, repeats"
)
_NUMBER = "COALESCE((SELECT r.sequence_number FROM pleo_erp_run r WHERE r.run_id = pleo_erp_change.last_run), 0) AS run_number"
_SELECT = " ".join(("SELECT", _COLUMNS, "FROM pleo_erp_change"))
_SELECT_NUMBERED = " ".join(("SELECT", f"{_COLUMNS},", _NUMBER, "FROM pleo_erp_change"))
_COUNT_INTERRUPTED = (
    "UPDATE pleo_erp_run SET change_count = (SELECT COUNT(*) FROM pleo_erp_change c WHERE c.run_id = pleo_erp_run.run_id"
    " AND c.change_status = 'done') WHERE run_status = 'interrupted' AND run_id = ?"
)
_OF_RUN = "WHERE company = ? AND (run_id = ? OR last_run = ?)"
_COUNTS = " ".join(
    (
        "SELECT unit, action, change_status, COUNT(*) FROM pleo_erp_change",
        _OF_RUN,
        "GROUP BY unit, action, change_status ORDER BY MIN(pos)",
    )
)
_REPEATABLE = (Status.FAILED, Status.SKIPPED, Status.NOT_DONE)  # these, with an error, collapse when they come again

Place = tuple[str, int]  # a run and a position in it


class Changes:
    """One row for each change that was sent, or for each failure that repeats."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now
        self._next: dict[str, int] = {}  # by run: a position is never given twice, even if its row has collapsed

    def sent(self, run_id: str, company: str, changes: Sequence[StoredChange], status: Status = Status.SENT) -> list[int]:
        """Record changes before their requests leave; their positions in the run. Committed on return.

        With another ``status``: changes that are not sent at all (not_done, skipped).
        """

        def work() -> list[int]:
            last = self._tables.rows("SELECT MAX(pos) FROM pleo_erp_change WHERE run_id = ?", run_id)[0][0]
            first = max(0 if last is None else int(last) + 1, self._next.get(run_id, 0))
            at = stamp(self._now())
            rows = [_values(run_id, first + i, company, change, status, at) for i, change in enumerate(changes)]
            self._tables.insert("pleo_erp_change", rows)
            self._next[run_id] = first + len(rows)
            return list(range(first, first + len(rows)))

        return self._tables.atomically(work)

    def outcome(self, outcomes: Iterable[StoredOutcome]) -> None:
        """Record what became of changes, all in one transaction.

        A failure that an earlier row holds already (same company, unit, action, key and error, and nothing done since) is counted
        there; its own row goes.
        """
        given = list(outcomes)

        def work() -> None:
            at = stamp(self._now())
            for outcome in given:
                self._settle(outcome, at)
                if outcome.status in _REPEATABLE and outcome.error_code is not None:
                    self._collapse(outcome, at)

        self._tables.atomically(work)

    def found(self, run_id: str, position: int, record_id: str, before: Json) -> None:
        """Record of a create, before its record is changed, that it was there already, and as what."""
        sql = "UPDATE pleo_erp_change SET record_id = ?, before_json = ? WHERE run_id = ? AND pos = ?"
        self._tables.atomically(lambda: self._tables.execute(sql, record_id, dump_or_none(before), run_id, position))

    def settle(self, outcomes: Iterable[StoredOutcome]) -> None:
        """As `outcome`, for what a crash left: rows whose end is known by now stay as they are. Their runs count them."""
        given = list(outcomes)

        def work() -> None:
            open_ones = [each for each in given if self._is_open(each)]
            self.outcome(open_ones)
            self.count_interrupted(each.run for each in open_ones)

        self._tables.atomically(work)

    def count_interrupted(self, runs: Iterable[str]) -> None:
        """Let runs that were interrupted say how many of their changes are done."""
        self._tables.many(_COUNT_INTERRUPTED, [(run_id,) for run_id in dict.fromkeys(runs)])

    def open_and_answered(self, company: str) -> tuple[list[ChangeRow], list[ChangeRow]]:
        """The changes of a company whose end nobody knows: still sent, or unknown. Call it before sending anything. And of each
        record whose latest done change Pleo answered otherwise than was sent: that change.
        """
        either = "WHERE company = ? AND (change_status IN ('sent', 'unknown') OR answered_json IS NOT NULL)"
        rows = self._select(f"{either} ORDER BY first_at, run_id, pos", company)
        ends = Status.SENT, Status.UNKNOWN
        open_changes = [row for row in rows if row.status in ends and row.error_code != END_UNKNOWN]
        if all(row.answered is None for row in rows):  # mostly; PostgreSQL may ask the inner SELECT again for each row
            return open_changes, []
        condition = (
            "WHERE company = ? AND change_status = 'done' AND record_id IN (SELECT record_id FROM pleo_erp_change"
            " WHERE company = ? AND answered_json IS NOT NULL) ORDER BY run_number, last_at, run_id, pos"
        )
        latest = {(row.unit, row.record_id): row for row in self._select(condition, company, company, what=_SELECT_NUMBERED)}
        return open_changes, [row for row in latest.values() if row.answered is not None]

    def landed(self, company: str, since: datetime, most: int) -> list[ChangeRow]:
        """The latest ``most`` changes that Pleo has carried out or may have, newest first."""
        sql = (
            f"{_SELECT_NUMBERED} WHERE company = ? AND change_status IN ('done', 'sent', 'unknown') AND first_at >= ?"
            " ORDER BY run_number DESC, first_at DESC, run_id DESC, pos DESC"
        )
        return [_change(row) for row in self._tables.page(sql, most, 0, company, stamp(since))]

    def changes(self, company: str, run_id: str, offset: int = 0, limit: int = 1000) -> list[ChangeRow]:
        """A page of the changes of a run, with the failures that it met again (they stand under the run that met them first)."""
        sql = f"{_SELECT} {_OF_RUN} ORDER BY run_id, pos"
        return [_change(row) for row in self._tables.page(sql, limit, offset, company, run_id, run_id)]

    def search(
        self, company: str, run_id: str, sought: ChangeFilter, limit: int, after: Place | None = None, status: str | None = None
    ) -> tuple[list[ChangeRow], Place | None]:
        """At most ``limit`` of those of `changes` that are looked for, from ``after`` on, and the place to go on from.

        A constant number of statements and of rows.
        """
        condition, parameters = sought.condition()
        if status is not None:
            condition += " AND change_status = ?"
            parameters.append(status)
        if after is not None:
            condition += " AND (run_id > ? OR (run_id = ? AND pos > ?))"
            parameters += [after[0], after[0], after[1]]
        sql = f"{_SELECT} {_OF_RUN}{condition} ORDER BY run_id, pos"
        found, last = sought.page(
            lambda most: [_change(row) for row in self._tables.page(sql, most, 0, company, run_id, run_id, *parameters)],
            lambda row: row,
            limit,
        )
        return found, None if last is None else (last.run, last.position)

    def counts(self, company: str, run_id: str) -> list[Count]:
        """How many of those of `changes` there are of each unit, action and status."""
        found = self._tables.rows(_COUNTS, company, run_id, run_id)
        return [Count(unit, action, status, int(count)) for unit, action, status, count in found]

    def failures(self, company: str, since: str) -> list[Json]:
        """What failed in runs from this one on, counted: ``[{run, unit, action, code, message, count}]``, one message each."""
        sql = (
            "SELECT run_id, unit, action, error_code, MIN(error_message), COUNT(*) FROM pleo_erp_change"
            " WHERE company = ? AND change_status = 'failed' AND run_id IN (SELECT r.run_id FROM pleo_erp_run r"
            " WHERE r.company = ? AND r.sequence_number >= (SELECT s.sequence_number FROM pleo_erp_run s WHERE s.run_id = ?))"
            " GROUP BY run_id, unit, action, error_code"
            " ORDER BY run_id, unit, action, error_code"
        )
        found = []
        for run, unit, action, code, text, count in self._tables.rows(sql, company, company, since):
            facts, message, _ = load_error(code, text, None)
            told = {"code": code, "message": message} if facts is None else {"code": code, "facts": facts, "message": message}
            found.append({"run": run, "unit": unit, "action": action, **told, "count": int(count)})
        return found

    def last(self, company: str, unit: str, key: str) -> ChangeRow | None:
        """The latest that happened to a record, by its key in the ERP (for accounts: the external id)."""
        order = "run_number DESC, last_at DESC, run_id DESC, pos DESC"
        sql = f"{_SELECT_NUMBERED} WHERE company = ? AND unit = ? AND record_key = ? ORDER BY {order}"
        return next((_change(row) for row in self._tables.page(sql, 1, 0, company, unit, key)), None)

    def _select(self, condition: str, *parameters: object, what: str = _SELECT) -> list[ChangeRow]:
        return [_change(row) for row in self._tables.rows(" ".join((what, condition)), *parameters)]

    def _is_open(self, outcome: StoredOutcome) -> bool:
        sql = "SELECT pos FROM pleo_erp_change WHERE run_id = ? AND pos = ? AND change_status IN ('sent', 'unknown')"
        sql += " AND (error_code IS NULL OR error_code <> ?)"
        return bool(self._tables.rows(sql, outcome.run, outcome.position, END_UNKNOWN))

    def _settle(self, outcome: StoredOutcome, at: str) -> None:
        sql = (
            "UPDATE pleo_erp_change SET change_status = ?, record_id = COALESCE(?, record_id),"
            " before_json = COALESCE(?, before_json), answered_json = ?, error_code = ?, error_message = ?, error_next = ?,"
            " last_at = ? WHERE run_id = ? AND pos = ?"
        )
        if outcome.status is Status.UNKNOWN:  # the next holder of the lease may have found it out meanwhile
            sql += " AND change_status IN ('sent', 'unknown')"
        self._tables.execute(
            sql,
            str(outcome.status),
            outcome.record_id,
            dump_or_none(outcome.before),
            dump_or_none(outcome.answered),
            outcome.error_code,
            dump_error(outcome.error_code, outcome.error_facts, outcome.error_message),
            None if outcome.error_facts is not None else outcome.error_next,
            at,
            outcome.run,
            outcome.position,
        )

    def _collapse(self, outcome: StoredOutcome, at: str) -> None:
        found = self._select("WHERE run_id = ? AND pos = ?", outcome.run, outcome.position)
        if not found:
            return
        [new] = found
        same = "WHERE company = ? AND unit = ? AND record_key = ?"
        others = self._select(same, new.company, new.unit, new.key, what=_SELECT_NUMBERED)
        done = max((_place(c) for c in others if c.status is Status.DONE), default=None)
        twins = [
            c
            for c in others
            if (c.run, c.position) != (new.run, new.position)
            and (c.action, c.status, c.error_code) == (new.action, new.status, new.error_code)
            and (done is None or _place(c) >= done)
        ]
        if not twins:
            return
        twin = max(twins, key=_place)
        self._tables.execute("DELETE FROM pleo_erp_change WHERE run_id = ? AND pos = ?", new.run, new.position)
        update = (
            "UPDATE pleo_erp_change SET record_id = ?, before_json = ?, after_json = ?, answered_json = ?, reason = ?,"
            " rule_id = ?, error_message = ?, error_next = ?, last_at = ?, repeats = ?, last_run = ? WHERE run_id = ? AND pos = ?"
        )
        self._tables.execute(
            update,
            new.record_id,
            dump_or_none(new.before),
            dump_or_none(new.after),
            dump_or_none(new.answered),
            dump(new.reason),
            new.rule,
            dump_error(new.error_code, new.error_facts, new.error_message),
            None if new.error_facts is not None else new.error_next,
            at,
            twin.repeats + 1,
            new.run,
            twin.run,
            twin.position,
        )


def _place(change: ChangeRow) -> tuple[int, datetime]:
    """Where it stands in time: by the order of runs, since clocks may differ."""
    return change.number, change.last_at


def _values(run_id: str, pos: int, company: str, change: StoredChange, status: Status, at: str) -> dict[str, object]:
    return {
        "run_id": run_id,
        "pos": pos,
        "company": company,
        "unit": change.unit,
        "action": change.action,
        "record_key": change.key,
        "record_id": change.record_id,
        "before_json": dump_or_none(change.before),
        "after_json": dump_or_none(change.after),
        "answered_json": None,
        "reason": dump(change.reason),
        "rule_id": change.rule,
        "change_status": str(status),
        "error_code": None,
        "error_message": None,
        "error_next": None,
        "first_at": at,
        "last_at": at,
        "repeats": 1,
        "last_run": run_id,
    }


def _change(row: Row) -> ChangeRow:
    facts, message, next_step = load_error(row[13], row[14], row[15])
    return ChangeRow(
        run=row[0],
        position=int(row[1]),
        company=row[2],
        unit=row[3],
        action=row[4],
        key=row[5],
        record_id=row[6],
        before=load_or_none(row[7]),
        after=load_or_none(row[8]),
        answered=load_or_none(row[9]),
        reason=load_message(row[10]),
        rule=row[11],
        status=Status(row[12]),
        error_code=row[13],
        error_message=message,
        error_next=next_step,
        error_facts=facts,
        first_at=moment(row[16]),
        last_at=moment(row[17]),
        repeats=int(row[18]),
        number=int(row[19]) if len(row) > len(_COLUMNS.split(",")) else 0,
    )
