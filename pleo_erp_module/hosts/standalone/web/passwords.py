"""Passwords: what a good one is, and how it is kept."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from pleo_erp_module.hosts.standalone.web.words import _

SHORTEST, LONGEST = 12, 200
_SHORTEST_LOGIN = 4  # a shorter one is in many a good password by chance
_AT_ONCE = 2  # hashes: each takes 64 MB


class Passwords:
    """Argon2id hashes. ``hasher`` says how much work one is."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody = self._hasher.hash("nobody's")

    def hash(self, password: str) -> str:
        """What is stored."""
        with self._room:
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, stored: str | None) -> bool:
        """Whether it is the password. Takes as long where there is none, so that nobody learns which accounts exist."""
        try:
            with self._room:
                self._hasher.verify(stored or self._nobody, _normal(password[: LONGEST + 1]))
        except (Argon2Error, InvalidHashError):
            return False
        return stored is not None

    def is_old(self, stored: str) -> bool:
        """Whether a hash was made with other settings than today's."""
        return self._hasher.check_needs_rehash(stored)


def complaint(password: str, repeated: str, login: str) -> str | None:
    """Why this password is not accepted, if so."""
    if password != repeated:
        return _("The passwords do not match.")
    if len(password) < SHORTEST:
        return _("The password needs at least {count} characters.", count=SHORTEST)
    if len(password) > LONGEST:
        return _("The password must not have more than {count} characters.", count=LONGEST)
    if len(login) >= _SHORTEST_LOGIN and login in password.casefold():
        return _("The password must not contain the login name.")
    if len(set(password)) < 5:
        return _("The password needs more different characters.")
    return None


def _normal(password: str) -> bytes:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
