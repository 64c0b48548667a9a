"""Transactions, shields and snapshots in SQL Server's words."""

from __future__ import annotations

import pytest

from pleo_erp_module.odbc import Database, DatabaseError

from . import on_sqlite


@pytest.fixture
def said(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements, in order."""
    database.execute("CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY)")
    said: list[str] = []
    real = on_sqlite.in_sqlite

    def listen(sql: str) -> str:
        said.append(sql)
        return real(sql)

    monkeypatch.setattr(on_sqlite, "in_sqlite", listen)
    return said


def _ids(database: Database) -> list[int]:
    return [int(row[0]) for row in database.rows("SELECT id FROM t ORDER BY id")]


def test_a_transaction_is_read_committed_and_commits(database: Database, said: list[str]) -> None:
    with database.transaction():
        database.execute("INSERT INTO t (id) VALUES (?)", (1,))
    assert [*said[:2], said[-1]] == ["SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "BEGIN TRANSACTION", "COMMIT TRANSACTION"]
    assert _ids(database) == [1]


def test_a_transaction_that_fails_is_rolled_back_if_the_server_has_not_done_so(database: Database, said: list[str]) -> None:
    with pytest.raises(DatabaseError), database.transaction():
        database.executemany("INSERT INTO t (id) VALUES (?)", [(1,), (1,)])
    assert said[-1] == "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION"
    assert _ids(database) == []


def test_a_shield_lets_the_transaction_live(database: Database, said: list[str]) -> None:
    with database.transaction():
        database.execute("INSERT INTO t (id) VALUES (?)", (1,))
        with database.shield():
            database.execute("INSERT INTO t (id) VALUES (?)", (2,))
        assert said[-1] == "SET XACT_ABORT ON"
        with pytest.raises(DatabaseError), database.shield():
            database.executemany("INSERT INTO t (id) VALUES (?)", [(3,), (1,)])
        assert said[-2:] == ["IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION pleo_erp_shield", "SET XACT_ABORT ON"]
    assert said.count("SET XACT_ABORT OFF") == said.count("SAVE TRANSACTION pleo_erp_shield") == 2
    assert _ids(database) == [1, 2]


def test_a_snapshot_leaves_no_isolation_level_behind(database: Database, said: list[str]) -> None:
    with database.snapshot():
        assert _ids(database) == []
    assert said[1:3] == ["SET TRANSACTION ISOLATION LEVEL SNAPSHOT", "BEGIN TRANSACTION"]
    assert said[-2:] == ["IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"]
