"""What the host's tables hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pleo_erp_hookspecs import Role, User


@dataclass(frozen=True, slots=True)
class WebUser:
    """One account. ``password_hash`` is None until a password was chosen; ``language`` and ``time_zone`` None: not chosen."""

    login: str
    name: str
    role: Role
    created_at: datetime
    created_by: str
    password_hash: str | None = field(default=None, repr=False)
    language: str | None = None
    time_zone: str | None = None
    active: bool = True
    seen_at: datetime | None = None
    subject: str | None = None  # at the identity provider, hashed; None: never logged in through it

    @property
    def identity(self) -> User:
        """How the module knows this user."""
        return User(self.login, self.role)

    @property
    def is_administrator(self) -> bool:
        """Whether this user may do everything."""
        return self.role is Role.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change that a user made."""

    number: int
    at: datetime
    user: str
    address: str
    action: str
    company: str | None
    detail: str
