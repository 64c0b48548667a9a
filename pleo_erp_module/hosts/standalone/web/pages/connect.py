"""Connecting a company to Pleo: the key, then which two companies that brings together, and whether it is right (U-2 to U-8)."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.hosts.pleo_options import ENVIRONMENTS
from pleo_erp_module.hosts.standalone.web.error_pages import flash_fault
from pleo_erp_module.hosts.standalone.web.page_access import administrators, company, of_company
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _, fault_parts
from pleo_erp_module.messages.catalogue import mark
from pleo_erp_module.secret_text import SecretText

KEY_EXPIRES = "key_expires"  # the setting that says when the key ends

pages = Blueprint("connect", __name__, url_prefix="/connect")

_SOON = 14  # days before the key ends, from which on the page warns
#: What an error asks for besides the key; only then the form has it.
_ASKED_BY = {
    "pleo_company_unclear": "pleo_company",
    "pleo_company_differs": "pleo_company",
    "wrong_pleo_company": "pleo_company",
    "database_moved": "moved",
    "profile_changed": "moved",
    "read_database_changed": "moved",
    "tables_of_other_erp": "moved",
    "other_installation": "take_over",
}
_ENVIRONMENTS = {"production": mark("production"), "staging": mark("staging")}


@pages.get("")
@administrators
@of_company
def index() -> str:
    """Whether the company is connected, and the form."""
    return _page()


@pages.post("")
@administrators
@of_company
def connect() -> Response:
    """Check the key and connect, or replace the key. What was typed as the key is never shown again."""
    here, before, form = company().id, site.connection(company().id), request.form
    asked = set(form.getlist("asked")) & set(_ASKED_BY.values())
    expires = form.get("expires", "").strip()
    if site.ask("settings", company=here, changes={KEY_EXPIRES: expires}, dry_run=True)["refused"]:
        return make_response(_page(asked, wrong_day=True), 400)
    try:
        answer = site.ask(
            "connect",
            company=here,
            key=SecretText(form.get("key", "")),
            pleo_company=(form.get("pleo_company", "").strip() or None) if "pleo_company" in asked else None,
            moved="moved" in asked and form.get("moved") == "1",
            take_over="take_over" in asked and form.get("take_over") == "1",
        )
    except PleoErpError as fault:
        asked |= {_ASKED_BY[fault.code]} if fault.code in _ASKED_BY else set()
        return make_response(_page(asked, fault), 400)
    if expires:
        site.ask("settings", company=here, changes={KEY_EXPIRES: expires})
    if answer["language"]:
        flash(_("Names are read in the language {language}.", language=answer["language"]), "info")
    for warning in answer["warnings"]:
        parts = fault_parts(warning)
        flash(f"{parts['message']} {parts['next']}", "warning")
    if before is not None and before["pleo_company"]["id"] == answer["pleo_company"]["id"]:
        flash(_("The key was replaced. Selection, settings and releases were kept."), "success")
        return redirect(url_for("connect.index"), 303)
    if before is not None:
        name = before["pleo_company"]["name"] or before["pleo_company"]["id"]
        flash(_("The connection to {name} was replaced. Its plans and releases are no longer valid.", name=name), "warning")
    return redirect(url_for("connect.pair"), 303)


@pages.get("/pair")
@administrators
@of_company
def pair() -> Response | str:
    """Which two companies are connected now: right, or not?"""
    found = site.connection(company().id)
    if found is None:
        return redirect(url_for("connect.index"))
    details = site.ask("settings", company=company().id)["details"]
    proposed = [setting for setting in details if setting["proposable"]]
    return render_template("pair.html", connection=found, proposed=proposed, **_environment())


@pages.post("/disconnect")
@administrators
@of_company
def disconnect() -> Response:
    """Forget the key."""
    try:
        site.ask("disconnect", company=company().id)
    except PleoErpError as fault:
        flash_fault(fault)
    else:
        flash(_("Disconnected. Nothing was archived in Pleo; selection and settings are kept."), "success")
    return redirect(url_for("connect.index"), 303)


def _page(asked: set[str] | None = None, fault: PleoErpError | None = None, wrong_day: bool = False) -> str:
    found = site.connection(company().id)
    return render_template(
        "connect.html",
        connection=found,
        key_ends=_key_ends() if found else None,
        asked=sorted(asked or ()),
        fault=fault,
        wrong_day=wrong_day,
        **_environment(),
    )


def _key_ends() -> tuple[date, int] | None:
    """The last day of the key, if somebody said so, and in how many days that is; a warning from `_SOON` days on."""
    text = str(site.ask("settings", company=company().id)["settings"][KEY_EXPIRES])
    day = date.fromisoformat(text) if text else None
    return (day, (day - site.now().date()).days) if day else None


def _environment() -> dict[str, Any]:
    """The environment's name, or the address that is configured instead of one."""
    url = site.config.pleo.base_url.rstrip("/")
    name = next((name for name, known in ENVIRONMENTS.items() if known == url), None)
    return {"environment": _(_ENVIRONMENTS[name]) if name else urlsplit(url).netloc.rpartition("@")[2], "soon": _SOON}
