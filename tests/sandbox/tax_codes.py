"""Tax codes. Two with one code may exist: no document says otherwise."""

from __future__ import annotations

from typing import Any

from .paging import page
from .replies import Call, Handler, RefusalError, Reply, created, found
from .state import Row

OPTIONAL = ("code", "ingoingTaxAccount", "outgoingTaxAccount")


def search(call: Call) -> Reply:
    wanted: dict[str, Any] = call.body or {}

    def fits(row: Row) -> bool:
        return (
            ("archived" not in wanted or row["archived"] == wanted["archived"])
            and ("code" not in wanted or row["code"] == wanted["code"])
            and ("taxCodeIds" not in wanted or row["id"] in wanted["taxCodeIds"])
            and ("type" not in wanted or row["type"] == wanted["type"])
        )

    rows = [row for row in call.state.rows("tax_codes", call.company(call.one("company_id") or "")) if fits(row)]
    return Reply(200, page(rows, call.query, call.about, call.switches, call.show))


def get(call: Call) -> Reply:
    return found(call, call.record("tax_codes", call.path["taxCodeId"]))


def create(call: Call) -> Reply:
    company = call.company(call.body["companyId"])
    fields = {**call.body, "name": call.text(call.body["name"]), "companyId": company}
    return created(call, call.state.insert("tax_codes", fields))


def put(call: Call) -> Reply:
    row = call.record("tax_codes", call.path["taxCodeId"])
    if call.body["companyId"].lower() != row["companyId"]:
        raise RefusalError(400, "VALIDATION_FAILED", "A tax code cannot move to another company")
    return found(call, call.put("tax_codes", row, OPTIONAL))


HANDLERS: dict[str, Handler] = {
    "search tax codes": search,
    "get tax code": get,
    "create tax code": create,
    "put tax code": put,
}
