"""A clock that only sleeping moves, Pleo's answers as plain data, and a client wired to both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pleo_erp_hookspecs import PleoAccess
from pleo_erp_module.pleo import PleoClient
from pleo_erp_module.secret_text import SecretText

BASE = "https://pleo.test"
GATEWAY = "https://gateway.example/pleo"  # takes its own path off before it hands a request on
KEY = "plp_0123456789abcdef"
COMPANY = "12abc3d4-e567-890e-1234-abc56e78fabc"
GROUP = "c04c7e9e-6c15-11ee-b962-0242ac120002"
TAG = "0f3e9f0e-6c16-11ee-b962-0242ac120002"
ACCOUNT = "77049275-6c15-11ee-b962-0242ac120002"
CREATED = "2023-08-23T03:11:48Z"


class FakeTime:
    """``clock`` for the client, and a ``sleep`` that moves it and remembers how long."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeps: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(round(seconds, 6))
        self.now += seconds


def connect(time: FakeTime, base_url: str = BASE, **settings: Any) -> PleoClient:
    """A client whose waits are the longest that jitter allows, and whose pace does not hinder."""
    access = settings.pop("access", PleoAccess(base_url=base_url, requests_per_minute=600_000))
    chosen: dict[str, Any] = {"clock": time.clock, "sleep": time.sleep, "random": lambda: 1.0, "wall_clock": lambda: 0.0}
    return PleoClient(access, SecretText(KEY), **{**chosen, **settings})


def number(count: int) -> str:
    """A UUID for each number."""
    return f"00000000-0000-4000-8000-{count:012d}"


def group(**changed: Any) -> dict[str, Any]:
    """A tag group as Pleo answers it."""
    return {
        "id": GROUP,
        "companyId": COMPANY,
        "code": "DEPT",
        "name": "Department",
        "archived": False,
        "metadata": {"k": "v"},
        "createdAt": CREATED,
        "updatedAt": CREATED,
        **changed,
    }


def tag(**changed: Any) -> dict[str, Any]:
    """A tag as Pleo answers it."""
    return {
        "id": TAG,
        "groupId": GROUP,
        "code": "ENG",
        "name": "Engineering",
        "archived": False,
        "createdAt": CREATED,
        "updatedAt": CREATED,
        **changed,
    }


def account(**changed: Any) -> dict[str, Any]:
    """An account as Pleo answers it."""
    return {
        "id": ACCOUNT,
        "companyId": COMPANY,
        "externalId": "e1",
        "code": "1000",
        "name": "Cash",
        "archived": False,
        "taxCodeExternalId": None,
        "metadata": None,
        **changed,
    }


def page(*items: Any, cursor: str | None = None, more: bool | None = None, total: int | None = None) -> dict[str, Any]:
    """A page of a list; with ``cursor`` there is another one behind it."""
    pagination: dict[str, Any] = {
        "hasNextPage": cursor is not None if more is None else more,
        "hasPreviousPage": False,
        "currentRequestPagination": {"parameters": {}},
    }
    if cursor is not None:
        pagination["endCursor"] = cursor
    if total is not None:
        pagination["total"] = total
    return {"data": list(items), "pagination": pagination}


def chain(raised: BaseException | None) -> Iterator[BaseException]:
    """An exception and all that hang on it."""
    while raised is not None:
        yield raised
        raised = raised.__cause__ or raised.__context__
