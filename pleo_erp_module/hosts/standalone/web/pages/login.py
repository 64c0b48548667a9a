"""Login and logout."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from pleo_erp_module.hosts.standalone.web import form_session
from pleo_erp_module.hosts.standalone.web.page_access import local, public
from pleo_erp_module.hosts.standalone.web.provider_login import account_of, provider
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _, ngettext

if TYPE_CHECKING:
    from pleo_erp_module.hosts.standalone.web.identity_provider import IdentityProvider

pages = Blueprint("login", __name__)
_NEXT = "provider_next"  # in the browser's form session: where to go on after the provider


@pages.get("/login")
@public
def index() -> Response | str:
    """The form."""
    if g.user is not None:
        return redirect(local(request.args.get("next")))
    return _form()


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
        return make_response(_form(text), 429)
    if found is None:
        text = _("Incorrect login name or password.")
        return make_response(_form(text), 403)
    answer = redirect(local(request.args.get("next")), 303)
    form_session.begin(answer, found)
    return answer


@pages.get("/login/provider")
@public
def ask_provider() -> Response:
    """Leave for the company's identity provider."""
    session[_NEXT] = local(request.args.get("next"))
    return _provider().start(site.url(url_for("login.answer_of_provider")))


@pages.get("/login/provider/answer")
@public
def answer_of_provider() -> Response:
    """Come back from it."""
    chosen = _provider()
    user = account_of(chosen.finish(), chosen.access)
    answer = redirect(local(session.get(_NEXT)), 303)
    form_session.begin(answer, user)
    site.record("logged in by provider", user=user.login)
    return answer


@pages.post("/logout")
def log_out() -> Response:
    """End the session."""
    answer = redirect(url_for("login.index"), 303)
    form_session.end(answer)
    return answer


def _provider() -> IdentityProvider:
    return provider() or abort(404)


def _form(text: str | None = None) -> str:
    chosen = provider()
    label = chosen.access.label or _("Log in with the company account") if chosen else None
    return render_template("login.html", complaint=text, nobody=site.tables.users.none_yet(), provider=label)
