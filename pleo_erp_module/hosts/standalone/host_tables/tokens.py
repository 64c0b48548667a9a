"""Secrets that are given out once and kept as a hash only."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits, as text that fits into a link or a cookie."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """The SHA-256 of a token, in hex. A token is random, so a slow hash would gain nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
