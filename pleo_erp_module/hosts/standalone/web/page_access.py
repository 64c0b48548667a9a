"""Who may open a page, and which company it is about. Without a mark a page is for everybody who is logged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import Company, Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.web.site import site

View = TypeVar("View", bound=Callable[..., object])
_PUBLIC: set[object] = set()
_ADMINISTRATORS: set[object] = set()
_OF_COMPANY: set[object] = set()


def public(view: View) -> View:
    """For anybody."""
    _PUBLIC.add(view)
    return view


def administrators(view: View) -> View:
    """For administrators only."""
    _ADMINISTRATORS.add(view)
    return view


def of_company(view: View) -> View:
    """About one company, which `company` answers; without ``?company=ID`` it is asked for, unless there is one only."""
    _OF_COMPANY.add(view)
    return view


def company() -> Company:
    """The company that this page is about."""
    found: Company = g.company
    return found


def is_for_administrators(endpoint: str) -> bool:
    """Whether a bookkeeper may not open it."""
    return current_app.view_functions[endpoint] in _ADMINISTRATORS


def is_of_company(endpoint: str) -> bool:
    """Whether it is about one company."""
    return current_app.view_functions[endpoint] in _OF_COMPANY


def check() -> Response | None:
    """Before each request: lets through who may, and settles the company."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or view in _PUBLIC or request.endpoint == "static":
        return None
    if g.user is None:
        if wants_json():
            abort(401)
        back = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("login.index", next=back if back != "/" else None))
    if view in _ADMINISTRATORS and not site.user.is_administrator:
        raise error("forbidden", user=site.user.login, action=request.path, role=Message("role_administrator"))
    return _settle_company() if view in _OF_COMPANY else None


def _settle_company() -> Response | None:
    wanted = request.values.get("company")
    found = site.only_company() if wanted is None else site.company(wanted)
    if found is not None:
        g.company = found
        return None
    return redirect(url_for("companies.index", to=request.endpoint)) if wanted is None else abort(404)


def keep_company(endpoint: str, values: dict[str, object]) -> None:
    """Links from one company's page to another page of a company stay with it."""
    here = g.get("company")
    if here is not None and endpoint in current_app.view_functions and is_of_company(endpoint):
        values.setdefault("company", here.id)


def wants_json() -> bool:
    """Whether a script asks, not a person."""
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def local(target: str | None) -> str:
    """Where to go on: a path on this site, else the first page. Never another site."""
    odd = target is None or not target.startswith("/") or target.startswith(("//", "/\\")) or not target.isprintable()
    return "/" if odd or target is None else target
