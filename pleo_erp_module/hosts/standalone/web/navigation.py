"""The pages that the head of every page leads to, in the order of an administrator's work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request, url_for

from pleo_erp_hookspecs import Company, PleoErpError
from pleo_erp_module.hosts.standalone.web.page_access import is_for_administrators, is_of_company
from pleo_erp_module.hosts.standalone.web.site import site
from pleo_erp_module.hosts.standalone.web.words import _
from pleo_erp_module.messages.catalogue import mark

_ENTRIES = (
    ("home.index", mark("Overview")),
    ("connect.index", mark("Connection")),
    ("dimensions.index", mark("Dimensions")),
    ("preview.index", mark("Preview")),
    ("runs.index", mark("Runs")),
    ("why.index", mark("Why?")),
    ("settings.index", mark("Settings")),
    ("diagnostics.index", mark("Diagnostics")),
    ("users.index", mark("Users")),
    ("audit.index", mark("Changes")),
)


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One link of the navigation."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Switcher:
    """The company that the page is about, and other connected ones (id and name), unless they are too many to list: then they
    are searched for on a page of their own.
    """

    current: Company
    others: Sequence[tuple[str, str]]
    endpoint: str


def context() -> dict[str, Any]:
    """What the base template shows of it."""
    user = g.get("user")
    return {"user": user, "company": g.get("company"), "navigation": _entries() if user else (), "switcher": _switcher()}


def _entries() -> list[NavigationEntry]:
    blueprint = (request.endpoint or "").partition(".")[0]
    return [
        NavigationEntry(_(label), url_for(endpoint), endpoint.partition(".")[0] == blueprint)
        for endpoint, label in _ENTRIES
        if endpoint in current_app.view_functions and (g.user.is_administrator or not is_for_administrators(endpoint))
    ]


def _switcher() -> Switcher | None:
    current: Company | None = g.get("company")
    if current is None or request.endpoint is None or not is_of_company(request.endpoint):
        return None
    try:
        answer = site.first_connections()
    except PleoErpError:  # the page itself says why
        return None
    others = [(one["company"], one["company_name"] or one["company"]) for one in answer["connections"]]
    # A page about one record of a company has no twin in another company: its blueprint's first page has.
    index = request.endpoint.partition(".")[0] + ".index"
    endpoint = index if index in current_app.view_functions else request.endpoint
    return Switcher(current, () if answer["more"] else [one for one in others if one[0] != current.id], endpoint)
