"""One-time links: whoever opens one chooses a password, for a new administrator or for the account that it is for."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import Role
from pleo_erp_module.hosts.standalone.host_tables.one_time_links import Link
from pleo_erp_module.hosts.standalone.host_tables.users import LONGEST_LOGIN, fold_login
from pleo_erp_module.hosts.standalone.web.page_access import public
from pleo_erp_module.hosts.standalone.web.passwords import complaint
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _

pages = Blueprint("setup", __name__)


@pages.get("/link/<token>")
@public
def index(token: str) -> Response | str:
    """The form."""
    link = site.tables.links.find(token)
    return _void() if link is None else _form(link)


@pages.post("/link/<token>")
@public
def use(token: str) -> Response | str:
    """Choose the password. The link works once, also if two use it at the same moment."""
    link = site.tables.links.find(token)
    if link is None:
        return _void()
    login = fold_login(request.form.get("login", "")) if link.login is None else link.login
    name = " ".join(request.form.get("name", "").split())[:LONGEST_LOGIN] or login
    text = _login_complaint(login) or complaint(request.form.get("password", ""), request.form.get("repeated", ""), login)
    if text:
        return make_response(_form(link, text), 400)
    stored = site.passwords.hash(request.form.get("password", ""))
    tables = site.tables

    def work() -> bool:
        if not tables.links.use(token):
            return False
        if link.login is None:
            if tables.users.get(login) is None:
                tables.users.add(login, name, Role.ADMINISTRATOR, login)
            tables.users.change(login, role=Role.ADMINISTRATOR, active=True)
        tables.users.set_password(login, stored)
        tables.sessions.end_all(login)
        site.record("administrator set up" if link.login is None else "password chosen by link", user=login)
        return True

    if not tables.atomically(work):
        return _void()
    flash(_("The password is set. Log in with it."), "success")
    return redirect(url_for("login.index"), 303)


def _login_complaint(login: str) -> str | None:
    if not login or len(login) > LONGEST_LOGIN or not login.isprintable():
        return _("Choose a login name of up to {count} characters.", count=LONGEST_LOGIN)
    return None


def _form(link: Link, text: str | None = None) -> str:
    return render_template("setup.html", link=link, complaint=text)


def _void() -> Response:
    title = _("This link is no longer valid")
    message = _("It has been used, is older than 24 hours, or was replaced by a newer one.")
    following = _("Ask an administrator for a new one. The first administrator gets one with pleo-erp serve --new-link.")
    return make_response(render_template("error.html", title=title, message=message, next=following), 404)
