"""The accounts, for administrators."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import PleoErpError, Role
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.host_tables import HostTables
from pleo_erp_module.hosts.standalone.host_tables.users import LONGEST_LOGIN, PAGE, fold_login
from pleo_erp_module.hosts.standalone.web.error_pages import flash_fault
from pleo_erp_module.hosts.standalone.web.page_access import administrators
from pleo_erp_module.hosts.standalone.web.page_links import offset, page_of
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _

pages = Blueprint("users", __name__, url_prefix="/users")


@pages.get("")
@administrators
def index() -> str:
    """A page of the accounts."""
    tables, start = site.tables, offset()
    rows = tables.users.page(start)
    return render_template("users.html", page=page_of(rows, more=start + PAGE < tables.users.count()), roles=list(Role))


@pages.post("")
@administrators
def add() -> Response:
    """A new account, and the one-time link by which its owner chooses a password. The link is shown this once."""
    login = fold_login(request.form.get("login", ""))
    name = " ".join(request.form.get("name", "").split())[:LONGEST_LOGIN] or login
    if not login or len(login) > LONGEST_LOGIN or not login.isprintable():
        flash(_("Choose a login name of up to {count} characters.", count=LONGEST_LOGIN), "error")
        return redirect(url_for("users.index"), 303)
    role = _role()

    def work(tables: HostTables) -> str:
        tables.users.add(login, name, role, site.user.login)
        site.record("person added", detail=f"{login} {role}")
        return tables.links.make(login, site.user.login)

    return _with_link(login, work)


@pages.post("/link")
@administrators
def make_link() -> Response:
    """Void the password of an account and its sessions; its owner chooses another one by a one-time link."""
    login = request.form.get("login", "")

    def work(tables: HostTables) -> str:
        if tables.users.get(login) is None:
            raise error("person_unknown", login=login)
        tables.users.set_password(login, None)
        tables.sessions.end_all(login)
        site.record("password reset", detail=login)
        return tables.links.make(login, site.user.login)

    return _with_link(login, work)


@pages.post("/role")
@administrators
def change_role() -> Response:
    """Make an account another role's."""
    login, role = request.form.get("login", ""), _role()

    def work(tables: HostTables) -> None:
        tables.users.change(login, role=role)
        site.record("role changed", detail=f"{login} {role}")

    return _changed(work, _("The role was changed."))


@pages.post("/active")
@administrators
def change_active() -> Response:
    """Deactivate an account, which logs it out, or activate it again."""
    login, active = request.form.get("login", ""), request.form.get("active") == "1"

    def work(tables: HostTables) -> None:
        tables.users.change(login, active=active)
        if not active:
            tables.sessions.end_all(login)
            tables.links.void(login)
        site.record("person activated" if active else "person deactivated", detail=login)

    return _changed(work, _("The user is active again.") if active else _("The user is deactivated."))


def _role() -> Role:
    given = request.form.get("role", "")
    if given not in {str(role) for role in Role}:
        abort(400)
    return Role(given)


def _changed(work: Callable[[HostTables], None], done: str) -> Response:
    tables = site.tables
    try:
        tables.atomically(lambda: work(tables))
    except PleoErpError as exc:
        flash_fault(exc)
    else:
        flash(done, "success")
    return redirect(url_for("users.index"), 303)


def _with_link(login: str, work: Callable[[HostTables], str]) -> Response:
    tables = site.tables
    try:
        token = tables.atomically(lambda: work(tables))
    except PleoErpError as exc:
        flash_fault(exc)
        return redirect(url_for("users.index"), 303)
    link = url_for("setup.index", token=token, _external=True)
    return make_response(render_template("link.html", login=login, link=link))
