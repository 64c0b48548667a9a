"""Who am I, the installation, and the companies."""

from __future__ import annotations

from .paging import page
from .replies import Call, Handler, RefusalError, Reply, found


def introspect(call: Call) -> Reply:
    data = {"authMethod": "API_KEY", "clientId": call.key["id"], "scope": " ".join(call.key["scope"])}
    if call.switches.subject:
        company = call.key["level"] == "company"
        data["subjectURN"] = (
            f"urn:pleo:company:{call.key['companyId']}" if company else f"urn:pleo:organization:{call.key['organizationId']}"
        )
    return Reply(200, {"data": data})


def get_installation(call: Call) -> Reply:
    company = call.one("company_id") or call.key["companyId"]
    if company is not None:
        installations = call.state.rows("installations", call.company(company))
        if installations:
            return found(call, installations[0])
    raise RefusalError(404, "NOT_FOUND", "Installation does not exist")


def create_installation(call: Call) -> Reply:
    """One for each key's company; its application is the key's."""
    company = call.company(call.key["companyId"])
    fields = {"companyId": company, "applicationId": call.key["id"], "resource": f"urn:pleo:company:{company}", **call.body}
    return found(call, call.state.insert("installations", fields))


def put_installation(call: Call) -> Reply:
    """Metadata that is left out stays."""
    installations = call.state.rows("installations", call.company(call.key["companyId"]))
    if not installations:
        raise RefusalError(400, "BAD_REQUEST", "Installation does not exist")
    return found(call, call.state.update("installations", installations[0], call.body))


def list_companies(call: Call) -> Reply:
    organisation = call.one("organization_id")
    seen = call.companies()
    rows = [
        row for row in call.state.rows("companies") if row["id"] in seen and organisation in (None, row.get("organizationId"))
    ]
    return Reply(200, page(rows, call.query, call.about, call.switches, call.show))


def get_company(call: Call) -> Reply:
    row = call.state.get("companies", call.path["companyId"])
    if row is None or row["id"] not in call.companies():
        raise RefusalError(404, "NOT_FOUND", "Company with given ID not found")
    return found(call, row)


HANDLERS: dict[str, Handler] = {
    "introspect": introspect,
    "get installation": get_installation,
    "create installation": create_installation,
    "put installation": put_installation,
    "list companies": list_companies,
    "get company": get_company,
}
