"""By which ways people are told, as the configuration says. What cannot work raises `MessageError`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pleo_erp_module.loopback import is_loopback
from pleo_erp_module.messages.catalogue import ENGLISH
from pleo_erp_module.messages.message_error import MessageError

# Narrower than the standard: no quotes, no comments, no letters beyond ASCII.
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)
PORTS = {"starttls": 587, "ssl": 465, "none": 25}


def _check_address(text: str) -> None:
    if not _ADDRESS.fullmatch(text):
        raise MessageError("not_mail_address", text=text)


@dataclass(frozen=True, slots=True)
class MailAccess:
    """A mail server. ``to`` hear of every company, ``of_company`` of theirs besides. ``security`` is a key of `PORTS`."""

    host: str
    sender: str
    to: tuple[str, ...] = ()
    of_company: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    security: str = "starttls"
    port: int = 0  # 0: the usual one
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_bundle: Path | None = None

    def __post_init__(self) -> None:
        if self.security == "none" and self.user and not is_loopback(self.host):
            raise MessageError("smtp_password_open")
        if (self.user is None) is not (self.password is None):
            raise MessageError("smtp_login_half")
        if not self.to and not any(self.of_company.values()):
            raise MessageError("nobody_in_to")
        for text in (self.sender, *self.to, *(one for found in self.of_company.values() for one in found)):
            _check_address(text)

    @property
    def used_port(self) -> int:
        """The port."""
        return self.port or PORTS[self.security]

    def recipients(self, company: str) -> tuple[str, ...]:
        """Who hears of a company, each once."""
        return tuple(dict.fromkeys((*self.to, *self.of_company.get(company, ()))))


@dataclass(frozen=True, slots=True)
class WebhookAccess:
    """An address that takes JSON. It may hold a secret itself and is never logged or shown."""

    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)
    ca_bundle: Path | None = None
    layout: str = "json"  # or "teams": a card

    def __post_init__(self) -> None:
        if "://" not in self.url:
            raise MessageError("webhook_not_https")
        try:
            parts = urlsplit(self.url)
            host, _port = parts.hostname, parts.port
        except ValueError:
            raise MessageError("webhook_not_address") from None
        if not host or parts.scheme not in {"https", "http"} or not self.url.isprintable():
            raise MessageError("webhook_not_address")
        if parts.scheme == "http" and not is_loopback(host):
            raise MessageError("webhook_not_https")
        if parts.username is not None or parts.password is not None:
            raise MessageError("webhook_with_login")


@dataclass(frozen=True, slots=True)
class NotifyAccess:
    """The channels besides the log, and the language of the messages; ``languages`` has that of single channels."""

    mail: MailAccess | None = None
    webhook: WebhookAccess | None = None
    language: str = ENGLISH
    languages: Mapping[str, str] = field(default_factory=dict)

    def language_of(self, channel: str) -> str:
        """The language of what goes out through a channel."""
        return self.languages.get(channel, self.language)

    def channels(self, company: str) -> tuple[str, ...]:
        """The names of the channels through which a message about this company goes out."""
        mailed = self.mail is not None and bool(self.mail.recipients(company))
        return (*(("mail",) if mailed else ()), *(("webhook",) if self.webhook is not None else ()))

    @property
    def any(self) -> bool:
        """Whether there is any."""
        return self.mail is not None or self.webhook is not None
