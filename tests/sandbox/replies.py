"""An answer, an error, and one call on its way to either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contract import Operation

from .state import Row, State, shown
from .switches import Switches


@dataclass(frozen=True, slots=True)
class Request:
    """What came over the wire; header names in lower case, query decoded and in order."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    @property
    def writes(self) -> bool:
        return self.method != "GET" and not self.path.endswith(":search")

    def query_lists(self) -> dict[str, list[str]]:
        """Each parameter's values."""
        found: dict[str, list[str]] = {}
        for name, value in self.query:
            found.setdefault(name, []).append(value)
        return found


@dataclass(frozen=True, slots=True)
class Reply:
    """``body`` None: an empty answer."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class RefusalError(Exception):
    """An answer with Pleo's error body ``{type, message}``."""

    def __init__(self, status: int, kind: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.reply = Reply(status, {"type": kind, "message": message}, headers or {})


@dataclass(frozen=True, slots=True)
class Call:
    """One checked request: who asks, what for, and the world it acts on."""

    state: State
    switches: Switches
    key: Row
    operation: Operation
    path: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    body: Any
    about: str

    def one(self, name: str) -> str | None:
        """A query parameter's value."""
        return self.query[name][0] if name in self.query else None

    def show(self, row: Row) -> Row:
        """The record as an answer has it."""
        record = shown(row) | ({"undocumented": {"since": "always"}} if self.switches.extras else {})
        return record | ({"name": f"{row['name']}\ud83d"} if self.switches.half_characters and "name" in row else {})

    def flag(self, name: str, default: bool) -> bool:
        value = self.one(name)
        return default if value is None else value == "true"

    def companies(self) -> set[str]:
        """The ids of the companies that the key sees."""
        if self.key["level"] == "company":
            return {self.key["companyId"]}
        return {row["id"] for row in self.state.rows("companies") if row.get("organizationId") == self.key["organizationId"]}

    def company(self, company_id: str) -> str:
        """The same id when the key sees that company. Raises RefusalError."""
        if company_id.lower() not in self.companies():
            raise RefusalError(self.switches.wrong_company, "COMPANY_NOT_FOUND", f"Company {company_id} was not found")
        return company_id.lower()

    def record(self, kind: str, record_id: str) -> Row:
        """A record that exists in a company that the key sees. Raises RefusalError 404."""
        row = self.state.get(kind, record_id)
        if row is not None:
            holder = self.state.get("groups", row["groupId"]) if kind == "tags" else row
            if holder is not None and holder["companyId"] in self.companies():
                return row
        raise RefusalError(404, "NOT_FOUND", f"{kind[:-1].replace('_', ' ').capitalize()} {record_id} was not found")

    def text(self, value: str) -> str:
        """A name as the switches let it be stored."""
        if self.switches.strip_names:
            value = value.strip()
        return value if self.switches.cut_names is None else value[: self.switches.cut_names]

    def put(self, kind: str, row: Row, optional: Sequence[str]) -> Row:
        """A full replacement by the body; what happens to an ``optional`` property that it leaves out is a switch."""
        changes = {} if self.switches.omitted == "keep" else dict.fromkeys(optional)
        sent = {name: value for name, value in self.body.items() if name != "companyId"}
        changes |= {name: self.text(value) if name == "name" else value for name, value in sent.items()}
        return self.state.update(kind, row, changes)


Handler = Callable[[Call], Reply]


def created(call: Call, row: Row) -> Reply:
    status = 201 if call.operation.success == (201,) else call.switches.undocumented_success
    return Reply(status, {"data": call.show(row)})


def found(call: Call, row: Row) -> Reply:
    status = 200 if call.operation.success == (200,) else call.switches.undocumented_success
    return Reply(status, {"data": call.show(row)})
