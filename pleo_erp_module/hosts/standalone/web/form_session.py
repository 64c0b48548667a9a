"""Login and logout: a random token in a cookie, of which the host's tables hold the hash."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface
from werkzeug.wrappers import Response

from pleo_erp_module.hosts.standalone.host_tables import WebUser
from pleo_erp_module.hosts.standalone.host_tables.users import fold_login
from pleo_erp_module.hosts.standalone.web.site import address, site

_NAME, _FORM = "pleo_erp", "pleo_erp_form"


def _named(name: str) -> str:
    """Under TLS the browser itself sees to it that no other host and no plain page has set the cookie."""
    return f"__Host-{name}" if request.is_secure else name


class FormSession(SecureCookieSessionInterface):
    """Flask's own session: nothing but the token against forged forms, and messages for the next page."""

    def get_cookie_name(self, app: Flask) -> str:
        return _named(_FORM)

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def identify() -> None:
    """Before each request: who is asking, in which time zone."""
    g.user = None
    g.company = None
    g.time_zone = site.time_zone
    token = request.cookies.get(_named(_NAME))
    if token and request.endpoint != "static":
        g.user = site.tables.sessions.user(token)
        if g.user is not None and g.user.time_zone:
            with suppress(ZoneInfoNotFoundError, ValueError):  # a zone that the machine has forgotten
                g.time_zone = ZoneInfo(g.user.time_zone)


def try_login(login: str, password: str) -> WebUser | timedelta | None:
    """The user, if the password is right; how long to wait after too many failures; else None. A failure is recorded."""
    name, tables = fold_login(login), site.tables
    wait = tables.tries.begin(name, address())
    if wait:
        return wait
    found = tables.users.get(name)
    if site.passwords.fits(password, found.password_hash if found else None) and found is not None and found.active:
        tables.tries.succeed(name, address())
        if found.password_hash and site.passwords.is_old(found.password_hash):
            tables.users.set_password(name, site.passwords.hash(password))
        return found
    if found is not None:  # what is not an account's name may be a password typed in the wrong field
        site.record("login failed", user=name)
    return None


def begin(response: Response, user: WebUser) -> None:
    """Log a user in. What the browser had before is void."""
    session.clear()
    earlier = request.cookies.get(_named(_NAME))
    if earlier:
        site.tables.sessions.end(earlier)
    token = site.tables.sessions.begin(user.login, address())
    site.tables.users.note_login(user.login)
    response.set_cookie(_named(_NAME), token, **_cookie())


def end(response: Response) -> None:
    """Log out."""
    session.clear()
    token = request.cookies.get(_named(_NAME))
    if token:
        site.tables.sessions.end(token)
    response.delete_cookie(_named(_NAME), **_cookie())


def _cookie() -> dict[str, Any]:
    return {"httponly": True, "samesite": "Lax", "secure": request.is_secure, "path": "/"}
