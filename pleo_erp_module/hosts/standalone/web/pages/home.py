"""The overview: which companies are connected, and in which state."""

from __future__ import annotations

from flask import Blueprint, render_template

from pleo_erp_module.hosts.standalone.web.paging import page_of
from pleo_erp_module.hosts.standalone.web.site import site

pages = Blueprint("home", __name__)


@pages.get("/")
def index() -> str:
    """All companies, those that are connected first."""
    connected = {one["company"]: one for one in site.ask("connections")["connections"]}
    known = sorted(site.companies(), key=lambda one: one.id not in connected)
    page = page_of(known)
    return render_template("home.html", page=page, connections=connected, count=len(connected))
