"""Login and logout."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_module.hosts.standalone.web import form_session
from pleo_erp_module.hosts.standalone.web.page_access import local, public
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _, ngettext

pages = Blueprint("login", __name__)


@pages.get("/login")
@public
def index() -> Response | str:
    """The form."""
    if g.user is not None:
        return redirect(local(request.args.get("next")))
    return render_template("login.html", nobody=site.desk.users.none_yet())


@pages.post("/login")
@public
def log_in() -> Response:
    """Check login name and password."""
    found = form_session.try_login(request.form.get("login", ""), request.form.get("password", ""))
    if isinstance(found, timedelta):
        minutes = int(found.total_seconds() // 60) + 1
        text = ngettext(
            "Too many failed logins. Try again in a minute.",
            "Too many failed logins. Try again in {count} minutes.",
            minutes,
        )
        return make_response(render_template("login.html", complaint=text), 429)
    if found is None:
        text = _("Incorrect login name or password.")
        return make_response(render_template("login.html", complaint=text), 403)
    answer = redirect(local(request.args.get("next")), 303)
    form_session.begin(answer, found)
    return answer


@pages.post("/logout")
def log_out() -> Response:
    """End the session."""
    answer = redirect(url_for("login.index"), 303)
    form_session.end(answer)
    return answer
