"""The Pleo client: the only room that talks to Pleo.

`client` says what can be asked, `records` what comes back, `faults` what can go wrong and what happens then. Below them:
`calls` (pace, repeats, counts), `paging`, `pacer`, `backoff`, `parse`, `message`, and `transport` (one attempt) on `wire`.
"""

from pleo_erp_module.pleo.address import check_key
from pleo_erp_module.pleo.client import PleoClient
from pleo_erp_module.pleo.faults import RULES, Happens, PleoFault, Rule, Trouble, rule_for
from pleo_erp_module.pleo.limits import MOST_ACCOUNTS_AT_ONCE, MOST_TAGS_AT_ONCE, Limits
from pleo_erp_module.pleo.pacer import Pacer
from pleo_erp_module.pleo.records import (
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
    "Happens",
    "Installation",
    "Introspection",
    "Limits",
    "NewAccount",
    "Pacer",
    "PleoAccount",
    "PleoClient",
    "PleoCompany",
    "PleoFault",
    "RequestCounts",
    "Rule",
    "Tag",
    "TagGroup",
    "Trouble",
    "check_key",
    "rule_for",
]
