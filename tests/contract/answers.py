"""What a documented answer looks like, so that a stand-in can be held against the contract, too."""

from __future__ import annotations

from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from .bodies import COUNTRY, CURRENCY, INSTALLATION_STATUS, TAX_TYPE, VENDOR_STATE
from .operations import Answer, Operation
from .schemas import BOOLEAN, FREE_MAP, STRING, STRING_MAP, TIMESTAMP, UUID, Schema, answered, many, nullable, one_of

NUMBER: Schema = {"type": "number"}
INTEGER: Schema = {"type": "integer"}
CURSOR: Schema = {"type": "string", "pattern": "^[A-Z2-7=~]+$"}
_TIMES = {"createdAt": TIMESTAMP, "updatedAt": TIMESTAMP}

_ACCOUNT = answered(
    {"id": UUID, "companyId": UUID, "externalId": STRING, "name": STRING, "archived": BOOLEAN},
    {"code": nullable(STRING), "taxCodeExternalId": nullable(STRING), "metadata": nullable(FREE_MAP)},
)
_REASONS = one_of(
    "EXTERNAL_ID_ALREADY_EXISTS",
    "EXTERNAL_ID_TOO_LONG",
    "EXTERNAL_ID_EMPTY",
    "NAME_TOO_LONG",
    "NAME_EMPTY",
    "CODE_TOO_LONG",
    "OTHER",
)
RECORDS: dict[str, Schema] = {
    "client": answered(
        {"authMethod": one_of("OAUTH2", "API_KEY", "NONE"), "clientId": STRING, "scope": STRING},
        {"applicationName": STRING, "subjectURN": STRING},
    ),
    "installation": answered(
        {"id": UUID, "applicationId": UUID, "resource": STRING, "status": INSTALLATION_STATUS, "metadata": FREE_MAP, **_TIMES},
        {"errorCode": STRING},
    ),
    "company": answered(
        {"id": UUID, "name": STRING, "address": FREE_MAP}, {"organizationId": UUID, "registrationNumber": STRING}
    ),
    "group": answered(
        {"id": UUID, "companyId": UUID, "code": STRING, "name": STRING, "archived": BOOLEAN, "metadata": STRING_MAP, **_TIMES},
        {"totalTagsCount": INTEGER},
    ),
    "usage": answered({"usages": many(answered({"id": UUID, "count": INTEGER}))}),
    "tag": answered({"id": UUID, "groupId": UUID, "code": STRING, "archived": BOOLEAN, **_TIMES}, {"name": STRING}),
    "account": _ACCOUNT,
    "batch": answered({"created": many(_ACCOUNT), "failed": many(answered({"request": FREE_MAP, "reasons": many(_REASONS, 1)}))}),
    "tax code": answered(
        {"id": UUID, "companyId": UUID, "name": STRING, "rate": NUMBER, "type": TAX_TYPE, "archived": BOOLEAN, **_TIMES},
        {
            "code": nullable(STRING),
            "ingoingTaxAccount": nullable(STRING),
            "outgoingTaxAccount": nullable(STRING),
            "accountingIntegrationSystem": nullable(STRING),
        },
    ),
    "vendor": answered(
        {"id": UUID, "companyId": UUID, "name": STRING, "defaultCurrency": CURRENCY, "state": VENDOR_STATE},
        {
            "externalId": STRING,
            "code": STRING,
            "country": COUNTRY,
            "registrationNumber": STRING,
            "taxRegistrationNumber": STRING,
            "accountingSystem": STRING,
            **_TIMES,
        },
    ),
}
PAGINATION = answered(
    {
        "hasNextPage": BOOLEAN,
        "hasPreviousPage": BOOLEAN,
        "currentRequestPagination": answered(
            {"parameters": {"type": "object", "additionalProperties": many(STRING)}},
            {"after": CURSOR, "before": CURSOR, "limit": INTEGER, "offset": INTEGER},
        ),
    },
    {"startCursor": CURSOR, "endCursor": CURSOR, "total": INTEGER},
)
ERROR = answered({"type": STRING}, {"message": STRING})


def answer_violations(operation: Operation, status: int, data: Any) -> list[str]:
    """What is wrong with an answer; ``data`` is the parsed body, None when empty. An error needs a body, at any status."""
    if status >= 400:
        return [error.message for error in Draft202012Validator(ERROR).iter_errors(data)]
    found = [] if status in operation.success else [f"{operation.name} answers {operation.success}, not {status}"]
    if operation.answer is Answer.EMPTY:
        return found + ([] if data is None else [f"{operation.name} answers without a body"])
    return found + [f"{e.json_path}: {e.message}" for e in _validator(operation.answer, operation.record).iter_errors(data)]


@cache
def _validator(answer: Answer, record: str) -> Draft202012Validator:
    one = RECORDS[record]
    envelope = {
        Answer.ONE: {"data": one},
        Answer.LIST: {"data": many(one)},
        Answer.PAGE: {"data": many(one), "pagination": PAGINATION},
    }[answer]
    return Draft202012Validator(answered(envelope))
