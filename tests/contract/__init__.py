"""What this project may send to Pleo and what it may get back, as tables that a machine can check.

Written from the published API description, never from the client: the client's requests are held against it in every test, and
the sandbox enforces the same tables on its side of the wire.
"""

from .answers import answer_violations
from .check import check_request, violations
from .operations import OPERATIONS, Answer, Match, Operation, find, named, paths_known
from .queries import Need, Parameter, Type

__all__ = [
    "OPERATIONS",
    "Answer",
    "Match",
    "Need",
    "Operation",
    "Parameter",
    "Type",
    "answer_violations",
    "check_request",
    "find",
    "named",
    "paths_known",
    "violations",
]
