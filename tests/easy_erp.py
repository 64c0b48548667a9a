"""An ERP that is easy to change: four plain tables and a profile that reads them, on every engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyodbc

import mariadb_server
import servers
from engines import in_unicode

Row = str | tuple[str, ...]

PROFILE = """
title = "Easy"
engines = ["sqlite", "postgresql", "mariadb", "sqlserver"]
[entities.companies]
[entities.dimensions]
[entities.values]
[entities.accounts]
[tables.firm]
name = "firm"
columns = ["company", "name"]
[tables.dimension]
name = "dimension"
columns = ["company", "id", "code", "name", "usable", "why_not", "place"]
[tables.dimension_value]
name = "dimension_value"
columns = ["company", "dimension", "code", "name", "usable", "why_not", "place"]
[tables.ledger]
name = "ledger"
columns = ["company", "id", "code", "name", "tax_code", "usable", "why_not", "place"]
"""
SELECTS = {
    "companies": "SELECT f.company AS id, f.name AS name FROM {firm} f",
    "dimensions": """SELECT d.id, d.code, d.name, d.usable, d.why_not
        FROM {dimension} d WHERE d.company = :company ORDER BY d.place""",
    "values": """SELECT v.code, v.name, v.usable, v.why_not
        FROM {dimension_value} v WHERE v.company = :company AND v.dimension = :dimension ORDER BY v.place""",
    "accounts": """SELECT a.id, a.code, a.name, a.tax_code, a.usable, a.why_not
        FROM {ledger} a WHERE a.company = :company ORDER BY a.place""",
}
_TEXT = "VARCHAR(400)"
_COMMON = f"code {_TEXT}, name {_TEXT}, usable INTEGER, why_not {_TEXT}, place INTEGER"
TABLES = (
    f"CREATE TABLE firm (company {_TEXT}, name {_TEXT})",
    f"CREATE TABLE dimension (company {_TEXT}, id {_TEXT}, {_COMMON})",
    f"CREATE TABLE dimension_value (company {_TEXT}, dimension {_TEXT}, {_COMMON})",
    f"CREATE TABLE ledger (company {_TEXT}, id {_TEXT}, tax_code {_TEXT}, {_COMMON})",
)


def write_profile(folder: Path) -> Path:
    """A folder of profiles that holds the profile ``easy``."""
    easy = folder / "easy"
    easy.mkdir(parents=True)
    (easy / "profile.toml").write_text(PROFILE, "utf-8")
    for entity, select in SELECTS.items():
        (easy / f"{entity}.sql").write_text(select, "utf-8")
    return folder


class Erp:
    """The ERP's tables. A row of values is ``"CODE"``, ``(code, name)`` or ``(code, name, why_not)``; one of accounts has the id
    in front. Its id, its code and its name are one if only that one is given. Each ``set_…`` replaces what was there."""

    def __init__(self, connection: str, company: str = "1") -> None:
        self.connection = connection
        self.company = company

    def execute(self, sql: str, *parameters: object) -> None:
        """Run a statement and commit it."""
        self.many(sql, [parameters])

    def many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        """Run a statement once for each row and commit it all."""
        connection = pyodbc.connect(self.connection, autocommit=False)
        if mariadb_server.DRIVER in self.connection:
            mariadb_server.plain(connection)
        try:
            for row in rows:
                connection.execute(sql, *row)
            connection.commit()
        finally:
            connection.close()

    def add_company(self, company: str, name: str) -> None:
        self.execute("INSERT INTO firm (company, name) VALUES (?, ?)", company, name)

    def set_dimensions(self, *rows: Row) -> None:
        # The code serves as the row's id; a row without a code has an id all the same.
        self._replace("dimension", None, [(row[0] or f"row {place}", *row) for place, row in enumerate(map(_named, rows))])

    def set_values(self, dimension: str, rows: Iterable[Row]) -> None:
        self._replace("dimension_value", dimension, [_named(row) for row in rows])

    def set_accounts(self, rows: Iterable[tuple[str, ...]]) -> None:
        self._replace("ledger", None, [(row[0], *_named(row[1:])) for row in rows])

    def spoil(self, table: str, place: int, **where: str) -> None:
        """Make the read of a table fail at one row: neither usable nor not."""
        condition = "".join(f" AND {column} = ?" for column in where)
        sql = f"UPDATE {table} SET usable = NULL WHERE company = ? AND place = ?{condition}"
        self.execute(sql, self.company, place, *where.values())

    def mend(self, table: str) -> None:
        """Undo `spoil`."""
        self.execute(f"UPDATE {table} SET usable = 1 WHERE usable IS NULL")

    def _replace(self, table: str, dimension: str | None, rows: Sequence[tuple[str, ...]]) -> None:
        owner, value = (
            ("company = ?", [self.company]) if dimension is None else ("company = ? AND dimension = ?", [self.company, dimension])
        )
        self.execute(f"DELETE FROM {table} WHERE {owner}", *value)
        names = {"dimension": ["id", "code", "name"], "dimension_value": ["code", "name"], "ledger": ["id", "code", "name"]}[
            table
        ]
        columns = ["company", *(["dimension"] if dimension is not None else []), *names, "usable", "why_not", "place"]
        full = []
        for place, row in enumerate(rows):
            why_not = row[len(names)] if len(row) > len(names) else None
            full.append([*value, *row[: len(names)], 0 if why_not else 1, why_not, place])
        marks = ", ".join("?" * len(columns))
        self.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", full)


def _named(row: Row) -> tuple[str, ...]:
    row = (row,) if isinstance(row, str) else row
    return row if len(row) > 1 else (row[0], row[0])


def empty_erp(connection: str) -> str:
    """Make the ERP's tables, with one company."""
    erp = Erp(connection)
    for statement in TABLES:
        erp.execute(in_unicode(statement) if "SQL Server" in connection else statement)
    erp.add_company("1", "Acme")
    return connection


def copied(template: Path, path: Path) -> str:
    """A copy of a SQLite database: its connection string."""
    shutil.copyfile(template, path)
    return servers.sqlite_connection(path)
