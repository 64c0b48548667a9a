"""A host that tells people, over the database of a world."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, fields
from typing import Any

from host import ErpHost
from pleo_erp_hookspecs import Notice
from pleo_erp_module.hosts.standalone.notification.channel_access import MailAccess, NotifyAccess, WebhookAccess
from pleo_erp_module.hosts.standalone.notification.notifier import Notifier
from schedule.sinks import LOCAL
from world import Report, World

SENDER, BOOKS, BOSS = "pleo@example.com", "books@example.com", "boss@example.com"


def mail_to(port: int, **more: Any) -> MailAccess:
    """The access to a sink."""
    return MailAccess(**{"host": LOCAL, "port": port, "sender": SENDER, "to": (BOOKS,), "security": "none", **more})


def notifier(world: World, mail: MailAccess | None = None, webhook: WebhookAccess | None = None) -> Notifier:
    """What the standalone host makes of its configuration, with the world's clock."""
    return Notifier(NotifyAccess(mail, webhook), world.host.erp.connection, None, logging.getLogger("pleo_erp"), world.clock)


@dataclass(slots=True)
class TellingHost(ErpHost):
    """As the standalone host."""

    notifier: Notifier | None = field(default=None)

    def notify(self, notice: Notice) -> None:
        assert self.notifier is not None
        self.notifier.tell(notice)


def told_by(world: World, tells: Notifier) -> None:
    """From now on the world's people are told so."""
    world.host = TellingHost(**{one.name: getattr(world.host, one.name) for one in fields(ErpHost)}, notifier=tells)


def run(world: World, tells: Notifier, job: str = "sync-all", **arguments: Any) -> Report:
    """A run as the scheduler makes it, and what it delivers a minute later."""
    report = world.run(job, **arguments)
    tells.tell_of(report)
    world.clock.pass_(minutes=1)
    tells.deliver()
    return report
