"""One's own account: password, language, time zone."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import available_timezones

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_module.hosts.standalone.web import form_session
from pleo_erp_module.hosts.standalone.web.passwords import complaint
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _
from pleo_erp_module.messages.catalogue import LANGUAGES

pages = Blueprint("account", __name__, url_prefix="/account")


@pages.get("")
def index() -> str:
    """The forms."""
    return _show()


@pages.post("/password")
def change_password() -> Response | str:
    """Takes the old password, too; logs out everywhere else. Wrong old ones count as failed logins."""
    login, password = site.user.login, request.form.get("password", "")
    found = form_session.try_login(login, request.form.get("old", ""))
    if found is None or isinstance(found, timedelta):
        return make_response(_show(_("The current password is incorrect, or there were too many attempts.")), 403)
    text = complaint(password, request.form.get("repeated", ""), login)
    if text:
        return make_response(_show(text), 400)
    stored, tables = site.passwords.hash(password), site.tables

    def work() -> None:
        tables.users.set_password(login, stored)
        tables.sessions.end_all(login)
        site.record("password changed")

    tables.atomically(work)
    answer = redirect(url_for("account.index"), 303)
    form_session.begin(answer, found)
    flash(_("The password was changed."), "success")
    return answer


@pages.post("/choices")
def change_choices() -> Response:
    """Language and time zone; left empty they follow the browser and the configuration."""
    language, zone = request.form.get("language", ""), request.form.get("time_zone", "")
    chosen = zone if zone in available_timezones() else None
    site.tables.users.set_choices(site.user.login, language if language in LANGUAGES else None, chosen)
    flash(_("Saved."), "success")
    return redirect(url_for("account.index"), 303)


def _show(text: str | None = None) -> str:
    zones = sorted(zone for zone in available_timezones() if "/" in zone)
    return render_template("account.html", complaint=text, languages=LANGUAGES, zones=zones, default=str(site.time_zone))
