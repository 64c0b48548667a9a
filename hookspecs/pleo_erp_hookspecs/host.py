"""What a host hands to the module: one object, and nothing global."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from pleo_erp_hookspecs.records import Company


class Role(StrEnum):
    """Who may do what; the host decides who has which (C-5)."""

    ADMINISTRATOR = "administrator"  # connect, select, settings, keys, and all a bookkeeper may
    BOOKKEEPER = "bookkeeper"  # preview, release, run, read


@dataclass(frozen=True, slots=True)
class User:
    """The person (or the scheduler) on whose behalf an action runs; ``name`` goes into the history."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class ErpAccess:
    """How the module reaches the ERP's database and which ERP it is.

    ``connection`` is an ODBC connection string; it may hold a password and is never logged. The module's own tables live there,
    in ``schema`` (None: the login's default), and so does the ERP, unless ``read_connection`` says where else it is read from.
    ``profile`` says how; "auto" is the one whose ERP is recognised. ``language`` is the ERP's own language code for translated
    names. ``time_zone`` is an IANA name that overrides the company's.
    """

    connection: str = field(repr=False)
    profile: str = "auto"
    schema: str | None = None
    language: str | None = None
    time_zone: str | None = None
    profiles_folder: Path | None = None  # an administrator's own profiles, looked at before the ones that are shipped
    read_connection: str | None = field(default=None, repr=False)  # such as a replica's


@dataclass(frozen=True, slots=True)
class PleoAccess:
    """Where Pleo is and how to get there. ``proxy`` may hold a password and is never logged."""

    base_url: str = "https://external.pleo.io"
    proxy: str | None = field(default=None, repr=False)
    ca_bundle: Path | None = None
    requests_per_minute: float = 500.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a user should hear of: one per new reason, never one per run. Its sentences are in the language of the call.

    A host that knows the language of each reader asks for ``notice.in_language("da")``.
    """

    company: str
    code: str
    message: str
    next_step: str
    facts: Mapping[str, Any] = field(default_factory=dict, compare=False)  # what the sentences are filled in with
    say: Callable[[str], tuple[str, str]] | None = field(default=None, compare=False, repr=False)  # both sentences in a language

    def in_language(self, language: str) -> Notice:
        """The same notice in another language, in the words of this host."""
        if self.say is None:
            return self
        message, next_step = self.say(language)
        return replace(self, message=message, next_step=next_step)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: ``done`` of ``total`` steps of ``unit``; ``total`` is None while it is unknown."""

    phase: str  # "read", "plan" or "apply"
    unit: str
    done: int
    total: int | None = None


ProgressCallback = Callable[[Progress], None]
StopSignal = Callable[[], bool]  # True: finish the request in flight and end the run


class Host(Protocol):
    """The host's side of the contract. Everything here is called in the thread that called the module.

    A host may have two attributes more: ``session``, a `Session` that several calls for one request share, and ``secrets``, its
    own passwords and keys, which the view `bundle` hides.
    """

    @property
    def erp(self) -> ErpAccess:
        """The ERP's database."""

    @property
    def pleo(self) -> PleoAccess:
        """Pleo's address and the way to it."""

    @property
    def key_file(self) -> Path:
        """Where the key that seals secrets lives: outside the database, readable by the service account only."""

    @property
    def user(self) -> User:
        """Who is asking, now."""

    @property
    def logger(self) -> logging.Logger:
        """Where the module logs. No secret is ever logged."""

    def companies(self) -> Sequence[Company] | None:
        """The companies of the ERP, or None if the module shall read them through the profile."""

    def notify(self, notice: Notice) -> None:
        """Tell a person. Must not raise; the module carries on whatever happens here."""

    def parameters(self, company: str) -> Mapping[str, str]:
        """Values for the extra parameters that a profile declares (`profile.toml`, ``[parameters]``), for one company."""

    def vocabulary(self, language: str) -> Mapping[str, str]:
        """What this host calls the things that a next step names, in a language; without an entry they have plain names.

        Keys are ``action.NAME``, ``option.NAME``, ``config.SECTION.KEY`` and ``document.NAME``. Facts of the sentence may stand
        in a value: ``{"action.select": "pleo-erp select --company {company}", "option.moved": "--moved"}``.
        """
