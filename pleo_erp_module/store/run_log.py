"""The history of runs: begun, finished, interrupted, listed and pruned. Its changes are `Changes`."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pleo_erp_module.odbc.like_pattern import beginning
from pleo_erp_module.store.change_log import Changes
from pleo_erp_module.store.change_search import NAMED
from pleo_erp_module.store.codec import (
    dump,
    dump_error,
    load_error,
    load_message,
    moment,
    moment_or_none,
    stamp,
    stamp_or_none,
    whole_error,
)
from pleo_erp_module.store.module_tables import NUMBERS, Row, number_after
from pleo_erp_module.store.store_errors import CollisionError
from pleo_erp_module.store.stored_records import Json, Run

RUNNING = "running"
INTERRUPTED = "interrupted"
FAILED = "failed"

_SELECT_RUN = (
    "SELECT run_id, company, job, user_name, started_at, finished_at, run_status, plan_hash, read_count, write_count,"
    " retry_count, change_count, units_json, error_code, error_message, error_next, first_at, repeats, sequence_number"
    " FROM pleo_erp_run"
)

# What Pleo answered otherwise is needed for as long as it may be asked for again.
_OLD_CHANGES = (
    "DELETE FROM pleo_erp_change WHERE company = ? AND answered_json IS NULL"
    " AND (last_at < ? OR last_at < ? AND change_status IN ('done', 'not_done', 'skipped'))"
)
_OLD_RUNS = (
    "DELETE FROM pleo_erp_run WHERE company = ? AND finished_at < ?"
    " AND (finished_at < ? OR run_status NOT IN ('failed', 'partial', 'interrupted'))"
    " AND NOT EXISTS (SELECT 1 FROM pleo_erp_change c WHERE c.run_id = pleo_erp_run.run_id)"
)
_LEFT_OPEN = " UNION ALL ".join(
    (
        "SELECT run_id, 1 AS is_run FROM pleo_erp_run WHERE company = ? AND run_id <> ? AND run_status = ?",
        "SELECT DISTINCT run_id, 0 FROM pleo_erp_change WHERE company = ? AND run_id <> ? AND change_status = 'sent'",
        NUMBERS,
    )
)
_SENT_IS_UNKNOWN = (
    "UPDATE pleo_erp_change SET change_status = 'unknown', last_at = ?"
    " WHERE company = ? AND run_id <> ? AND change_status = 'sent'"
)
_EXPIRED_PLAN_CHANGES = (
    "DELETE FROM pleo_erp_plan_change WHERE company = ? AND plan_hash IN (SELECT p.plan_hash FROM pleo_erp_plan p"
    " WHERE p.company = pleo_erp_plan_change.company AND p.expires_at <= ?)"
)


class History(Changes):
    """What every run did, for a company's people to read and for the next run to go on from."""

    def new_id(self) -> str:
        """A run id that reads and sorts by time, such as 20261124T193809Z-4f2a."""
        return f"{self._now().astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"

    def start(self, run: Run, *, alone: bool = False) -> Run:
        """Record a run that begins; the run with its number, under the id that stands (another one, if its id was taken).

        ``alone``: it holds the lease, so that whatever else is open was left by a crash (`interrupt_open`).
        """

        def work() -> Run:
            company = run.company
            number = self._interrupt(company, run.id)[1] if alone else self._tables.next_number(company)
            numbered = replace(run, number=number)
            self._tables.insert("pleo_erp_run", [_values(numbered)])
            return numbered

        try:
            return self._tables.atomically(work)
        except CollisionError:
            if not self._tables.rows("SELECT run_id FROM pleo_erp_run WHERE run_id = ?", run.id):
                raise
            return self.start(replace(run, id=self.new_id()), alone=alone)

    def finish(self, run: Run) -> str:
        """Record how a run ended; the id of the row that stands.

        A run that failed as a whole, wrote nothing and left no change is counted in the row of the previous finished run of the
        same company and job, if that failed with the same error; its own row goes.
        """

        def work() -> str:
            twin = self._twin(run)
            if twin is None:
                return self._update(run)
            self._tables.execute("DELETE FROM pleo_erp_run WHERE run_id = ?", run.id)
            return self._update(replace(run, id=twin.id, first_at=twin.first_at, repeats=twin.repeats + 1))

        return self._tables.atomically(work)

    def interrupt_open(self, company: str, except_run: str) -> int:
        """For the holder of the lease: mark what a crash left open, runs as interrupted and their sent changes as unknown.

        How many runs there were.
        """

        return self._tables.atomically(lambda: self._interrupt(company, except_run)[0])

    def _interrupt(self, company: str, except_run: str) -> tuple[int, int]:
        """What `interrupt_open` does and answers, and the number of the next run."""
        at = stamp(self._now())
        found = self._tables.rows(_LEFT_OPEN, company, except_run, RUNNING, company, except_run, company, company, company)
        left = [(str(run_id), is_run) for run_id, is_run in found if run_id]
        runs = [run_id for run_id, is_run in left if is_run]
        if len(left) > len(runs):
            self._tables.execute(_SENT_IS_UNKNOWN, at, company, except_run)
        interrupt = "UPDATE pleo_erp_run SET run_status = ?, finished_at = ? WHERE run_id = ?"
        self._tables.many(interrupt, [(INTERRUPTED, at, run_id) for run_id in runs])
        self.count_interrupted(runs)
        return len(runs), number_after(found)

    def run(self, company: str, run_id: str) -> Run | None:
        """One run of a company."""
        found = self._select_runs("WHERE company = ? AND run_id = ?", company, run_id)
        return found[0] if found else None

    def ids(self, company: str, begin: str = "") -> list[str]:
        """The ids of the runs of a company that are kept; those that begin so, and of many the first."""
        sql = "SELECT run_id FROM pleo_erp_run WHERE company = ? AND run_id LIKE ? ORDER BY run_id"
        found = [str(row[0]) for row in self._tables.page(sql, NAMED, 0, company, beginning(begin))]
        return [run_id for run_id in found if run_id.startswith(begin)]

    def runs(self, company: str, limit: int = 50, offset: int = 0) -> list[Run]:
        """A page of the company's runs, the newest first (a failure that repeats: by its last time)."""
        return self._latest("", limit, offset, company)

    def last_checked(self, company: str) -> Run | None:
        """The latest run that looked at both sides to the end of it."""
        condition = " AND run_status IN ('success', 'held', 'partial') AND units_json <> '[]'"
        return next(iter(self._latest(condition, 1, 0, company)), None)

    def last_changed(self, company: str) -> Run | None:
        """The latest run that changed anything in Pleo."""
        return next(iter(self._latest(" AND change_count > 0", 1, 0, company)), None)

    def last_of_plan(self, company: str, plan_hash: str) -> Run | None:
        """The latest run that met this plan."""
        return next(iter(self._latest(" AND plan_hash = ?", 1, 0, company, plan_hash)), None)

    def last_that_wrote(self, company: str, after: int) -> Run | None:
        """The latest run with a higher number than this of which a change arrived in Pleo, or may have."""
        condition = (
            " AND sequence_number > ? AND EXISTS (SELECT 1 FROM pleo_erp_change c"
            " WHERE c.run_id = pleo_erp_run.run_id AND c.change_status IN ('done', 'sent', 'unknown'))"
        )
        return next(iter(self._latest(condition, 1, 0, company, after)), None)

    def prune(self, company: str, now: datetime, history_days: int, failure_days: int) -> None:
        """Forget what is older: ``failure_days`` for failures and what nobody knows the end of, ``history_days`` for the rest.

        What Pleo answered otherwise than was sent stays: it keeps the same update from being sent again.
        Used and expired approvals go with the rest, the record of who released goes with the failures; expired plans go at once.
        """
        old = stamp(now - timedelta(days=history_days))
        very_old = stamp(now - timedelta(days=failure_days))

        def work() -> None:
            for sql, *moments in (
                (_OLD_CHANGES, very_old, old),
                (_OLD_RUNS, old, very_old),
                ("DELETE FROM pleo_erp_approval WHERE company = ? AND expires_at < ?", old),
                ("DELETE FROM pleo_erp_release WHERE company = ? AND expires_at < ?", very_old),
                (_EXPIRED_PLAN_CHANGES, stamp(now)),
                ("DELETE FROM pleo_erp_plan WHERE company = ? AND expires_at <= ?", stamp(now)),
            ):
                self._tables.execute(sql, company, *moments)

        self._tables.atomically(work)

    def _latest(self, condition: str, limit: int, offset: int, *parameters: object) -> list[Run]:
        sql = f"{_SELECT_RUN} WHERE company = ?{condition} ORDER BY sequence_number DESC, started_at DESC, run_id DESC"
        return [_run(row) for row in self._tables.page(sql, limit, offset, *parameters)]

    def _select_runs(self, condition: str, *parameters: object) -> list[Run]:
        return [_run(row) for row in self._tables.rows(" ".join((_SELECT_RUN, condition)), *parameters)]

    def _twin(self, run: Run) -> Run | None:
        """The previous run, if this one is the same failure again."""
        if run.status != FAILED or run.writes or run.error_code is None:
            return None
        if self._tables.rows("SELECT pos FROM pleo_erp_change WHERE run_id = ? OR last_run = ?", run.id, run.id):
            return None
        others = " AND job = ? AND run_id <> ? AND finished_at IS NOT NULL"
        previous = next(iter(self._latest(others, 1, 0, run.company, run.job, run.id)), None)
        if previous is None or previous.status != FAILED or previous.writes or previous.error_code != run.error_code:
            return None
        return None if self._tables.rows("SELECT pos FROM pleo_erp_change WHERE run_id = ?", previous.id) else previous

    def _update(self, run: Run) -> str:
        values = _values(run)
        assignments = ", ".join(column + " = ?" for column in values)
        self._tables.execute(" ".join(("UPDATE pleo_erp_run SET", assignments, "WHERE run_id = ?")), *values.values(), run.id)
        return run.id


def _values(run: Run) -> dict[str, object]:
    return {
        "run_id": run.id,
        "company": run.company,
        "job": run.job,
        "user_name": run.user,
        "started_at": stamp(run.started_at),
        "finished_at": stamp_or_none(run.finished_at),
        "run_status": run.status,
        "plan_hash": run.plan,
        "read_count": run.reads,
        "write_count": run.writes,
        "retry_count": run.retries,
        "change_count": run.changes,
        "units_json": dump(run.units),
        "error_code": run.error_code,
        "error_message": dump_error(run.error_code, run.error_facts, run.error_message),
        "error_next": None if run.error_facts is not None else run.error_next,
        "first_at": stamp(run.first_at),
        "repeats": run.repeats,
        "sequence_number": run.number,
    }


def _run(row: Row) -> Run:
    facts, message, next_step = load_error(row[13], row[14], row[15])
    return Run(
        id=row[0],
        company=row[1],
        job=row[2],
        user=row[3],
        started_at=moment(row[4]),
        finished_at=moment_or_none(row[5]),
        status=row[6],
        plan=row[7],
        reads=int(row[8]),
        writes=int(row[9]),
        retries=int(row[10]),
        changes=int(row[11]),
        units=[_unit(unit) for unit in json.loads(row[12])],
        error_code=row[13],
        error_message=message,
        error_next=next_step,
        error_facts=facts,
        first_at=moment(row[16]),
        repeats=int(row[17]),
        number=int(row[18]),
    )


def _unit(unit: Json) -> Json:
    """The report of a unit; an earlier version's holds have their sentence in place of a message."""
    hold, fault = unit.get("hold"), unit.get("error")
    if hold and isinstance(hold["limit"], str):
        unit = {**unit, "hold": {**hold, "limit": load_message(hold["limit"])}}
    return {**unit, "error": whole_error(fault)} if fault else unit
