"""The configuration file: TOML, where any value may instead be taken from the environment or a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from msgspec import Meta, structs
from msgspec import field as record_field

from pleo_erp_hookspecs import ErpAccess, Message, PleoAccess
from pleo_erp_module.erp import AUTO
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.pleo_options import PleoOptions
from pleo_erp_module.hosts.standalone.notification.channel_access import MailAccess, NotifyAccess, WebhookAccess
from pleo_erp_module.loopback import is_loopback
from pleo_erp_module.record_reader import Record, RecordError, check_path, parse_toml, paths_in, read_record, read_text
from pleo_erp_module.secret_text import remember

_Text = Annotated[str, Meta(min_length=1)]
_Texts = tuple[_Text, ...]
_Language = Literal["en", "da", "de", "fr"]


class OidcAccess(Record, frozen=True):
    """The company's own identity provider. ``administrators`` and ``bookkeepers`` are values of the claim that tells roles."""

    issuer: str
    client_id: str
    client_secret: str | None = None
    scopes: _Texts = ("openid", "profile", "email")
    login_claim: _Text = "preferred_username"
    role_claim: _Text = "groups"
    administrators: _Texts = ()
    bookkeepers: _Texts = ()
    create_users: bool = True
    label: str | None = None  # of the button
    proxy: str | None = None
    ca_bundle: Path | None = None
    clock_skew_seconds: Annotated[int, Meta(ge=0, le=600)] = 60

    def __post_init__(self) -> None:
        parts = urlsplit(self.issuer)
        if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname))):
            raise RecordError("issuer_not_https")
        if "openid" not in self.scopes:
            raise RecordError("scopes_without_openid")
        if not self.administrators and not self.bookkeepers:
            raise RecordError("no_role_group")

    def __repr__(self) -> str:
        return f"OidcAccess({self.issuer!r})"  # the rest holds the secret


@dataclass(frozen=True, slots=True)
class WebAccess:
    """Where the web pages are, and under which names. ``proxies``: how many stand in front and add X-Forwarded-For."""

    host: str = "127.0.0.1"
    port: int = 8440
    url: str | None = None  # what people type, without a slash at the end
    names: frozenset[str] = frozenset()  # what a Host header may say besides this machine's own names
    certificate: Path | None = None
    private_key: Path | None = None
    proxies: int = 0
    oidc: OidcAccess | None = None


class ScheduleAccess(Record, frozen=True):
    """How the scheduler of `serve` works: whether, how often it looks, how many runs at once, how long a stop may take."""

    enabled: bool = True
    check_seconds: Annotated[int, Meta(ge=1, le=600)] = 60
    threads: Annotated[int, Meta(ge=1, le=64)] = 4
    stop_seconds: Annotated[int, Meta(ge=0, le=3600)] = 60


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says, resolved."""

    erp: ErpAccess
    pleo: PleoAccess
    key_file: Path
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by company; "" for all
    web: WebAccess = field(default_factory=WebAccess)
    schedule: ScheduleAccess = field(default_factory=ScheduleAccess)
    notify: NotifyAccess = field(default_factory=NotifyAccess)


class _Erp(Record, frozen=True):
    connection: str
    profile: str = AUTO
    schema: str | None = None
    language: str | None = None
    time_zone: str | None = None
    profiles_folder: Path | None = None
    read_connection: str | None = None
    parameters: dict[str, Any] = record_field(default_factory=dict)

    def access(self) -> ErpAccess:
        return ErpAccess(**{name: value for name, value in structs.asdict(self).items() if name != "parameters"})

    def by_company(self) -> dict[str, Mapping[str, str]]:
        """Values for all companies (""), and in tables named like a company for that one."""
        tables = {name: value for name, value in self.parameters.items() if isinstance(value, dict)}
        for_all = {name: value for name, value in self.parameters.items() if name not in tables}
        return {
            company: {name: str(value) for name, value in values.items()} for company, values in {"": for_all, **tables}.items()
        }


class _Vault(Record, frozen=True):
    key_file: Path | None = None


class _Web(Record, frozen=True):
    """Refuses to be reached from elsewhere without encryption: passwords would go over the network as they are."""

    listen: str = "127.0.0.1:8440"
    url: str | None = None
    hosts: _Texts = ()
    certificate: Path | None = None
    private_key: Path | None = None
    proxies: Annotated[int, Meta(ge=0, le=100)] = 0
    oidc: OidcAccess | None = None

    def __post_init__(self) -> None:
        host, port = self._address()
        if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
            raise RecordError("listen_form")
        parts = urlsplit(self.url or "")
        if self.url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query):
            raise RecordError("url_form")
        if self.private_key and not self.certificate:
            raise RecordError("private_key_alone")
        if not self.certificate and not self.proxies and not is_loopback(host):
            raise RecordError("listen_open")
        if self.oidc and not self.url and (self.proxies or not is_loopback(host)):
            raise RecordError("oidc_without_url")

    def _address(self) -> tuple[str, str]:
        host, _, port = self.listen.rpartition(":")
        return host.removeprefix("[").removesuffix("]"), port

    def access(self) -> WebAccess:
        host, port = self._address()
        own = urlsplit(self.url or "").hostname
        names = frozenset(name.casefold() for name in (*self.hosts, own) if name)
        url = self.url.rstrip("/") if self.url else None
        return WebAccess(host, int(port), url, names, self.certificate, self.private_key, self.proxies, self.oidc)


class _Notify(Record, frozen=True, rename={"sender": "from"}):
    smtp_host: str | None = None
    smtp_port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    smtp_security: Literal["starttls", "ssl", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: str | None = None
    sender: str = ""
    to: _Texts = ()
    recipients: dict[str, _Texts] = record_field(default_factory=dict)
    webhook: str | None = None
    webhook_secret: str | None = None
    webhook_format: Literal["json", "teams"] = "json"
    ca_bundle: Path | None = None
    language: _Language = "en"
    mail_language: _Language | None = None
    webhook_language: _Language | None = None

    def __post_init__(self) -> None:
        self.access()

    def access(self) -> NotifyAccess:
        mail, webhook = None, None
        if self.smtp_host:
            login = (self.smtp_user, self.smtp_password)
            server = (self.smtp_security, self.smtp_port or 0, *login, self.ca_bundle)
            mail = MailAccess(self.smtp_host, self.sender, self.to, self.recipients, *server)
        if self.webhook:
            webhook = WebhookAccess(self.webhook, self.webhook_secret, self.ca_bundle, self.webhook_format)
        languages = {"mail": self.mail_language, "webhook": self.webhook_language}
        return NotifyAccess(mail, webhook, self.language, {channel: own for channel, own in languages.items() if own})


class _File(Record, frozen=True):
    erp: _Erp
    vault: _Vault = _Vault()
    pleo: PleoOptions = PleoOptions()
    web: _Web = _Web()
    schedule: ScheduleAccess = ScheduleAccess()
    notify: _Notify = _Notify()


#: Every key, by section; docs/configuration.md describes them.
KEYS = {
    name: frozenset(field.encode_name for field in structs.fields(section))
    for name, section in (*((field.name, field.type) for field in structs.fields(_File)), ("web.oidc", OidcAccess))
}


def load(path: Path) -> Config:
    """Read and check the file. Paths in it are relative to its folder. Raises ``config_invalid``."""
    folder = path.parent.resolve()
    try:
        raw = parse_toml(read_text(path))
        sections = {name: _section(name, content, folder) for name, content in raw.items()}
        sections.setdefault("erp", {})
        # Not strict: what comes from the environment or a file is text.
        file = read_record(sections, _File, decode=paths_in(folder), strict=False)
    except RecursionError:  # of dotted keys, which the parser does not mind
        raise error("config_invalid", path=path, detail=Message("nested_too_deeply")) from None
    except RecordError as reason:
        raise error("config_invalid", path=path, detail=reason.message) from None
    except OSError as reason:
        raise error("config_invalid", path=path, detail=Message("cannot_be_read", {"why": reason.strerror})) from None
    key_file = file.vault.key_file or folder / "pleo-erp.key"
    access = file.erp.access(), file.pleo.access(), key_file, file.erp.by_company()
    return Config(*access, file.web.access(), file.schedule, file.notify.access())


def _section(name: str, content: object, folder: Path) -> object:
    """A section with its values resolved. An empty one is as if it was not there."""
    if not isinstance(content, dict):
        return content
    values = {key: _resolved(f"{name}.{key}", value, folder) for key, value in content.items()}
    return {key: value for key, value in values.items() if value != ""}


def _resolved(place: str, value: object, folder: Path) -> object:
    """``env:NAME`` and ``file:PATH`` stand for what they name, however deep."""
    if isinstance(value, dict):
        return {key: _resolved(f"{place}.{key}", part, folder) for key, part in value.items()}
    if isinstance(value, list):
        return [_resolved(place, part, folder) for part in value]
    if not isinstance(value, str):
        return value
    source, _, name = value.partition(":")
    if source == "env":
        if name not in os.environ:
            raise RecordError("environment_unset", place=place, name=name)
        remember(os.environ[name])
        return os.environ[name]
    if source == "file":
        try:
            content = read_text(folder / check_path(name)).strip()
        except RecordError as reason:
            raise RecordError("named_file_unreadable", place=place, reason=reason.message) from None
        except (OSError, ValueError) as reason:
            raise RecordError("named_file_unreadable", place=place, reason=str(reason)) from None
        remember(content)
        return content
    return value
