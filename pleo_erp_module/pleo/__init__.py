"""The Pleo client: the only package that talks to Pleo.

`client` has the requests, `pleo_records` what they return, `pleo_errors` what can go wrong and what happens then. Below them are
`api_calls` (pace, retries, counts), `page_reader`, `pacer`, `retry_delay`, `answer_parser`, `error_body`, and `transport` (one
attempt) on `wire`.
"""

from pleo_erp_module.pleo.base_url import check_key
from pleo_erp_module.pleo.client import PleoClient
from pleo_erp_module.pleo.limits import MOST_ACCOUNTS_AT_ONCE, MOST_TAGS_AT_ONCE, Limits
from pleo_erp_module.pleo.pacer import Pacer
from pleo_erp_module.pleo.pleo_errors import RULES, Failure, PleoError, Rule, Treatment, rule_for
from pleo_erp_module.pleo.pleo_records import (
    BatchAnswer,
    BatchFailure,
    CreatedAccount,
    Installation,
    Introspection,
    NewAccount,
    PleoAccount,
    PleoCompany,
    RequestCounts,
    Tag,
    TagGroup,
)

__all__ = [
    "MOST_ACCOUNTS_AT_ONCE",
    "MOST_TAGS_AT_ONCE",
    "RULES",
    "BatchAnswer",
    "BatchFailure",
    "CreatedAccount",
    "Failure",
    "Installation",
    "Introspection",
    "Limits",
    "NewAccount",
    "Pacer",
    "PleoAccount",
    "PleoClient",
    "PleoCompany",
    "PleoError",
    "RequestCounts",
    "Rule",
    "Tag",
    "TagGroup",
    "Treatment",
    "check_key",
    "rule_for",
]
