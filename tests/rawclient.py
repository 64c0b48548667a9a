"""Plain requests for the sandbox's own tests: nothing of the module, and every answer is held against the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests

from contract import answer_violations, find, named
from sandbox import Sandbox

ACME = "a0000000-0000-4000-8000-000000000001"
OTHER = "a0000000-0000-4000-8000-000000000002"
KEY = "plp_sandbox_0001"


class Raw:
    """``call`` fills an operation's path and sends it; an answer that breaks the contract is an AssertionError."""

    def __init__(self, sandbox: Sandbox, key: str = KEY) -> None:
        self.sandbox = sandbox
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.auth = (key, "")
        self.session.headers["Accept"] = "application/json"

    def send(self, method: str, path: str, **options: Any) -> requests.Response:
        """Exactly this request, unchecked."""
        return self.session.request(method, self.sandbox.base_url + path, timeout=10, allow_redirects=False, **options)

    def call(self, operation: str, body: Any = None, *, query: Mapping[str, Any] | None = None, **path: str) -> requests.Response:
        about = named(operation)
        answer = self.send(about.method, about.path.format(**path), params=query, json=body)
        match = find(about.method, about.path.format(**path))
        assert match is not None
        found = answer_violations(match.operation, answer.status_code, answer.json() if answer.content else None)
        assert not found, found
        return answer

    def data(self, operation: str, body: Any = None, *, query: Mapping[str, Any] | None = None, **path: str) -> Any:
        """The ``data`` of a success."""
        answer = self.call(operation, body, query=query, **path)
        assert answer.ok, answer.text
        return answer.json()["data"]

    def refused(
        self, operation: str, body: Any = None, *, query: Mapping[str, Any] | None = None, **path: str
    ) -> tuple[int, str]:
        """Status and message of an error."""
        answer = self.call(operation, body, query=query, **path)
        assert not answer.ok, answer.text
        return answer.status_code, answer.json()["message"]

    def pages(self, operation: str, body: Any = None, *, query: Mapping[str, Any] | None = None, **path: str) -> list[list[Any]]:
        """All pages by ``after``."""
        found: list[list[Any]] = []
        cursor: dict[str, str] = {}
        while True:
            answer = self.call(operation, body, query={**(query or {}), **cursor}, **path).json()
            found.append(answer["data"])
            if not answer["pagination"]["hasNextPage"]:
                return found
            cursor = {"after": answer["pagination"]["endCursor"]}


@contextmanager
def acme(**options: Any) -> Iterator[Raw]:
    """A started sandbox with two companies and a key with every right in the first."""
    sandbox = Sandbox(**options)
    sandbox.add_company("Acme", id=ACME)
    sandbox.add_company("Other", id=OTHER)
    sandbox.add_key(KEY)
    with sandbox:
        raw = Raw(sandbox)
        with raw.session:
            yield raw
