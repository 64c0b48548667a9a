"""Messages to people until they have arrived: written first, sent afterwards, by whichever instance comes first."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pleo_erp_hookspecs import Message
from pleo_erp_module.hosts.standalone.host_tables.outbox_message import OutboxMessage
from pleo_erp_module.store.codec import dump, load_message, moment, moment_or_none, stamp
from pleo_erp_module.store.module_tables import Row, Tables

WAITING, SENT, GIVEN_UP = "waiting", "sent", "given_up"
#: How long to wait after each try that failed; after the last one it is given up.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 60, 180, 360, 720))
_CLAIMED = timedelta(minutes=10)  # longer than a try takes
_KEPT = timedelta(days=90)
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class QueuedMessage:
    """One message for one way. ``next_at`` is also what a claim is compared with."""

    message: OutboxMessage
    channel: str
    attempts: int  # before this one
    next_at: str


class Outbox:
    """The table of messages."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def add(self, company: str, code: str, text: str, next_step: str, channels: Sequence[str]) -> None:
        """Put a message in, once for each way."""
        at = stamp(self._now())
        row = {
            "company": company,
            "notice_code": code,
            "message": text,
            "next_step": next_step,
            "created_at": at,
            "notice_state": WAITING,
            "attempts": 0,
            "next_at": at,
        }
        rows = [{"notice_id": secrets.token_hex(16), "channel_name": channel, **row} for channel in channels]
        self._tables.atomically(lambda: self._tables.insert("pleo_erp_web_notice", rows))

    def due(self, limit: int = _SHOWN) -> list[QueuedMessage]:
        """What is to be tried now, the longest waiting first."""
        rows = self._tables.rows(
            "SELECT notice_id, company, notice_code, message, next_step, created_at, channel_name, attempts, next_at"
            " FROM pleo_erp_web_notice WHERE notice_state = ? AND next_at <= ? ORDER BY next_at",
            WAITING,
            stamp(self._now()),
        )
        return [_waiting(row) for row in rows[:limit]]

    def claim(self, one: QueuedMessage) -> bool:
        """Take it before sending; False if another instance did. Whoever dies with it leaves it to the next try."""
        sql = (
            "UPDATE pleo_erp_web_notice SET attempts = attempts + 1, next_at = ?"
            " WHERE notice_id = ? AND notice_state = ? AND next_at = ?"
        )
        parameters = (stamp(self._now() + _CLAIMED), one.message.id, WAITING, one.next_at)
        return self._tables.atomically(lambda: self._tables.execute(sql, *parameters)) == 1

    def sent(self, one: QueuedMessage) -> None:
        """It has arrived."""
        sql = "UPDATE pleo_erp_web_notice SET notice_state = ?, sent_at = ?, last_fault = NULL WHERE notice_id = ?"
        self._tables.atomically(lambda: self._tables.execute(sql, SENT, stamp(self._now()), one.message.id))

    def failed(self, one: QueuedMessage, reason: Message) -> bool:
        """It has not; True if that was the last try."""
        last = one.attempts >= len(WAITS)
        wait = timedelta(0) if last else WAITS[one.attempts]
        sql = "UPDATE pleo_erp_web_notice SET notice_state = ?, next_at = ?, last_fault = ? WHERE notice_id = ?"
        parameters = (GIVEN_UP if last else WAITING, stamp(self._now() + wait), dump(reason), one.message.id)
        self._tables.atomically(lambda: self._tables.execute(sql, *parameters))
        return last

    def overview(self) -> dict[str, Any]:
        """For a page: ``{waiting, given_up, last_sent, faults: [{company, code, message, channel, state, attempts, created_at,
        next_at, fault}]}``, of which the latest are shown."""
        counted = "SELECT notice_state, COUNT(*), MAX(sent_at) FROM pleo_erp_web_notice GROUP BY notice_state"
        counts = {str(row[0]): (int(row[1]), moment_or_none(row[2])) for row in self._tables.rows(counted)}
        left = counts.keys() & {WAITING, GIVEN_UP}
        rows = left and self._tables.rows(
            "SELECT company, notice_code, message, channel_name, notice_state, attempts, created_at, next_at, last_fault"
            " FROM pleo_erp_web_notice WHERE notice_state IN (?, ?) AND last_fault IS NOT NULL ORDER BY created_at DESC",
            WAITING,
            GIVEN_UP,
        )
        names = ("company", "code", "message", "channel", "state", "attempts", "created_at", "next_at", "fault")
        faults = [{**dict(zip(names, row, strict=True)), "attempts": int(row[5])} for row in [*rows][:_SHOWN]]
        for fault in faults:
            fault["fault"] = load_message(fault["fault"])
            if fault["state"] == GIVEN_UP:
                fault["next_at"] = None
        last = counts[SENT][1] if SENT in counts else None
        return {
            "waiting": counts.get(WAITING, (0, None))[0],
            "given_up": counts.get(GIVEN_UP, (0, None))[0],
            "last_sent": stamp(last) if last else None,
            "faults": faults,
        }

    def prune(self) -> None:
        """Forget what is old, sent or not."""
        sql = "DELETE FROM pleo_erp_web_notice WHERE notice_state IN (?, ?) AND created_at < ?"
        self._tables.atomically(lambda: self._tables.execute(sql, SENT, GIVEN_UP, stamp(self._now() - _KEPT)))


def _waiting(row: Row) -> QueuedMessage:
    return QueuedMessage(OutboxMessage(row[0], row[1], row[2], row[3], row[4], moment(row[5])), row[6], int(row[7]), row[8])
