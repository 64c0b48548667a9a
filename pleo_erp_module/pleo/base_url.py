"""What must be right before the first request: Pleo's address, the proxy's, and the key."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

import requests

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.loopback import is_loopback
from pleo_erp_module.secret_text import SecretText

_LONGEST_KEY = 4096
# A byte order mark or a zero-width space comes along when a key is piped or pasted; nobody sees it.
_UNSEEN = "\ufeff\u200b"


def check_key(given: SecretText) -> SecretText:
    """The API key without what surrounds it. Raises ``key_malformed``, which never repeats the key (C-18)."""
    key = SecretText(given.reveal().strip().strip(_UNSEEN).strip())
    detail = _key_mistake(key.reveal())
    if detail is not None:
        raise error("key_malformed", detail=detail)
    return key


def _key_mistake(key: str) -> Message | None:
    """Raises nothing: its frame holds the key."""
    if not key:
        return Message("key_empty")
    if len(key) > _LONGEST_KEY:
        return Message("key_too_long", {"limit": _LONGEST_KEY})
    if any(character.isspace() for character in key):
        return Message("key_with_blank")
    if any(ord(character) > 255 or not character.isprintable() for character in key):
        return Message("key_with_odd_character")
    return Message("key_with_colon") if ":" in key else None  # HTTP Basic would take the rest for a password (RFC 7617)


def check_base_url(url: str) -> SplitResult:
    """Pleo's address in parts. Raises ``not_https`` (http is for this machine only) and ``base_url_invalid``."""
    if url.strip() and "://" not in url:
        raise error("base_url_invalid", detail=Message("address_without_scheme"))
    try:
        parts = urlsplit(url.strip())
        host, _port = parts.hostname or "", parts.port
        # What requests and the resolver will make of the name is known only to them.
        requests.Request("GET", parts.geturl()).prepare()
    except (ValueError, requests.RequestException):
        raise error("base_url_invalid", detail=Message("not_an_address")) from None
    if parts.username is not None or parts.password is not None:
        raise error("base_url_invalid", detail=Message("address_with_user"))
    if parts.query or parts.fragment:
        raise error("base_url_invalid", detail=Message("address_with_query"))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise error("not_https", url=parts.geturl())
    return parts


def check_proxy(proxy: str | None) -> str | None:
    """The proxy's address with its scheme. Raises ``proxy_invalid``, which never repeats the address (it may hold a password)."""
    if not proxy or not proxy.strip():
        return None
    address = proxy.strip() if "://" in proxy else f"http://{proxy.strip()}"
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise error("proxy_invalid", detail=Message("proxy_form"))
    return address
