"""Into the log and the outbox at once; out of the outbox when the scheduler comes by."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pleo_erp_hookspecs import TEXT, Message, Notice, PleoErpError, Session
from pleo_erp_module.hosts.standalone.command_words import command_words
from pleo_erp_module.hosts.standalone.host_tables import HostTables
from pleo_erp_module.hosts.standalone.host_tables.outbox_message import OutboxMessage
from pleo_erp_module.hosts.standalone.notification import mail, webhook
from pleo_erp_module.hosts.standalone.notification.channel_access import NotifyAccess
from pleo_erp_module.hosts.standalone.notification.delivery_error import NotSentError
from pleo_erp_module.hosts.standalone.notification.plain_text import one_line
from pleo_erp_module.hosts.standalone.notification.run_errors import concerned, reasons
from pleo_erp_module.messages import Renderer, render, rendered
from pleo_erp_module.messages.catalogue import ENGLISH
from pleo_erp_module.messages.notice_maker import Words, make_notice
from pleo_erp_module.odbc import shared_database


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Notifier:
    """Tells people. Nothing is raised: no run fails because nobody could be told."""

    def __init__(
        self,
        access: NotifyAccess,
        connection: str,
        schema: str | None,
        logger: logging.Logger,
        now: Callable[[], datetime] = _utc_now,
        session: Session | None = None,
        words: Words = command_words,
    ) -> None:
        self._access = access
        self._connection = connection
        self._schema = schema
        self._logger = logger
        self._now = now
        self._session = session
        self.words = words

    def tell(self, notice: Notice) -> None:
        """A warning in the log, in English; and on its way in the language of each channel, if the configuration knows any."""
        english = notice.in_language(ENGLISH)
        what = one_line(f"company {notice.company}: {english.message} {english.next_step} [{notice.code}]")
        self._logger.warning("%s", what)
        channels = self._access.channels(notice.company)
        if not channels:
            return
        try:
            with self._tables() as tables:
                for channel in channels:
                    said = notice.in_language(self._access.language_of(channel))
                    tables.outbox.add(notice.company, notice.code, said.message, said.next_step, [channel])
        except PleoErpError as exc:
            self._logger.warning("the message could not be kept, so it is sent at once: %s", exc.message)
            self.tell_at_once(notice)
        except Exception:
            self._logger.exception("the message could not be kept, so it is sent at once")
            self.tell_at_once(notice)

    def tell_at_once(self, notice: Notice) -> None:
        """Without the outbox, for when the database itself fails."""
        for channel in self._access.channels(notice.company):
            if (reason := self._send(channel, self._message(notice, channel))) is not None:
                self._logger.error("nobody was told: %s", render(reason))

    def tell_of(self, report: Mapping[str, Any]) -> None:
        """What a run met that it did not meet before."""
        found = reasons(report, self.words)
        try:
            with self._tables() as tables:
                new = tables.standing.replace(report["company"], found.keys(), concerned(report))
        except PleoErpError as exc:
            self._logger.warning("company %s: which errors are new is unknown: %s", report["company"], exc.message)
            return
        except Exception:
            self._logger.exception("which errors are new is unknown")
            return
        for reason in sorted(new):
            self.tell(found[reason])

    def deliver(self) -> None:
        """Send what waits. After a failure the rest of that channel waits for the next call: a server that is down stays so."""
        if not self._access.any:
            return
        try:
            with self._tables() as tables:
                down: set[str] = set()
                for one in tables.outbox.due():
                    if one.channel in down or not tables.outbox.claim(one):
                        continue
                    reason = self._send(one.channel, one.message)
                    if reason is None:
                        tables.outbox.sent(one)
                        continue
                    down.add(one.channel)
                    given_up = tables.outbox.failed(one, reason)
                    level = logging.ERROR if given_up else logging.INFO
                    told = ", and is given up" if given_up else ""
                    self._logger.log(level, "a message was not sent%s: %s", told, render(reason))
                tables.outbox.prune()
        except PleoErpError as exc:
            self._logger.warning("messages wait, since the database does not answer: %s", exc.message)
        except Exception:
            self._logger.exception("messages could not be sent")

    def test(self, language: str = ENGLISH) -> list[dict[str, Any]]:
        """Send a test message at once, through every channel: ``[{channel, to, ok, fault}]``, errors in this language."""
        answers = []
        companies = [""] if self._access.mail is None or self._access.mail.to else sorted(self._access.mail.of_company)
        for channel in self._access.channels(companies[0]):
            notice = make_notice(companies[0], "test", Message("test_message"), Message("test_message_next"), self.words)
            reason = self._send(channel, self._message(notice, channel))
            to = list(self._access.mail.recipients(companies[0])) if channel == "mail" and self._access.mail else []
            answers.append({"channel": channel, "to": to, "ok": reason is None, "fault": reason})
        answer: list[dict[str, Any]] = rendered(answers, Renderer(language))
        return answer

    def overview(self, language: str = ENGLISH) -> dict[str, Any]:
        """See `Outbox.overview`, errors in this language; besides ``channels``, those that are configured."""
        ways = [name for name, way in (("mail", self._access.mail), ("webhook", self._access.webhook)) if way is not None]
        with self._tables() as tables:
            answer: dict[str, Any] = rendered({"channels": ways, **tables.outbox.overview()}, Renderer(language))
            return answer

    def _message(self, notice: Notice, channel: str) -> OutboxMessage:
        said = notice.in_language(self._access.language_of(channel))
        return OutboxMessage(secrets.token_hex(16), said.company, said.code, said.message, said.next_step, self._now())

    def _send(self, channel: str, message: OutboxMessage) -> Message | None:
        """None if it has arrived, else why not."""
        try:
            if channel == "mail" and self._access.mail is not None:
                mail.send(self._access.mail, message, self._access.language_of(channel))
            elif channel == "webhook" and self._access.webhook is not None:
                webhook.send(self._access.webhook, message, self._access.language_of(channel))
            else:
                return Message("channel_gone", {"channel": channel})
        except NotSentError as exc:
            return exc.message
        except Exception as exc:
            self._logger.exception("a message met an unknown error")
            return Message(TEXT, {"text": type(exc).__name__})
        return None

    @contextmanager
    def _tables(self) -> Iterator[HostTables]:
        with Session() as own:
            database = shared_database(self._session or own, self._connection)
            tables = HostTables(database, self._schema, self._now)
            if self._session is None and not tables.migrations.applied():
                tables.install()  # the command line has a scheduler of its own, and never started the pages
            yield tables
