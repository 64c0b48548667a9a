"""Microsoft SQL Server 2012 and later through Microsoft's ODBC driver or FreeTDS.

Plain T-SQL only: nothing here needs a hint, MARS, or a database option that is not set already.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from pleo_erp_module.errors import error
from pleo_erp_module.odbc import driver
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.database_errors import DatabaseErrorKind
from pleo_erp_module.odbc.dialect import Dialect, Purpose, kind_of_state, refused_tables

if TYPE_CHECKING:
    import pyodbc

    from pleo_erp_module.odbc.database import Database

# By the server's own numbers: its sentences come in its own language, and FreeTDS has few SQLSTATEs. One message can have
# several numbers (an unknown database is also a failed login), so the first of these rows counts that has one of them.
_FAULTS: tuple[tuple[DatabaseErrorKind, frozenset[int]], ...] = (
    (DatabaseErrorKind.DATABASE_UNKNOWN, frozenset({911, 4060, 4063, 4064})),
    (DatabaseErrorKind.LOGIN, frozenset({916, 18452, 18456, 18470, 18486, 18487, 18488})),
    (DatabaseErrorKind.LOCKED, frozenset({1205, 1222, 3960, 3961})),
    (DatabaseErrorKind.PERMISSION, frozenset({229, 230, 262, 297, 300, 15247})),
    (DatabaseErrorKind.TABLE_MISSING, frozenset({208})),
    (DatabaseErrorKind.COLUMN_MISSING, frozenset({207})),
    (DatabaseErrorKind.DUPLICATE, frozenset({547, 2601, 2627})),
    (DatabaseErrorKind.READ_ONLY, frozenset({3906})),
    (DatabaseErrorKind.UNREACHABLE, frozenset({6005, 10928, 10929, 20006, 20009, 20047, 40197, 40501, 40613})),
)

# What the module relies on, whatever the server's "user options", the data source and the driver say. Without a count of rows
# (NOCOUNT) an upsert and the lease could not tell whether they met a row; without ANSI_WARNINGS too long a text is cut without a
# word; FreeTDS cuts texts at 64512 bytes unless TEXTSIZE says otherwise; '2026-01-31' is read as ymd in every language.
SESSION = (
    "SET NOCOUNT OFF",
    "SET IMPLICIT_TRANSACTIONS OFF",
    "SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON",
    "SET TEXTSIZE 2147483647",
    "SET DATEFORMAT ymd",
    "SET XACT_ABORT ON",
    "SET LOCK_TIMEOUT 10000",  # on the server: a driver's time-out would leave the transaction in doubt
    "SET DEADLOCK_PRIORITY LOW",  # the module can try again, the ERP's users could not
)
_EXAMPLE = "Ø😀漢"

# Tables and views that a bare name reaches: those of the login's own schema, then those of dbo.
_COLUMNS = """
SELECT CASE WHEN o.schema_id = SCHEMA_ID() THEN 0 ELSE 1 END AS place, o.name, c.name
FROM sys.objects o
JOIN sys.columns c ON c.object_id = o.object_id
WHERE o.type IN ('U', 'V') AND (o.schema_id = SCHEMA_ID() OR o.schema_id = SCHEMA_ID('dbo')) {which}
ORDER BY place, o.name, c.name
"""
_TABLES = """
SELECT o.name, SCHEMA_NAME(o.schema_id)
FROM sys.objects o
WHERE o.type IN ('U', 'V') AND (o.schema_id = SCHEMA_ID() OR o.schema_id = SCHEMA_ID('dbo'))
ORDER BY CASE WHEN o.schema_id = SCHEMA_ID() THEN 1 ELSE 0 END
"""


class SQLServer(Dialect):
    """SNAPSHOT isolation where the database allows it, else READ COMMITTED; never NOLOCK.

    SQL Server has no read-only transaction: what a snapshot would write is rolled back at its end.
    """

    name = "sqlserver"
    dbms_name = "Microsoft SQL Server"
    driver_words: ClassVar[tuple[str, ...]] = ("sql server", "msodbcsql", "sqlncli", "freetds", "tdsodbc")
    unsuited_file = r"sqlsrv32"  # as old as Windows: knows neither max types nor protocols of this century
    better_driver = "ODBC Driver 18 for SQL Server"
    has_schemas = True
    usual_place = "dbo"
    caution = "sqlserver_untried"
    subject_pattern = r"Invalid (?:object|column) name '(.+?)'"
    # Seconds are an int, so they are counted from 2000 (valid until 2068). The two readings of the clock may differ: then the
    # result is less than a second early, which the lease's margin covers.
    now_ms = (
        "(CAST(DATEDIFF(second, '20000101', SYSUTCDATETIME()) AS BIGINT) * 1000 + 946684800000"
        " + DATEPART(millisecond, SYSUTCDATETIME()))"
    )
    begin_write = ("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "BEGIN TRANSACTION")
    end_write = ("COMMIT TRANSACTION",)
    undo_write = ("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION",)  # XACT_ABORT rolls back by itself
    begin_snapshot = ("SET TRANSACTION ISOLATION LEVEL SNAPSHOT", "BEGIN TRANSACTION")
    begin_read_committed: ClassVar[tuple[str, ...]] = begin_write
    end_snapshot = ("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
    # With XACT_ABORT no failure could be undone alone. Where the transaction is lost all the same, the next shield fails (628):
    # no read goes on in another moment without a word.
    begin_shield = ("SAVE TRANSACTION pleo_erp_shield", "SET XACT_ABORT OFF")
    end_shield = ("SET XACT_ABORT ON",)
    undo_shield = ("IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION pleo_erp_shield", "SET XACT_ABORT ON")
    concat = "+"
    script_begin = "SET XACT_ABORT ON;\nBEGIN TRANSACTION;"
    script_end = "COMMIT TRANSACTION;"

    def options(self, purpose: Purpose) -> Mapping[str, str]:
        return {"APP": "pleo-erp"}  # what a DBA sees in the list of sessions

    def complete(self, connection: ConnectionString, purpose: Purpose) -> ConnectionString:
        complete = super().complete(connection, purpose)
        # Microsoft's driver needs nothing more. How it encrypts and whom it trusts is the administrator's.
        if re.search("freetds|tdsodbc", _driver(connection).casefold()):
            complete = complete.completed({"TDS_Version": "7.4", "ClientCharset": "UTF-8"})
        return complete

    def set_encoding(self, raw: pyodbc.Connection) -> None:
        import pyodbc

        super().set_encoding(raw)
        # The driver knows each column's code page; in bytes it would use this machine's, and lose what that one lacks.
        raw.setdecoding(pyodbc.SQL_CHAR, encoding="utf-16-le", ctype=pyodbc.SQL_WCHAR)

    def set_up(self, database: Database, purpose: Purpose) -> None:
        # As one batch, since each is waited for; without parameters, since with them it would hold for the batch only.
        database.execute("; ".join(SESSION))
        # An old protocol or character set changes text on its way.
        if [row[0] for row in database.rows("SELECT CAST(? AS NVARCHAR(10))", (_EXAMPLE,))] != [_EXAMPLE]:
            import pyodbc

            raise error("driver_unsuited", driver=database.raw.getinfo(pyodbc.SQL_DRIVER_NAME), better=self.better_driver)

    def fingerprint(self, database: Database) -> str:
        # The cast: drivers cannot read an sql_variant.
        [(server, name)] = database.rows("SELECT CAST(SERVERPROPERTY('ServerName') AS NVARCHAR(256)), DB_NAME()")
        return f"sqlserver://{server.casefold()}/{name}"

    def start_snapshot(self, database: Database) -> None:
        """The first row that is read fixes the moment."""
        # Asked and not tried: an error (3952) would come in the middle of a read.
        sql = "SELECT snapshot_isolation_state FROM sys.databases WHERE database_id = DB_ID()"
        allowed = [int(row[0]) for row in database.rows(sql)] == [1]
        for begin in self.begin_snapshot if allowed else self.begin_read_committed:
            database.execute(begin)

    def table_columns(self, database: Database, names: Iterable[str] | None = None) -> dict[str, frozenset[str]]:
        wanted = None if names is None else sorted({self.fold(name) for name in names})
        if wanted == []:
            return {}
        which = "" if wanted is None else f"AND o.name COLLATE Latin1_General_100_CI_AS IN ({', '.join('?' * len(wanted))})"
        found: dict[tuple[str, int], set[str]] = {}
        for place, table, column in database.rows(_COLUMNS.format(which=which), wanted or ()):
            found.setdefault((self.fold(table), int(place)), set()).add(self.fold(column))
        # The last one stays: that of the login's own schema.
        return {table: frozenset(found[table, place]) for table, place in sorted(found, key=lambda key: (key[0], -key[1]))}

    def table_names(self, database: Database) -> frozenset[str]:
        return frozenset(self.fold(str(row[0])) for row in database.rows(_TABLES))

    def places(self, database: Database, names: Iterable[str]) -> dict[str, str]:
        wanted = {self.fold(name) for name in names}
        # The last one stays: that of the login's own schema.
        found = {self.fold(str(table)): str(place) for table, place in database.rows(_TABLES)}
        return {table: place for table, place in found.items() if table in wanted}

    def create_login(self, name: str) -> Sequence[str]:
        login = self.login(name)
        how = "FROM WINDOWS" if "\\" in name else "WITH PASSWORD = '…'"
        return f"CREATE LOGIN {login} {how}", f"CREATE USER {login} FOR LOGIN {login}"

    def grant_select(self, place: str, table: str, columns: Sequence[str], login: str) -> str:
        which = f" ({', '.join(map(self.quote, columns))})" if columns else ""
        return f"GRANT SELECT ON OBJECT::{self.quote(place)}.{self.quote(table)}{which} TO {login}"

    def grant_way(self, database: Database, places: Collection[str], login: str) -> Sequence[str]:
        others = sorted(set(places) - {"dbo"})
        return [f"ALTER USER {login} WITH DEFAULT_SCHEMA = {self.quote(others[0])}"] if others else []

    def grant_own(self, database: Database, place: str, login: str, apart: bool) -> Sequence[str]:
        # CREATE SCHEMA must stand alone in what is sent to the server.
        create = f"CREATE SCHEMA {self.quote(place)} AUTHORIZATION {login}".replace("'", "''")
        named = place.replace("'", "''")
        return [f"IF SCHEMA_ID(N'{named}') IS NULL EXEC (N'{create}')", f"GRANT CREATE TABLE TO {login}"]

    def hidden(self, database: Database, names: Iterable[str]) -> frozenset[str]:
        # Without VIEW DEFINITION the catalogue shows what the login has a right to, and nothing else.
        return refused_tables(database, names)

    def classify(self, sqlstate: str, detail: str, numbers: Collection[int] = ()) -> DatabaseErrorKind:
        for kind, known in _FAULTS:
            if not known.isdisjoint(numbers):
                return kind
        if sqlstate == "HYT00" and re.search(r"(?i)login time-?out", detail):
            return DatabaseErrorKind.UNREACHABLE
        return kind_of_state(sqlstate)

    def fold(self, identifier: str) -> str:
        # Where a database does tell case apart, a name in another case is found here and refused when it is read.
        return identifier.lower()

    def quote(self, identifier: str) -> str:
        return "[" + super().quote(identifier)[1:-1].replace('""', '"').replace("]", "]]") + "]"

    def drop_table(self, table: str) -> str:
        # DROP TABLE IF EXISTS came with 2016.
        as_text = table.replace("'", "''")
        return f"IF OBJECT_ID(N'{as_text}', N'U') IS NOT NULL DROP TABLE {table}"

    def page(self, select: str, limit: int, offset: int) -> str:
        return f"{select} OFFSET {offset:d} ROWS FETCH NEXT {limit:d} ROWS ONLY"

    def probe(self, select: str) -> str:
        # A SELECT with ORDER BY or WITH cannot stand in another one: it begins to run, but nobody asks for its rows.
        return select if re.search(r"(?i)\border\s+by\b|\bwith\b", select) else super().probe(select)


def _driver(connection: ConnectionString) -> str:
    """The driver that a connection string names, by itself or by its data source."""
    named = connection.get("Driver")
    if named is not None:
        return named
    sources = {dsn.casefold(): by for dsn, by in driver.data_sources().items()}
    return sources.get((connection.get("DSN") or "").casefold(), "")
