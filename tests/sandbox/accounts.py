"""The chart of accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .paging import page
from .replies import Call, Handler, RefusalError, Reply, found
from .state import Row

OPTIONAL = ("code", "taxCodeExternalId", "metadata")

# Which schema keyword broke at which property of a batch item: that item fails alone, with this reason.
REASONS = {
    ("externalId", "minLength"): "EXTERNAL_ID_EMPTY",
    ("externalId", "maxLength"): "EXTERNAL_ID_TOO_LONG",
    ("name", "minLength"): "NAME_EMPTY",
    ("name", "maxLength"): "NAME_TOO_LONG",
    ("code", "maxLength"): "CODE_TOO_LONG",
}


def item_reasons(item: Mapping[str, Any]) -> list[str]:
    """The documented reasons for which a batch item of the right shape fails by itself."""
    reasons = []
    for (name, keyword), reason in REASONS.items():
        length = len(item.get(name) or "")
        if (keyword == "minLength" and length < 1) or (keyword == "maxLength" and length > 255):
            reasons.append(reason)
    return reasons


def search(call: Call) -> Reply:
    body = call.body
    wanted: dict[str, Any] = {name: value for name, value in body.items() if value is not None}
    text = wanted.get("name", "").casefold()

    def fits(row: Row) -> bool:
        return (
            ("archived" not in wanted or row["archived"] == wanted["archived"])
            and ("codes" not in wanted or row["code"] in wanted["codes"])
            and ("code" not in wanted or row["code"] == wanted["code"])
            and ("externalId" not in wanted or row["externalId"] == wanted["externalId"])
            and ("ids" not in wanted or row["id"] in wanted["ids"])
            and text in row["name"].casefold()
            and not (body["excludeIfAssignedToCategory"] and row.get("_category"))
            and not (body["excludeIfAssignedToContraAccount"] and row.get("_contra"))
        )

    rows = [row for row in call.state.rows("accounts", call.company(body["companyId"])) if fits(row)]
    return Reply(200, page(rows, call.query, call.about, call.switches, call.show))


def get(call: Call) -> Reply:
    return found(call, call.record("accounts", call.path["accountId"]))


def create(call: Call) -> Reply:
    company = call.company(call.body["companyId"])
    existing = _existing(call, company, call.body["externalId"])
    if existing is not None:
        if call.switches.existing_account == "matched":
            return Reply(200, {"data": call.show(existing)})
        raise RefusalError(409, "CONFLICT", f"An account with the externalId {call.body['externalId']} already exists")
    _tax_code(call, company, call.body)
    return Reply(201, {"data": call.show(_insert(call, company, call.body))})


def batch(call: Call) -> Reply:
    company = call.company(call.body["companyId"])
    made: list[Row] = []
    failed: list[dict[str, Any]] = []
    for item in call.body["items"]:
        reasons = item_reasons(item)
        if not reasons and _existing(call, company, item["externalId"]) is not None:
            reasons = ["EXTERNAL_ID_ALREADY_EXISTS"]
        if not reasons and not _tax_code_known(call, company, item):
            reasons = ["OTHER"]
        if reasons:
            failed.append({"request": item, "reasons": reasons})
        else:
            made.append(call.show(_insert(call, company, item)))
    return Reply(201, {"data": {"created": made, "failed": failed}})


def put(call: Call) -> Reply:
    row = call.record("accounts", call.path["accountId"])
    _tax_code(call, row["companyId"], call.body)
    return found(call, call.put("accounts", row, OPTIONAL))


def _insert(call: Call, company: str, fields: Mapping[str, Any]) -> Row:
    return call.state.insert("accounts", {**fields, "name": call.text(fields["name"]), "companyId": company})


def _existing(call: Call, company: str, external_id: str) -> Row | None:
    same = [row for row in call.state.with_key("accounts", company, external_id) if row["externalId"] == external_id]
    return same[0] if same else None


def _tax_code_known(call: Call, company: str, fields: Mapping[str, Any]) -> bool:
    code = fields.get("taxCodeExternalId")
    if code is None or not call.switches.check_tax_codes:
        return True
    return any(row["code"] == code for row in call.state.with_key("tax_codes", company, code))


def _tax_code(call: Call, company: str, fields: Mapping[str, Any]) -> None:
    if not _tax_code_known(call, company, fields):
        raise RefusalError(400, "VALIDATION_FAILED", f"Tax code {fields['taxCodeExternalId']} does not exist in Pleo")


HANDLERS: dict[str, Handler] = {
    "search accounts": search,
    "get account": get,
    "create account": create,
    "batch accounts": batch,
    "put account": put,
}
