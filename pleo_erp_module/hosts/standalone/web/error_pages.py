"""What goes wrong becomes a calm page: a sentence, a next step and a code; never a traceback."""

from __future__ import annotations

import logging
import secrets
import traceback

from flask import Flask, flash, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import ErrorKind, PleoErpError
from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_module.hosts.standalone.web.page_access import wants_json
from pleo_erp_module.hosts.standalone.web.words import _, fault_parts
from pleo_erp_module.messages.catalogue import mark

_STATUS = {ErrorKind.FAULT: 502, ErrorKind.USAGE: 400, ErrorKind.BUSY: 409, ErrorKind.STOPPED: 503}
_FORBIDDEN = "forbidden"
_LOG = logging.getLogger("pleo_erp.web")

_FAILED = mark("That did not work")
_TITLES = {
    400: mark("Invalid request"),
    401: mark("You are not logged in"),
    403: mark("You do not have permission"),
    404: mark("Page not found"),
    405: mark("This page does not support that request"),
    413: mark("The request was too large"),
}
_BACK = mark("Go back.")
_NEXT = {
    401: mark("Log in again."),
    404: mark("Check the address, or start from the overview."),
}


def install(app: Flask) -> None:
    """Pages for everything that can be raised."""
    app.register_error_handler(PleoErpError, _module)
    app.register_error_handler(CSRFError, _form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def flash_fault(fault: PleoErpError | ErrorAnswer) -> None:
    """Show it above the next page."""
    parts = fault_parts(fault)
    flash(f"{parts['message']} {parts['next']} [{parts['code']}]", "error")


def _module(fault: PleoErpError) -> Response:
    status = 403 if fault.code == _FORBIDDEN else _STATUS[fault.kind]
    title = _("You do not have permission") if status == 403 else _(_FAILED)
    return _page(status, title, **fault_parts(fault))


def _form(fault: CSRFError) -> Response:
    message = _("This form was opened before the last login or restart, so nothing was done.")
    return _page(400, _("Send the form again"), message=message, next=_("Go back, reload the page and try again."))


def _http(fault: HTTPException) -> HTTPException | Response:
    status = fault.code or 500
    if status < 400:
        return fault
    return _page(status, _(_TITLES.get(status, _FAILED)), next=_(_NEXT.get(status, _BACK)))


def _unexpected(fault: Exception) -> Response:
    number = secrets.token_hex(4)
    # The place is logged and not the words: they may repeat what was typed or read.
    place = "".join(traceback.format_tb(fault.__traceback__))
    _LOG.error("unexpected %s (%s) on %s\n%s", type(fault).__name__, number, request.url_rule, place)
    message = _("An unexpected error occurred.")
    return _page(500, _(_FAILED), message=message, next=_("Report it with this code and the log."), code=number)


def _page(status: int, title: str, **parts: str) -> Response:
    if wants_json():
        return make_response(jsonify(error={"code": str(status), "message": title, "next": "", **parts}), status)
    return make_response(render_template("error.html", title=title, **parts), status)
