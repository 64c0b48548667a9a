"""Vendors: DRAFT until the ERP has named its own id for them."""

from __future__ import annotations

from typing import Any

from .paging import page
from .replies import Call, Handler, RefusalError, Reply
from .state import Row

OPTIONAL = ("code", "country", "registrationNumber", "taxRegistrationNumber")
# search filter -> property
LISTS = {
    "ids": "id",
    "codes": "code",
    "externalIds": "externalId",
    "countries": "country",
    "accountingSystems": "accountingSystem",
    "taxRegistrationNumbers": "taxRegistrationNumber",
    "states": "state",
}


def _show(call: Call, row: Row) -> Row:
    return {name: value for name, value in call.show(row).items() if value is not None}


def search(call: Call) -> Reply:
    wanted: dict[str, Any] = call.body or {}
    text = wanted.get("name", "").casefold()
    # An empty list filters nothing.
    lists = [(LISTS[name], set(values)) for name, values in wanted.items() if name in LISTS and values]

    def fits(row: Row) -> bool:
        return text in row["name"].casefold() and all(row.get(name) in values for name, values in lists)

    rows = [row for row in call.state.rows("vendors", call.company(call.one("company_id") or "")) if fits(row)]
    return Reply(200, page(rows, call.query, call.about, call.switches, lambda row: _show(call, row)))


def get(call: Call) -> Reply:
    return Reply(200, {"data": _show(call, call.record("vendors", call.path["id"]))})


def create(call: Call) -> Reply:
    company = call.company(call.body["companyId"])
    _unique(call, company, call.body.get("externalId"), None)
    state = "ACTIVE" if call.body.get("externalId") else "DRAFT"
    fields = {**call.body, "name": call.text(call.body["name"]), "companyId": company, "state": state}
    return Reply(201, {"data": _show(call, call.state.insert("vendors", fields))})


def put(call: Call) -> Reply:
    row = call.record("vendors", call.path["id"])
    if call.body["companyId"].lower() != row["companyId"]:
        raise RefusalError(400, "VALIDATION_FAILED", "A vendor cannot move to another company")
    if row["state"] == "DRAFT" and not row.get("externalId"):
        raise RefusalError(400, "INVALID_STATUS_TRANSITION", "A draft vendor must be activated before it is updated")
    _unique(call, row["companyId"], call.body["externalId"], row)
    return Reply(200, {"data": _show(call, call.put("vendors", row, OPTIONAL))})


def archive(call: Call) -> Reply:
    call.state.update("vendors", call.record("vendors", call.path["id"]), {"state": "ARCHIVED"})
    return Reply(204)


def activate(call: Call) -> Reply:
    row = call.record("vendors", call.path["id"])
    _unique(call, row["companyId"], call.body["externalId"], row)
    call.state.update("vendors", row, {**call.body, "state": "ACTIVE"})
    return Reply(204)


def _unique(call: Call, company: str, external_id: str | None, own: Row | None) -> None:
    if external_id is None:
        return
    for other in call.state.with_key("vendors", company, external_id):
        if other is not own and other["externalId"] == external_id:
            raise RefusalError(409, "CONFLICT", f"A vendor with the externalId {external_id} already exists")


HANDLERS: dict[str, Handler] = {
    "search vendors": search,
    "get vendor": get,
    "create vendor": create,
    "put vendor": put,
    "archive vendor": archive,
    "activate vendor": activate,
}
