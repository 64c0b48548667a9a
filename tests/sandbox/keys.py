"""Who may do what."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

from contract import Operation

from .replies import RefusalError
from .state import Row, State

# How an error names what an operation touches.
RESOURCES = {
    "list groups": "tag-group",
    "create group": "tag-group",
    "get group": "tag-group",
    "put group": "tag-group",
    "group usage": "tag-group",
    "tags": "tag",
    "accounts": "account",
    "companies": "company",
    "tax-codes": "tax-code",
    "vendors": "vendor",
}
AREAS = ("tags", "accounts", "companies", "tax-codes", "vendors")
EVERYTHING = tuple(f"{area}:{right}" for area in AREAS for right in ("read", "write") if (area, right) != ("companies", "write"))


def secret_of(authorization: str | None) -> str | None:
    """The key in an ``Authorization`` header, None unless it is ``Basic base64(key + ":")`` to the letter."""
    kind, _, rest = (authorization or "").partition(" ")
    if kind != "Basic":
        return None
    try:
        text = base64.b64decode(rest, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text[:-1] if text.endswith(":") and text.count(":") == 1 and len(text) > 1 else None


def authenticate(state: State, secret: str | None, now: datetime) -> Row:
    """The key's record. Raises RefusalError 401: missing, unknown, revoked or expired are not told apart."""
    for row in state.rows("keys"):
        if secret is not None and row["secret"] == secret and not row["revoked"]:
            expires = row["expires"]
            if expires is None or now < datetime.fromisoformat(expires):
                return row
    raise RefusalError(401, "UNAUTHORIZED", "The API key is missing, wrong, expired or revoked")


def authorise(key: Row, operation: Operation) -> None:
    """Raises RefusalError 403 naming the permission and the resource, as Pleo does."""
    if operation.area and f"{operation.area}:{operation.right}" not in key["scope"]:
        resource = RESOURCES.get(operation.name) or RESOURCES[operation.area]
        message = f"Access denied. Required permission '{operation.right.upper()}' on resource '{resource}' is missing"
        raise RefusalError(403, "ACCESS_DENIED", message)
