"""What Pleo answers, as frozen records. Text is exactly as Pleo stores it; ids are Pleo's and opaque."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct, field

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_COMPANY = re.compile(rf"urn:pleo:company:({_UUID})", re.IGNORECASE)
_ORGANISATION = re.compile(r"urn:pleo:organi[sz]ation:", re.IGNORECASE)


def _company_of(urn: str | None) -> str | None:
    match = _COMPANY.fullmatch((urn or "").strip())
    return match[1].lower() if match else None


def _names_organisation(urn: str | None) -> bool:
    return _ORGANISATION.match((urn or "").strip()) is not None


_Id = Annotated[str, Meta(min_length=1)]


class _Answer(Struct, frozen=True, rename="camel"):
    """A record as Pleo's JSON has it: unknown fields are ignored, and unknown values of an enumeration kept as they are."""


class TagGroup(_Answer, frozen=True):
    """A tag group; ``metadata`` must be sent back with every update, or Pleo may lose it (G16)."""

    id: _Id
    code: str
    name: str
    archived: bool
    created_at: str  # ISO 8601, UTC, as Pleo wrote it
    metadata: dict[str, object] | None = None


class Tag(_Answer, frozen=True):
    """A tag; ``name`` is its code where Pleo has no name."""

    id: _Id
    group_id: _Id
    code: str
    archived: bool
    created_at: str  # ISO 8601, UTC, as Pleo wrote it
    given_name: str | None = field(default=None, name="name")

    @property
    def name(self) -> str:
        """What people see."""
        return self.code if self.given_name is None else self.given_name


class PleoAccount(_Answer, frozen=True):
    """An account of Pleo's chart (A-5); it is matched by ``external_id`` alone (A-1)."""

    id: _Id
    external_id: str
    name: str
    archived: bool
    code: str | None = None
    tax_code_external_id: str | None = None
    metadata: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be created (A-11); ``tax_code`` is the ERP's id of the default tax code, None leaves it out (A-15)."""

    external_id: str
    code: str | None
    name: str
    tax_code: str | None = None


@dataclass(frozen=True, slots=True)
class CreatedAccount:
    """The answer to one create: ``matched`` means that the account was there already and may differ (A-19)."""

    account: PleoAccount
    matched: bool


@dataclass(frozen=True, slots=True)
class BatchFailure:
    """One item that a batch create refused (A-20)."""

    external_id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The answer to a batch create. An item that is in neither list is unknown until the accounts are read again."""

    created: tuple[PleoAccount, ...]
    failed: tuple[BatchFailure, ...]


class PleoCompany(_Answer, frozen=True):
    """A company as Pleo knows it."""

    id: _Id
    name: str
    organization_id: str | None = None


class Introspection(_Answer, frozen=True):
    """What a key says of itself. ``scope`` is Pleo's own text ("accounts:read accounts:write"); Pleo may leave it out."""

    auth_method: str
    scope: str | None = None
    subject_urn: str | None = field(default=None, name="subjectURN")

    @property
    def company_id(self) -> str | None:
        """The company that the key is for, in lower case; None if it names none."""
        return _company_of(self.subject_urn)

    @property
    def is_organisation(self) -> bool:
        """Whether the key is for a whole organisation (C-16)."""
        return _names_organisation(self.subject_urn)


class Installation(_Answer, frozen=True):
    """The installation that belongs to the key (C-15); ``status`` may be one that nobody knows yet."""

    id: _Id
    resource: str
    status: str
    metadata: dict[str, object] | None = None

    @property
    def company_id(self) -> str | None:
        """The company that the installation is for, in lower case; None if it names none."""
        return _company_of(self.resource)

    @property
    def is_organisation(self) -> bool:
        """Whether the installation is for a whole organisation (C-16)."""
        return _names_organisation(self.resource)


@dataclass(frozen=True, slots=True)
class RequestCounts:
    """How many requests were sent: all of them, repeats included; ``retries`` are the repeats among ``reads`` and ``writes``.

    A read is a GET or a ``:search``; everything else is a write.
    """

    reads: int = 0
    writes: int = 0
    retries: int = 0
