"""Request bodies. A name ending in CREATE, PUT or SEARCH says which request it belongs to."""

from __future__ import annotations

from .schemas import BOOLEAN, FREE_MAP, STRING, STRING_MAP, UUID, many, nullable, one_of, sent, text

CODE = NAME = text(1, 255)

GROUP_CREATE = sent({"code": CODE, "name": NAME, "archived": BOOLEAN}, {"metadata": STRING_MAP})
GROUP_PUT = sent({"code": CODE, "name": NAME, "archived": BOOLEAN, "metadata": STRING_MAP})

TAG_CREATE = TAG_PUT = sent({"code": CODE, "archived": BOOLEAN}, {"name": NAME, "otherDimensionValues": many(STRING)})
TAG_SEARCH = sent(
    {},
    {"tagIds": many(UUID), "tagGroupIds": many(UUID), "textSearch": STRING, "includeArchived": BOOLEAN, "archived": BOOLEAN},
)
TAG_BULK_ARCHIVE = sent({"companyId": UUID, "archived": BOOLEAN, "tagIds": many(UUID, 1, 100)})
TAG_BULK_DELETE = sent({"companyId": UUID, "tagIds": many(UUID, 1, 100)})

_ACCOUNT_KEY = {"externalId": text(1, 255), "name": NAME, "archived": BOOLEAN}
_ACCOUNT_OPTIONAL = {"code": nullable(text(0, 255)), "taxCodeExternalId": nullable(STRING), "metadata": nullable(FREE_MAP)}
ACCOUNT_CREATE = sent({"companyId": UUID, **_ACCOUNT_KEY}, _ACCOUNT_OPTIONAL)
ACCOUNT_BATCH = sent({"companyId": UUID, "items": many(sent(_ACCOUNT_KEY, _ACCOUNT_OPTIONAL), 1, 1000)})
ACCOUNT_PUT = sent({"name": NAME, "archived": BOOLEAN}, _ACCOUNT_OPTIONAL)
ACCOUNT_SEARCH = sent(
    {"companyId": UUID, "excludeIfAssignedToCategory": BOOLEAN, "excludeIfAssignedToContraAccount": BOOLEAN},
    {
        "archived": nullable(BOOLEAN),
        "codes": nullable(many(nullable(STRING))),
        "code": nullable(STRING),
        "externalId": nullable(STRING),
        "ids": nullable(many(nullable(UUID))),
        "name": nullable(STRING),
    },
)

# A fraction: 0.2 is 20 %. "exclusive" exists but is not supported for new tax codes.
RATE = {"type": "number", "minimum": 0, "maximum": 1}
TAX_TYPE = one_of("inclusive", "exclusive", "reverse")
_TAX_CODE = {"companyId": UUID, "name": NAME, "rate": RATE, "archived": BOOLEAN}
_TAX_CODE_OPTIONAL = {
    "code": nullable(text(0, 255)),
    "ingoingTaxAccount": nullable(STRING),
    "outgoingTaxAccount": nullable(STRING),
}
TAX_CODE_CREATE = sent({**_TAX_CODE, "type": one_of("inclusive", "reverse")}, _TAX_CODE_OPTIONAL)
TAX_CODE_PUT = sent({**_TAX_CODE, "type": TAX_TYPE}, _TAX_CODE_OPTIONAL)
TAX_CODE_SEARCH = sent({}, {"archived": BOOLEAN, "code": STRING, "taxCodeIds": many(UUID), "type": TAX_TYPE})

CURRENCY = {"type": "string", "pattern": "^[A-Z]{3}$"}
COUNTRY = {"type": "string", "pattern": "^([A-Z]{2}|UNDEFINED)$"}
VENDOR_STATE = one_of("DRAFT", "ACTIVE", "ARCHIVED")
_VENDOR = {"companyId": UUID, "name": NAME, "defaultCurrency": CURRENCY}
_VENDOR_OPTIONAL = {
    "code": CODE,
    "country": COUNTRY,
    "registrationNumber": text(0, 255),
    "taxRegistrationNumber": text(0, 255),
}
VENDOR_CREATE = sent(_VENDOR, {"externalId": text(), **_VENDOR_OPTIONAL})
VENDOR_PUT = sent({**_VENDOR, "externalId": text(), "state": VENDOR_STATE}, _VENDOR_OPTIONAL)
VENDOR_ACTIVATE = sent({"externalId": text()}, {"code": CODE})
VENDOR_SEARCH = sent(
    {},
    {
        "ids": many(UUID, 0, 100),
        "codes": many(STRING, 0, 100),
        "externalIds": many(STRING, 0, 100),
        "countries": many(COUNTRY, 0, 100),
        "accountingSystems": many(STRING, 0, 100),
        "taxRegistrationNumbers": many(STRING, 0, 100),
        "states": many(VENDOR_STATE, 0, 4),
        "name": STRING,
    },
)

INSTALLATION_STATUS = one_of("AUTHORIZED", "PENDING_INTEGRATION", "ACTIVATED", "INACTIVE", "ERROR")
INSTALLATION_CREATE = sent({}, {"status": INSTALLATION_STATUS, "metadata": FREE_MAP})
INSTALLATION_PUT = sent(
    {"status": INSTALLATION_STATUS}, {"errorCode": one_of("NOT_ENTITLED", "AUTH_ERROR"), "metadata": FREE_MAP}
)
