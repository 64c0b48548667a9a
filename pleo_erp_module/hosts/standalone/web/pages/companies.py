"""Choosing the company that a page is about: searched for, since there may be many."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request

from pleo_erp_module.hosts.standalone.web.page_access import is_of_company
from pleo_erp_module.hosts.standalone.web.page_links import SIZE, offset, page_of
from pleo_erp_module.hosts.standalone.web.site import site

pages = Blueprint("companies", __name__, url_prefix="/companies")


@pages.get("")
def index() -> str:
    """A page of the ERP's companies whose name or id has the words; each leads to the page that asked."""
    to = _target(request.args.get("to", ""))
    answer = site.ask("companies", text=request.args.get("q", "").strip(), limit=SIZE, offset=offset())
    return render_template("companies.html", page=page_of(answer["companies"], more=answer["more"]), to=to)


def _target(wanted: str) -> str:
    """The endpoint that is meant, if its address needs nothing but a company; else the first page of its group, or of any."""
    rules = [rule for rule in current_app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    usable = [rule.endpoint for rule in rules if is_of_company(rule.endpoint)]
    offered = (wanted, wanted.partition(".")[0] + ".index", *usable)
    return next((endpoint for endpoint in offered if endpoint in usable), "home.index")
