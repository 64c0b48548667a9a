"""The ERP's companies, and which of them are connected."""

from __future__ import annotations

from pleo_erp_hookspecs import Parameter, PleoErpError, Role
from pleo_erp_hookspecs.connection_answers import CompaniesAnswer, ConnectionAnswer, ConnectionsAnswer
from pleo_erp_module.actions.action_entry import PAGE, action
from pleo_erp_module.erp import CompanyPage
from pleo_erp_module.errors import error
from pleo_erp_module.store import Connection
from pleo_erp_module.sync.runtime import Runtime

_EVERY = 10**9  # companies: no ERP has so many
_KNOWN = 20  # companies that an error names


@action(
    "companies",
    "The ERP's companies",
    Role.BOOKKEEPER,
    Parameter("company", "text", "only this company"),
    *PAGE,
    company=False,
    view=True,
)
def companies(
    runtime: Runtime, company: str | None = None, text: str = "", limit: int | None = None, offset: int = 0
) -> CompaniesAnswer:
    """The companies of the ERP: ``{companies: [{id, name}], more}``, by id; with ``limit`` a page of them, by name.

    ``company``: only the one of this id, if there is one; ``text``: only those with each of its words in their name or id.
    """
    given = runtime.host.companies()
    part = CompanyPage(company, text, _EVERY if limit is None else max(limit, 1), offset)
    if given is not None:
        found, more = part.of(given)
    else:
        with runtime.source() as source:
            whole = limit is None and company is None
            found, more = part.of(source.companies()) if whole else source.some_companies(part)
    if limit is None:
        found.sort(key=lambda one: one.id)
    return {"companies": [{"id": one.id, "name": one.name} for one in found], "more": more}


def check_company(runtime: Runtime, company: str) -> None:
    """Raises ``unknown_company`` if the ERP can be read and has no such company: then it cannot be connected, either."""
    try:
        found = companies(runtime, company)["companies"]
        known = [] if found else companies(runtime, limit=_KNOWN)["companies"]
    except PleoErpError:
        return
    if not found:
        raise error("unknown_company", known=[f"{one['id']} ({one['name']})" for one in known])


@action(
    "connections",
    "Which companies are connected",
    Role.BOOKKEEPER,
    Parameter("company", "text", "only of this company"),
    *PAGE,
    company=False,
    view=True,
)
def connections(
    runtime: Runtime, company: str | None = None, text: str = "", limit: int | None = None, offset: int = 0
) -> ConnectionsAnswer:
    """Which companies are connected, by company: all of them, or with ``limit`` a page.

    Answers ``{connections: [{company, company_name, pleo_company: {id, name}, key_end, confirmed, paused, paused_at, paused_by,
    attention, connected_at, connected_by, selected: [{code, name}]}], more}``. ``company_name`` is what the ERP called it at
    `connect`, ``key_end`` the last four characters of the API key; both are null of a connection that an earlier version made.
    ``selected`` is null as long as nothing was chosen. ``company``: only that of this one; ``text`` narrows a page: each of its
    words is in the company's id or in one of the two names.
    """
    with runtime.store() as store:
        if company is not None:
            one = store.connections.get(company)
            found, more = ([one] if one is not None else []), False
        elif limit is None:
            found, more = store.connections.all(), False
        else:
            found, more = store.connections.page(text, max(limit, 1), offset)
    return {"connections": [_connection(one) for one in found], "more": more}


def _connection(one: Connection) -> ConnectionAnswer:
    return {
        "company": one.company,
        "company_name": one.company_name,
        "pleo_company": {"id": one.pleo_company, "name": one.pleo_name},
        "key_end": one.key_end,
        "confirmed": one.confirmed_at is not None,
        "paused": one.paused_at is not None,
        "paused_at": one.paused_at.isoformat() if one.paused_at else None,
        "paused_by": one.paused_by,
        "attention": one.warnings,
        "connected_at": one.connected_at.isoformat(),
        "connected_by": one.connected_by,
        "selected": [{"code": each.code, "name": each.name} for each in one.selection.dimensions] if one.selection else None,
    }
