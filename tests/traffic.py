"""What goes to and from the databases: connections, statements, write transactions and rows, counted where they leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from pleo_erp_module.odbc import Database


@dataclass(slots=True)
class Traffic:
    """All statements in order, those of transactions and of the set-up of connections included.

    A statement that is run once for each of many rows counts as many: each of them is waited for.
    """

    connections: int = 0
    transactions: int = 0
    rows: int = 0
    sql: list[str] = field(default_factory=list)

    @property
    def statements(self) -> int:
        """How many statements were sent."""
        return len(self.sql)

    def repeated(self) -> list[str]:
        """Statements that were sent more than once, the most frequent first."""
        return [f"{count} x {sql}" for sql, count in Counter(self.sql).most_common() if count > 1]


@contextmanager
def traffic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Traffic]:
    """Count inside, in every thread."""
    seen, make, run, many, fetch = Traffic(), Database.__init__, Database._run, Database.executemany, Database._fetch

    def made(self: Database, *arguments: Any) -> None:
        seen.connections += 1
        make(self, *arguments)

    def _run(self: Database, sql: str, params: Any) -> Any:
        seen.sql.append(sql)
        seen.transactions += sql == self.dialect.begin_write[-1]
        return run(self, sql, params)

    def executemany(self: Database, sql: str, params: Any) -> None:
        batch: Sequence[Any] = list(params)
        seen.sql.extend([sql] * len(batch))
        many(self, sql, batch)

    def _fetch(self: Database, cursor: Any) -> Any:
        batch = fetch(self, cursor)
        seen.rows += len(batch)
        return batch

    with monkeypatch.context() as patch:
        for name, method in (("__init__", made), ("_run", _run), ("executemany", executemany), ("_fetch", _fetch)):
            patch.setattr(Database, name, method)
        yield seen
