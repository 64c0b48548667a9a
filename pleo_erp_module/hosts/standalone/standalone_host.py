"""The standalone host's side of the contract."""

from __future__ import annotations

import getpass
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pleo_erp_hookspecs import Company, ErpAccess, Notice, PleoAccess, Role, Session, User
from pleo_erp_module.hosts.standalone.command_words import command_words
from pleo_erp_module.hosts.standalone.config import Config

if TYPE_CHECKING:
    from pleo_erp_module.hosts.standalone.notification.notifier import Notifier


def operating_system_user() -> User:
    """Whoever can run the command and read its configuration may do everything."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name, as in some containers
        name = "unknown"
    return User(name, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class StandaloneHost:
    """A host made from a configuration file. ``words`` is where people read: the command line or the pages."""

    config: Config
    user: User = field(default_factory=operating_system_user)
    logger: logging.Logger = field(default_factory=lambda: logging.getLogger("pleo_erp"))
    session: Session | None = None  # of the request that is served
    words: Callable[[str], Mapping[str, str]] = command_words

    @property
    def erp(self) -> ErpAccess:
        """The ERP's database."""
        return self.config.erp

    @property
    def pleo(self) -> PleoAccess:
        """Pleo's address."""
        return self.config.pleo

    @property
    def key_file(self) -> Path:
        """Where the key that seals secrets lives."""
        return self.config.key_file

    def companies(self) -> list[Company] | None:
        """The profile knows them."""
        return None

    def notify(self, notice: Notice) -> None:
        """A warning in the log, which the operating system's scheduler mails or keeps; and by mail and webhook, if configured."""
        self.notifier.tell(notice)

    @property
    def secrets(self) -> list[str]:
        """What must not stand in a bundle."""
        mail, webhook = self.config.notify.mail, self.config.notify.webhook
        found = [mail and mail.password, webhook and webhook.url, webhook and webhook.secret]
        return [one for one in found if one]

    @property
    def notifier(self) -> Notifier:
        """What tells people."""
        from pleo_erp_module.hosts.standalone.notification.notifier import Notifier  # an idle run tells nobody anything

        erp = self.config.erp
        return Notifier(self.config.notify, erp.connection, erp.schema, self.logger, session=self.session, words=self.words)

    def parameters(self, company: str) -> Mapping[str, str]:
        """The profile's parameters, for all companies and for this one."""
        return {**self.config.parameters.get("", {}), **self.config.parameters.get(company, {})}

    def vocabulary(self, language: str) -> Mapping[str, str]:
        """What a next step names, in the words of where people read it."""
        return self.words(language)
