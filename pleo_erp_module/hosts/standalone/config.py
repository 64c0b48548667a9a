"""The configuration file: TOML, where any value may instead be taken from the environment or a file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pleo_erp_hookspecs import ErpAccess, PleoAccess
from pleo_erp_module.errors import error

ENVIRONMENTS = {"production": "https://external.pleo.io", "staging": "https://external.staging.pleo.io"}
VARIABLE = "PLEO_ERP_CONFIG"
DEFAULT = "pleo-erp.toml"

#: Every key, by section; docs/configuration.md describes them.
KEYS: dict[str, frozenset[str]] = {
    "erp": frozenset({"profile", "connection", "schema", "language", "time_zone", "profiles_folder", "parameters"}),
    "vault": frozenset({"key_file"}),
    "pleo": frozenset({"environment", "base_url", "proxy", "ca_bundle", "requests_per_minute"}),
}


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says, resolved."""

    erp: ErpAccess
    pleo: PleoAccess
    key_file: Path
    parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by company; "" for all


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
    return _Reader(path, raw).config()


@dataclass(frozen=True, slots=True)
class _Reader:
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
            profile=self._text("erp", "profile") or "tryton",
            schema=self._text("erp", "schema"),
            language=self._text("erp", "language"),
            time_zone=self._text("erp", "time_zone"),
            profiles_folder=self._file("erp", "profiles_folder"),
        )
        pleo = PleoAccess(self._base_url(), self._text("pleo", "proxy"), self._file("pleo", "ca_bundle"), self._rate())
        key_file = self._file("vault", "key_file") or self.path.parent.resolve() / "pleo-erp.key"
        return Config(erp, pleo, key_file, self._parameters())

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
