"""The accounts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

from pleo_erp_hookspecs import Role
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.host_tables.user_records import WebUser
from pleo_erp_module.store.codec import moment, moment_or_none, stamp, stamp_or_none
from pleo_erp_module.store.module_tables import Row, Tables

PAGE = 50
LONGEST_LOGIN = 100
COLUMNS = (
    "login_name",
    "full_name",
    "role_name",
    "created_at",
    "created_by",
    "password_hash",
    "language_code",
    "time_zone",
    "is_active",
    "seen_at",
    "subject_hash",
)
_SELECT = " ".join(("SELECT", ", ".join(COLUMNS), "FROM pleo_erp_web_person"))


def fold_login(text: str) -> str:
    """A login name as it is stored: case and blanks around it do not matter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).strip()


class Users:
    """Accounts by login name. There is always an active administrator once there was one."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        self._tables = tables
        self._now = now

    def get(self, login: str) -> WebUser | None:
        """An account."""
        rows = self._tables.rows(_SELECT + " WHERE login_name = ?", login)
        return web_user(rows[0]) if rows else None

    def of_subject(self, subject: str) -> WebUser | None:
        """The account of a user of the identity provider, who is known there by ``subject`` (hashed)."""
        rows = self._tables.rows(_SELECT + " WHERE subject_hash = ?", subject)
        return web_user(rows[0]) if rows else None

    def none_yet(self) -> bool:
        """Whether nobody has an account."""
        return not self.count()

    def count(self) -> int:
        """How many accounts there are."""
        return int(self._tables.rows("SELECT COUNT(*) FROM pleo_erp_web_person")[0][0])

    def page(self, offset: int = 0) -> list[WebUser]:
        """A page of the accounts, by login name."""
        logins = sorted(str(row[0]) for row in self._tables.rows("SELECT login_name FROM pleo_erp_web_person"))
        page = logins[offset : offset + PAGE]  # engines page in different words, so it is cut here, out of one short column
        if not page:
            return []
        marks = ", ".join("?" * len(page))
        rows = self._tables.rows(" ".join((_SELECT, "WHERE login_name IN (" + marks + ")")), *page)
        return sorted(map(web_user, rows), key=lambda one: one.login)

    def add(self, login: str, name: str, role: Role, by: str) -> None:
        """A new account, without a password. Raises ``person_exists``."""

        def work() -> None:
            if self.get(login) is not None:
                raise error("person_exists", login=login)
            row = {
                "login_name": login,
                "full_name": name,
                "role_name": str(role),
                "is_active": 1,
                "created_at": stamp(self._now()),
                "created_by": by,
            }
            self._tables.insert("pleo_erp_web_person", [row])

        self._tables.atomically(work)

    def change(self, login: str, *, role: Role | None = None, active: bool | None = None, name: str | None = None) -> None:
        """Change what is given. Raises ``person_unknown``, and ``last_administrator`` if none would be left."""
        given = {"role_name": role and str(role), "is_active": None if active is None else int(active), "full_name": name}

        def work() -> None:
            # Whoever changes an administrator holds all their rows: two cannot remove each other at the same moment.
            hold = "UPDATE pleo_erp_web_person SET role_name = role_name WHERE role_name = ?"
            self._tables.execute(hold, str(Role.ADMINISTRATOR))
            before = self.get(login)
            if before is None:
                raise error("person_unknown", login=login)
            self._update(login, {column: value for column, value in given.items() if value is not None})
            if before.active and before.is_administrator and not self._administrators():
                raise error("last_administrator", login=login)

        self._tables.atomically(work)

    def set_password(self, login: str, password_hash: str | None) -> None:
        """Store the hash of a new password; None: the account has none."""
        self._tables.atomically(lambda: self._update(login, {"password_hash": password_hash}))

    def set_subject(self, login: str, subject: str) -> None:
        """Whose account it is at the identity provider."""
        self._tables.atomically(lambda: self._update(login, {"subject_hash": subject}))

    def set_choices(self, login: str, language: str | None, time_zone: str | None) -> None:
        """Store how the user wants the pages; None leaves it to browser and configuration."""
        self._tables.atomically(lambda: self._update(login, {"language_code": language, "time_zone": time_zone}))

    def note_login(self, login: str) -> None:
        """Somebody has logged in."""
        self._tables.atomically(lambda: self._update(login, {"seen_at": stamp_or_none(self._now())}))

    def _administrators(self) -> int:
        sql = "SELECT COUNT(*) FROM pleo_erp_web_person WHERE role_name = ? AND is_active = 1"
        return int(self._tables.rows(sql, str(Role.ADMINISTRATOR))[0][0])

    def _update(self, login: str, values: dict[str, Any]) -> None:
        if values:
            assignments = ", ".join(column + " = ?" for column in values)
            sql = " ".join(("UPDATE pleo_erp_web_person SET", assignments, "WHERE login_name = ?"))
            self._tables.execute(sql, *values.values(), login)


def web_user(row: Row) -> WebUser:
    """The account of a row of `COLUMNS`."""
    return WebUser(
        login=row[0],
        name=row[1],
        role=Role(row[2]),
        created_at=moment(row[3]),
        created_by=row[4],
        password_hash=row[5],
        language=row[6],
        time_zone=row[7],
        active=bool(row[8]),
        seen_at=moment_or_none(row[9]),
        subject=row[10],
    )
