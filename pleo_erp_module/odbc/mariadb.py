"""MariaDB through its Connector/ODBC, which Debian calls "MariaDB Unicode"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.database_errors import DatabaseError, DatabaseErrorKind
from pleo_erp_module.odbc.dialect import Dialect, Purpose, kind_of_state, refused_tables

if TYPE_CHECKING:
    import pyodbc

    from pleo_erp_module.odbc.database import Database

# An UPDATE counts the rows that it found, not only those in which a value became another one.
_FOUND_ROWS = 2
_OPTION = ("option", "options")

# Each time limit in seconds: the server's own default, which stands for "nobody has set it", and ours. Without them a host that
# holds a lock itself would wait for itself for ever.
_TIMEOUTS: Mapping[str, tuple[float, Mapping[Purpose, int]]] = {
    "innodb_lock_wait_timeout": (50, {"erp": 10, "store": 10}),
    "lock_wait_timeout": (86400, {"erp": 10, "store": 10}),
    "max_statement_time": (0, {"erp": 600, "store": 60}),
}
_IDLE = 28800  # seconds that the server keeps a connection which waits for Pleo

# As a portable SELECT means it: "x" is a name, || joins texts, and nothing is cut or rounded to fit without an error.
_SQL_MODE = "ANSI_QUOTES,PIPES_AS_CONCAT,STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"

_CANARY = "Økonomi – ąłę – 漢字 – \N{RECEIPT}"

_NUMBERS: Mapping[int, DatabaseErrorKind] = {
    number: kind
    for kind, numbers in {
        DatabaseErrorKind.LOGIN: (1045, 1251, 1698, 1820, 1862, 4151),
        DatabaseErrorKind.DATABASE_UNKNOWN: (1046, 1049),
        DatabaseErrorKind.PERMISSION: (1044, 1142, 1143, 1227, 1356, 1370),
        DatabaseErrorKind.TABLE_MISSING: (1051, 1146),
        DatabaseErrorKind.COLUMN_MISSING: (1054,),
        DatabaseErrorKind.DUPLICATE: (1022, 1062, 1169, 1451, 1452, 1586, 4025),
        DatabaseErrorKind.LOCKED: (1020, 1205, 1213, 1689),
        DatabaseErrorKind.TIMEOUT: (1317, 1969, 3024),
        DatabaseErrorKind.UNREACHABLE: (
            1040,
            1053,
            1129,
            1130,
            1152,
            1158,
            1159,
            1160,
            1161,
            1203,
            1226,
            1927,
            *range(2002, 2014),
            4031,
        ),
        DatabaseErrorKind.READ_ONLY: (1036, 1290, 1792, 1836),
        DatabaseErrorKind.INVALID_TEXT: (1300,),
    }.items()
    for number in numbers
}
_NO_TEXT = 1366  # also of a value that is not a number

_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
_COLUMNS = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"


class MariaDB(Dialect):
    """InnoDB's consistent snapshot. The driver keeps a whole result in memory while it is read.

    A MySQL server answers the same driver by another name and is refused: its collations and its DDL differ.
    """

    name = "mariadb"
    dbms_name = "MariaDB"
    driver_words: ClassVar[tuple[str, ...]] = ("mariadb", "maodbc", "mysql", "myodbc")
    unsuited_file = r"myodbc"
    better_driver = "MariaDB Unicode"
    has_schemas = False
    subject_pattern = r"Table '(?:.*\.)?([^'.]+)' doesn't exist|Unknown column '(?:[^']*\.)?([^'.]+)'"
    now_ms = "CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS SIGNED)"  # `set_up` sees to it that no hour comes twice
    begin_write = ("START TRANSACTION READ WRITE",)
    begin_shield = end_shield = undo_shield = ()  # a statement that fails does not spoil its transaction
    begin_snapshot = ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")

    def options(self, purpose: Purpose) -> Mapping[str, str]:
        return {"OPTION": str(_FOUND_ROWS), "CHARSET": "utf8mb4"}

    def complete(self, connection: ConnectionString, purpose: Purpose) -> ConnectionString:
        # OPTION is a sum of flags: ours is added to the administrator's. In another CHARSET text would not survive.
        items = [item for item in connection.items if item.keyword.casefold() not in (*_OPTION, "charset")]
        given = connection.get(*_OPTION) or "0"
        if not given.strip().isdecimal():
            raise error("connection_string_invalid", detail=Message("string_option_number"))
        options = {**self.options(purpose), "OPTION": str(int(given) | _FOUND_ROWS)}
        return ConnectionString(tuple(items)).completed(options)

    def set_encoding(self, raw: pyodbc.Connection) -> None:
        # As UTF-16, which pyodbc would choose, the driver silently cuts the ends of texts off.
        import pyodbc

        raw.setdecoding(pyodbc.SQL_CHAR, encoding="utf-8", ctype=pyodbc.SQL_CHAR)
        raw.setdecoding(pyodbc.SQL_WCHAR, encoding="utf-8", ctype=pyodbc.SQL_CHAR)
        raw.setencoding(encoding="utf-8", ctype=pyodbc.SQL_CHAR)

    def set_up(self, database: Database, purpose: Purpose) -> None:
        import pyodbc

        settings = {
            "sql_mode": f"'{_SQL_MODE}'",
            "tx_isolation": "'READ-COMMITTED'",
            "wait_timeout": f"GREATEST(@@wait_timeout, {_IDLE})",
            **{name: f"IF(@@{name} = {unset}, {ours[purpose]}, @@{name})" for name, (unset, ours) in _TIMEOUTS.items()},
        }
        if purpose == "store":
            settings["time_zone"] = "'+00:00'"
        database.execute("SET " + ", ".join(f"SESSION {name} = {value}" for name, value in settings.items()))
        name, text = _first_look(database)
        if name is None:
            raise error("connection_string_invalid", detail=Message("string_without_database"))
        if text != _CANARY:
            raise error("driver_unsuited", driver=str(database.raw.getinfo(pyodbc.SQL_DRIVER_NAME)), better=self.better_driver)

    def fingerprint(self, database: Database) -> str:
        # The server's own word for itself, whichever of its addresses the connection string names.
        [(host, port, name)] = database.rows("SELECT @@hostname, @@port, DATABASE()")
        return f"mariadb://{host.casefold()}:{port}/{name}"

    def table_columns(self, database: Database, names: Iterable[str] | None = None) -> dict[str, frozenset[str]]:
        wanted = None if names is None else {self.fold(name) for name in names}
        if wanted is not None and not wanted:
            return {}
        columns: dict[str, set[str]] = {}
        if wanted is None:
            for table, column in database.rows(_COLUMNS):
                columns.setdefault(table, set()).add(self.fold(column))
        else:
            visible = [str(row[0]) for row in database.rows(_TABLES)]
            for table in visible:
                if self.fold(table) in wanted:
                    # One by one: only then the server opens no other table, and there may be thousands.
                    rows = database.rows(_COLUMNS + " AND table_name = ?", (table,))
                    columns[table] = {self.fold(column) for name, column in rows if name == table}
        found: dict[str, frozenset[str]] = {}
        for table, present in columns.items():
            folded = self.fold(table)
            # Two tables whose names differ only in case: what both of them have, for the profile may mean either.
            found[folded] = found.get(folded, frozenset(present)) & present
        return found

    def table_names(self, database: Database) -> frozenset[str]:
        return frozenset(self.fold(str(row[0])) for row in database.rows(_TABLES))

    def places(self, database: Database, names: Iterable[str]) -> dict[str, str]:
        # Its schemas are the databases.
        [(here,)] = database.rows("SELECT DATABASE()")
        return dict.fromkeys(self.table_names(database) & {self.fold(name) for name in names}, here)

    def login(self, name: str) -> str:
        user, at, host = name.rpartition("@")
        return f"{self.quote(user)}@{self.quote(host)}" if at else f"{self.quote(name)}@'%'"

    def create_login(self, name: str) -> Sequence[str]:
        return (f"CREATE USER {self.login(name)} IDENTIFIED BY '…'",)

    def own_place(self, database: Database, places: Collection[str]) -> str:
        # Its schemas are the server's databases, and several ERPs may have one there.
        [(here,)] = database.rows("SELECT DATABASE()")
        return super().own_place(database, {here})

    def grant_own(self, database: Database, place: str, login: str, apart: bool) -> Sequence[str]:
        if apart:
            [(place,)] = database.rows("SELECT DATABASE()")
        # In the name of a whole database _ and % stand for any characters.
        literal = re.sub(r"([_%\\])", r"\\\1", self.quote(place))
        return [f"CREATE DATABASE IF NOT EXISTS {self.quote(place)}", f"GRANT ALL PRIVILEGES ON {literal}.* TO {login}"]

    def hidden(self, database: Database, names: Iterable[str]) -> frozenset[str]:
        # The server refuses a table that is not there in the same words, unless the login may read the whole database.
        return refused_tables(database, names)

    def classify(self, sqlstate: str, detail: str, numbers: Collection[int] = ()) -> DatabaseErrorKind:
        for number in numbers:
            if number == _NO_TEXT and "string value" in detail:
                return DatabaseErrorKind.INVALID_TEXT
            with suppress(KeyError):
                return _NUMBERS[number]
        return kind_of_state(sqlstate)

    def fold(self, identifier: str) -> str:
        # Columns are compared without case, and so are tables on some servers.
        return identifier.lower()

    def quote(self, identifier: str) -> str:
        # Backticks count in every sql_mode.
        if not identifier or "\0" in identifier:
            raise ValueError("an identifier needs a name without NUL")
        return "`" + identifier.replace("`", "``") + "`"


def _first_look(database: Database) -> tuple[object, object]:
    """The name of the database, and what comes back from the server of a text that was sent."""
    try:
        [(name, text)] = database.rows("SELECT DATABASE(), CAST(? AS CHAR)", (_CANARY,))
    except DatabaseError as exc:
        if exc.kind is DatabaseErrorKind.INVALID_TEXT:
            return "", None
        raise
    return name, text
