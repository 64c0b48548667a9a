"""Choosing the dimensions that become tag groups: the choice, then what it would do, then saving (T-11 to T-22, U-9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.hosts.standalone.web.error_pages import flash_fault
from pleo_erp_module.hosts.standalone.web.page_access import administrators, company, of_company
from pleo_erp_module.hosts.standalone.web.page_links import page_of
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _, ngettext

pages = Blueprint("dimensions", __name__, url_prefix="/dimensions")


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension that may be chosen. ``values`` is None for one that the ERP does not show today."""

    code: str
    name: str
    values: int | None
    selected: bool
    proposed: bool
    chosen: bool


@pages.get("")
@administrators
@of_company
def index() -> str:
    """What the ERP has now. What was chosen before a refresh, or before going back, stays chosen."""
    connected = site.connection(company().id) is not None
    answer = site.ask("dimensions", company=company().id)
    most = answer["most"]
    offers = _offers(answer, request.args.getlist("code") if "chosen" in request.args else None)
    refused = [one for one in answer["dimensions"] if not one["selectable"]]
    chosen = [one.code for one in offers if one.chosen]
    return render_template(
        "dimensions.html",
        connected=connected,
        offers=offers,
        toggles=len(offers) <= most,  # else drop-downs (T-12, T-14)
        slots=[*chosen, *[""] * (most - len(chosen))],
        proposed=any(one.proposed for one in offers),
        page=page_of(refused),
    )


@pages.get("/review")
@administrators
@of_company
def review() -> Response | str:
    """What saving would do."""
    codes = _codes(request.args.getlist("code"))
    try:
        answer = site.ask("select", company=company().id, codes=codes, dry_run=True)
    except PleoErpError as exc:
        flash_fault(exc)
        return redirect(url_for("dimensions.index", chosen=1, code=codes), 303)
    known = {one["code"]: one for one in site.ask("dimensions", company=company().id)["dimensions"]}
    selected = [known.get(code, {"code": code, "name": code, "selected": True}) for code in answer["selected"]]
    return render_template("review.html", codes=codes, selected=selected, archives=answer["will_archive"])


@pages.post("")
@administrators
@of_company
def save() -> Response:
    """Save the choice. No run is started."""
    codes = _codes(request.form.getlist("code"))
    try:
        answer = site.ask("select", company=company().id, codes=codes)
    except PleoErpError as exc:
        flash_fault(exc)
        return redirect(url_for("dimensions.index", chosen=1, code=codes), 303)
    flash(_("The selection is saved. The next run will use it."), "success")
    count = len(answer["will_archive"])
    if count:
        names = ", ".join(one["code"] for one in answer["will_archive"])
        text = ngettext("It archives the tag group {names}.", "It archives {count} tag groups: {names}.", count, names=names)
        flash(text, "warning")
    return redirect(url_for("dimensions.index"), 303)


def _codes(given: Sequence[str]) -> list[str]:
    return [code for code in given if code]


def _offers(answer: Mapping[str, Any], chosen: Sequence[str] | None) -> list[DimensionRow]:
    """What may be chosen, with what the ERP does not show today: that stays selected unless a person decides otherwise (T-22)."""

    def is_chosen(code: str, otherwise: bool) -> bool:
        return otherwise if chosen is None else code in chosen

    shown = [
        DimensionRow(
            one["code"],
            one["name"],
            one["values"],
            one["selected"],
            one["proposed"],
            is_chosen(one["code"], one["suggested"]),
        )
        for one in answer["dimensions"]
        if one["selectable"]
    ]
    missing = [DimensionRow(code, code, None, True, False, is_chosen(code, True)) for code in answer["missing"]]
    return [*shown, *missing]
