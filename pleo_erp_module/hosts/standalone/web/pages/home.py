"""The overview: which companies are connected, in which state, and when they run."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from pleo_erp_module.hosts.standalone.web.page_links import SIZE, offset, page_of
from pleo_erp_module.hosts.standalone.web.site import site

pages = Blueprint("home", __name__)


@pages.get("/")
def index() -> str:
    """A page of the connections: those that have the words."""
    words = request.args.get("q", "").strip()
    answer = site.ask("connections", text=words, limit=SIZE, offset=offset())
    found = answer["connections"]
    schedule = site.ask("schedule", companies=[one["company"] for one in found])
    return render_template(
        "home.html",
        page=page_of(found, more=answer["more"]),
        jobs={job["company"]: job for job in schedule["jobs"]},
        now=schedule["now"],
        words=words,
    )
