"""A database with the module's tables that many tests use one after the other, each as it was made."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from pleo_erp_module.odbc import Database, DatabaseError, open_database
from pleo_erp_module.store import Store
from pleo_erp_module.store.migrations import TABLES

INDEXES = {
    "postgresql": "SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "mariadb": """SELECT DISTINCT table_name, index_name FROM information_schema.statistics
        WHERE table_schema = DATABASE() ORDER BY 1, 2""",
    "sqlserver": "SELECT object_id, name FROM sys.indexes WHERE object_id IN (SELECT object_id FROM sys.tables) ORDER BY 1, 2",
}


def install(connection: str) -> None:
    """Make the module's tables."""
    with open_database(connection, purpose="store") as database:
        Store(database, None, lambda: datetime.now(UTC)).migrations.apply()


class InstalledDatabase:
    """Emptying the tables is quicker than making them: a migration takes a server a tenth of a second."""

    def __init__(self, connection: str) -> None:
        install(connection)
        self.connection = connection
        with open_database(connection, purpose="store") as database:
            self._schema = self._look(database)
            self._rows = {table: self._content(database, table) for table in TABLES}

    def restore(self) -> bool:
        """Bring back the rows of the beginning; False if a test has changed the tables themselves."""
        with suppress(DatabaseError), open_database(self.connection, purpose="store") as database:
            if self._look(database) != self._schema:
                return False
            with database.transaction():
                for table, (names, rows) in self._rows.items():
                    database.execute(f"DELETE FROM {table}")
                    if rows:
                        marks = ", ".join("?" * len(names))
                        database.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
            return True
        return False

    @staticmethod
    def _look(database: Database) -> tuple[object, ...]:
        """What a test may have changed of the tables."""
        indexes = [tuple(row) for row in database.rows(INDEXES[database.dialect.name])]
        return database.dialect.table_columns(database), indexes

    @staticmethod
    def _content(database: Database, table: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
        select = f"SELECT * FROM {table}"
        return database.columns(select), [tuple(row) for row in database.rows(select)]
