"""Why one tag, tag group or account is as it is in Pleo."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.hosts.standalone.web.page_access import company, of_company
from pleo_erp_module.hosts.standalone.web.site import site

pages = Blueprint("why", __name__, url_prefix="/why")


@pages.get("")
@of_company
def index() -> str:
    """The question and, once it is asked, its answer. Both sides are looked at; nothing is written."""
    code = request.args.get("code", "").strip()
    kinds = {one["kind"]: one for one in site.ask("kinds")["kinds"]}
    kind, dimension = request.args.get("kind", next(iter(kinds))), request.args.get("dimension", "").strip()
    answer, fault = None, None
    if code:
        only = dimension if dimension and kind in kinds and kinds[kind]["dimension"] else None
        try:
            answer = site.ask("why", company=company().id, kind=kind, code=code, dimension=only)
        except PleoErpError as refused:
            fault = refused
    asked = {"kind": kind, "code": code, "dimension": dimension}
    return render_template("why.html", kinds=kinds, selected=site.selected(company().id), **asked, answer=answer, fault=fault)
