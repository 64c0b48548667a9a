"""The configuration file: TOML, where any value may instead be taken from the environment or a file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pleo_erp_hookspecs import ErpAccess, PleoAccess
from pleo_erp_module.erp import AUTO
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.notification.channel_access import MailAccess, NotifyAccess, WebhookAccess

ENVIRONMENTS = {"production": "https://external.pleo.io", "staging": "https://external.staging.pleo.io"}
VARIABLE = "PLEO_ERP_CONFIG"
DEFAULT = "pleo-erp.toml"

#: Every key, by section; docs/configuration.md describes them.
KEYS: dict[str, frozenset[str]] = {
    "erp": frozenset(
        {"profile", "connection", "read_connection", "schema", "language", "time_zone", "profiles_folder", "parameters"}
    ),
    "vault": frozenset({"key_file"}),
    "pleo": frozenset({"environment", "base_url", "proxy", "ca_bundle", "requests_per_minute"}),
    "schedule": frozenset({"enabled", "check_seconds", "threads", "stop_seconds"}),
    "notify": frozenset(
        {"smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password", "from", "to", "recipients", "ca_bundle"}
        | {"webhook", "webhook_secret"}
    ),
    "web": frozenset({"listen", "url", "hosts", "certificate", "private_key", "proxies"}),
}


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


@dataclass(frozen=True, slots=True)
class ScheduleAccess:
    """How the scheduler of `serve` works: whether, how often it looks, how many runs at once, how long a stop may take."""

    enabled: bool = True
    check_seconds: int = 60
    threads: int = 4
    stop_seconds: int = 60


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


def find(given: Path | None) -> Path:
    """The configuration file: the one that is named, else the environment's, else pleo-erp.toml in the current folder."""
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    path = named or Path(DEFAULT)
    if not path.is_file():
        raise error("config_missing", path=path)
    return path


def load(path: Path) -> Config:
    """Read and check the file. Paths in it are relative to its folder. Raises ``config_invalid``."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise error("config_invalid", path=path, detail=fault) from None
    return _ConfigReader(path, raw).config()


@dataclass(frozen=True, slots=True)
class _ConfigReader:
    path: Path
    raw: Mapping[str, Any]

    def config(self) -> Config:
        for section, values in self.raw.items():
            if section not in KEYS:
                raise self._refuse(f"it has a section [{section}]; known are {', '.join(KEYS)}")
            if not isinstance(values, dict):
                raise self._refuse(f"{section} is no section")
            unknown = sorted(values.keys() - KEYS[section])
            if unknown:
                raise self._refuse(f"[{section}] has no key {unknown[0]}; known are {', '.join(sorted(KEYS[section]))}")
        connection = self._text("erp", "connection")
        if connection is None:
            raise self._refuse("[erp] connection is missing")
        erp = ErpAccess(
            connection=connection,
            profile=self._text("erp", "profile") or AUTO,
            schema=self._text("erp", "schema"),
            language=self._text("erp", "language"),
            time_zone=self._text("erp", "time_zone"),
            profiles_folder=self._file("erp", "profiles_folder"),
            read_connection=self._text("erp", "read_connection"),
        )
        pleo = PleoAccess(self._base_url(), self._text("pleo", "proxy"), self._file("pleo", "ca_bundle"), self._rate())
        key_file = self._file("vault", "key_file") or self.path.parent.resolve() / "pleo-erp.key"
        return Config(erp, pleo, key_file, self._parameters(), self._web(), self._schedule(), self._notify())

    def _refuse(self, detail: str) -> Exception:
        return error("config_invalid", path=self.path, detail=detail)

    def _value(self, section: str, key: str) -> Any:
        value = self.raw.get(section, {}).get(key)
        return self._resolved(f"[{section}] {key}", value) if isinstance(value, str) else value

    def _resolved(self, where: str, value: str) -> str:
        """``env:NAME`` and ``file:PATH`` stand for what they name."""
        if value.startswith("env:"):
            name = value.removeprefix("env:")
            if name not in os.environ:
                raise self._refuse(f"{where} names the environment variable {name}, which is not set")
            return os.environ[name]
        if value.startswith("file:"):
            file = self.path.parent / value.removeprefix("file:")
            try:
                return file.read_text(encoding="utf-8-sig").strip()
            except (OSError, UnicodeDecodeError) as fault:
                raise self._refuse(f"{where} names a file that cannot be read: {fault}") from None
        return value

    def _text(self, section: str, key: str) -> str | None:
        value = self._value(section, key)
        if value is not None and not isinstance(value, str):
            raise self._refuse(f"[{section}] {key} is no text")
        return value or None

    def _file(self, section: str, key: str) -> Path | None:
        text = self._text(section, key)
        return None if text is None else self.path.parent.resolve() / Path(text).expanduser()

    def _base_url(self) -> str:
        environment, url = self._text("pleo", "environment"), self._text("pleo", "base_url")
        if environment and url:
            raise self._refuse("[pleo] has both environment and base_url; one is enough")
        if url:
            return url
        if (environment or "production") not in ENVIRONMENTS:
            raise self._refuse(f"[pleo] environment is none of {', '.join(ENVIRONMENTS)}")
        return ENVIRONMENTS[environment or "production"]

    def _rate(self) -> float:
        value = self._value("pleo", "requests_per_minute")
        if value is None:
            return 500.0
        try:
            rate = float(value)
        except (TypeError, ValueError):
            rate = 0.0
        if isinstance(value, bool) or not 0 < rate < float("inf"):
            raise self._refuse("[pleo] requests_per_minute is no positive number")
        return rate

    def _parameters(self) -> dict[str, Mapping[str, str]]:
        """``[erp.parameters]``: values for all companies, and in tables named like a company for that one."""
        value = self.raw.get("erp", {}).get("parameters", {})
        if not isinstance(value, dict):
            raise self._refuse("[erp.parameters] is no table")
        result: dict[str, dict[str, str]] = {"": {}}
        for name, entry in value.items():
            if isinstance(entry, dict):
                result[name] = {key: self._resolved(f"[erp.parameters.{name}] {key}", str(text)) for key, text in entry.items()}
            else:
                result[""][name] = self._resolved(f"[erp.parameters] {name}", str(entry))
        return dict(result)

    def _web(self) -> WebAccess:
        """Refuses to be reached from elsewhere without encryption: passwords would go over the network as they are."""
        host, _, port = (self._text("web", "listen") or "127.0.0.1:8440").rpartition(":")
        host = host.removeprefix("[").removesuffix("]")
        if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
            raise self._refuse("[web] listen is not of the form ADDRESS:PORT")
        url = self._text("web", "url")
        parts = urlsplit(url or "")
        if url and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query):
            raise self._refuse("[web] url is not of the form https://NAME or https://NAME:PORT")
        proxies = self._value("web", "proxies") or 0
        if not isinstance(proxies, int) or proxies < 0:
            raise self._refuse("[web] proxies is no number of proxies")
        certificate, private_key = self._file("web", "certificate"), self._file("web", "private_key")
        if private_key and not certificate:
            raise self._refuse("[web] has a private_key, but no certificate")
        if not certificate and not proxies and not is_loopback(host):
            raise self._refuse("[web] listen can be reached from elsewhere, but there is neither a certificate nor a proxy")
        names = {*self._names("web", "hosts"), *([parts.hostname] if parts.hostname else [])}
        base = url.rstrip("/") if url else None
        return WebAccess(host, int(port), base, frozenset(map(str.casefold, names)), certificate, private_key, int(proxies))

    def _schedule(self) -> ScheduleAccess:
        enabled = self._value("schedule", "enabled")
        if enabled is not None and not isinstance(enabled, bool):
            raise self._refuse("[schedule] enabled is neither true nor false")
        return ScheduleAccess(
            enabled is not False,
            self._whole("schedule", "check_seconds", 60, 1, 600),
            self._whole("schedule", "threads", 4, 1, 64),
            self._whole("schedule", "stop_seconds", 60, 0, 3600),
        )

    def _notify(self) -> NotifyAccess:
        host, webhook, bundle = (
            self._text("notify", "smtp_host"),
            self._text("notify", "webhook"),
            self._file("notify", "ca_bundle"),
        )
        try:
            return NotifyAccess(
                self._mail(host, bundle) if host else None,
                WebhookAccess(webhook, self._text("notify", "webhook_secret"), bundle) if webhook else None,
            )
        except ValueError as reason:
            raise self._refuse(f"[notify] {reason}") from None

    def _mail(self, host: str, bundle: Path | None) -> MailAccess:
        of_company = self.raw["notify"].get("recipients", {})
        if not isinstance(of_company, dict):
            raise self._refuse("[notify.recipients] is no table")
        return MailAccess(
            host,
            self._text("notify", "from") or "",
            tuple(self._names("notify", "to")),
            {name: tuple(self._texts(f"[notify.recipients] {name}", value)) for name, value in of_company.items()},
            self._text("notify", "smtp_security") or "starttls",
            self._whole("notify", "smtp_port", 0, 1, 65535),
            self._text("notify", "smtp_user"),
            self._text("notify", "smtp_password"),
            bundle,
        )

    def _whole(self, section: str, key: str, default: int, low: int, high: int) -> int:
        value = self._value(section, key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._refuse(f"[{section}] {key} is no whole number from {low} to {high}")
        return value

    def _names(self, section: str, key: str) -> list[str]:
        return self._texts(f"[{section}] {key}", self._value(section, key))

    def _texts(self, where: str, value: Any) -> list[str]:
        if value is not None and not (isinstance(value, list) and all(isinstance(name, str) and name for name in value)):
            raise self._refuse(f"{where} is no list of texts")
        return [self._resolved(where, name) for name in value or ()]


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
