"""Who changed what, for administrators."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from pleo_erp_module.hosts.standalone.web.page_access import administrators
from pleo_erp_module.hosts.standalone.web.page_links import MOST, LinkedPage, here
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _
from pleo_erp_module.messages.catalogue import mark

#: How the audit trail's actions are called: the module's by their own names, and those of these pages.
ACTIONS = {
    "connect": mark("Company connected"),
    "disconnect": mark("Company disconnected"),
    "select": mark("Dimensions selected"),
    "settings": mark("Settings changed"),
    "release": mark("Plan released"),
    "undo": mark("Undo planned"),
    "pause": mark("Paused"),
    "resume": mark("Resumed"),
    "rotate-key": mark("Stored keys encrypted again"),
    "run": mark("Run started"),
    "stop": mark("Run stopped"),
    "logged in by provider": mark("Logged in with the company account"),
    "login failed": mark("Login failed"),
    "set-up link made": mark("Setup link created"),
    "administrator set up": mark("Administrator created with a link"),
    "password chosen by link": mark("Password set with a link"),
    "password changed": mark("Password changed"),
    "password reset": mark("Password reset"),
    "person added": mark("User added"),
    "person activated": mark("User activated"),
    "person deactivated": mark("User deactivated"),
    "role changed": mark("Role changed"),
    "bundle downloaded": mark("Diagnostics downloaded"),
    "test message": mark("Test message sent"),
}

pages = Blueprint("audit", __name__, url_prefix="/changes")


@pages.get("")
@administrators
def index() -> str:
    """A page of the audit trail, the newest first."""
    before = request.args.get("before", None, int)
    before = None if before is None else min(max(before, 0), MOST)
    audit = site.tables.audit
    rows = audit.page(before)
    older = here(before=rows[-1].number) if rows and rows[-1].number > audit.oldest() else None
    page = LinkedPage(rows, here(before=None) if before else None, older)
    return render_template("audit.html", page=page, what=_name)


def _name(action: str) -> str:
    return _(ACTIONS.get(action, action))
