"""What every answer is held to: known host names only, headers that keep browsers from doing harm, forms of our own."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, make_response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.wrappers import Response

from pleo_erp_module.hosts.standalone.config import WebAccess

LARGEST_BODY = 1_000_000  # bytes
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_CSP = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def protect(app: Flask, web: WebAccess) -> None:
    """Put all of it around the app. To be called after whatever decides who is asking, since it checks forms last."""
    names = LOOPBACK | web.names | {web.host.casefold()}

    def check_host() -> Response | None:
        """Another name leads to this address: a page of somebody else's that wants to speak for its reader."""
        try:
            name = urlsplit("//" + request.headers.get("Host", "")).hostname
        except ValueError:
            name = None
        if name in names:
            return None
        refused = make_response("This name is not one of [web] hosts in the configuration.\n", 400)
        refused.mimetype = "text/plain"
        return refused

    app.before_request_funcs.setdefault(None, []).insert(0, check_host)
    app.after_request(_add_headers)
    if web.certificate:
        app.after_request(_require_tls)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    CSRFProtect(app)


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-cache" if request.endpoint == "static" else "no-store"
    return response


def _require_tls(response: Response) -> Response:
    """For a year the browser asks for these pages encrypted only. Behind a proxy that is the proxy's to say."""
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
