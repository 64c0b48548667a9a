"""What an engine must tell about itself; one subclass for each, and no ``if engine`` anywhere else."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Literal

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.database_errors import DatabaseError, DatabaseErrorKind

if TYPE_CHECKING:
    import pyodbc

    from pleo_erp_module.odbc.database import Database

_OWN_PLACE = "pleo_erp"
_LONGEST_PLACE = 51  # bytes of an ERP's place in the name of ours
Purpose = Literal["erp", "store"]  # reading the ERP, or the module's own tables


class Dialect(ABC):
    """One database engine behind its ODBC driver."""

    name: ClassVar[str]  # as in profiles and in the folders of sql/module
    dbms_name: ClassVar[str]  # what SQLGetInfo(SQL_DBMS_NAME) answers
    driver_words: ClassVar[tuple[str, ...]]  # any of these in a driver's name or file tells the engine
    unsuited_file: ClassVar[str]  # pattern for the files of drivers of this engine that change text
    better_driver: ClassVar[str]
    has_schemas: ClassVar[bool]
    subject_pattern: ClassVar[str]  # finds in a sentence of the engine which table or column it misses
    now_ms: ClassVar[str]  # SQL expression: the database's clock, whole milliseconds since 1970 (UTC)
    concat: ClassVar[str] = "||"  # the operator that joins two texts
    begin_write: ClassVar[tuple[str, ...]]
    end_write: ClassVar[tuple[str, ...]] = ("COMMIT",)
    undo_write: ClassVar[tuple[str, ...]] = ("ROLLBACK",)
    begin_snapshot: ClassVar[tuple[str, ...]]  # the last one, or the first read, fixes the moment that is seen
    end_snapshot: ClassVar[tuple[str, ...]] = ("ROLLBACK",)
    begin_shield: ClassVar[tuple[str, ...]] = ("SAVEPOINT pleo_erp_shield",)
    end_shield: ClassVar[tuple[str, ...]] = ("RELEASE SAVEPOINT pleo_erp_shield",)
    undo_shield: ClassVar[tuple[str, ...]] = ("ROLLBACK TO SAVEPOINT pleo_erp_shield", "RELEASE SAVEPOINT pleo_erp_shield")
    script_begin: ClassVar[str] = "BEGIN;"  # around a step in a script for a DBA
    script_end: ClassVar[str] = "COMMIT;"
    has_rights: ClassVar[bool] = True  # whether each login has rights of its own
    usual_place: ClassVar[str] = ""  # the schema that the tables of an ERP are in unless it has one of its own
    caution: ClassVar[str] = ""  # the code of a message to administrators, such as what was never tested

    @abstractmethod
    def options(self, purpose: Purpose) -> Mapping[str, str]:
        """Driver options that the module needs and adds where the administrator has not set them."""

    def complete(self, connection: ConnectionString, purpose: Purpose) -> ConnectionString:
        """The connection string as this driver needs it. Raises PleoErpError ``connection_string_invalid``."""
        return connection.completed(self.options(purpose))

    def check_driver(self, driver_file: str) -> None:
        """Raises PleoErpError ``driver_unsuited`` for a driver of this engine that changes text."""
        if re.search(self.unsuited_file, driver_file.casefold()):
            raise error("driver_unsuited", driver=driver_file, better=self.better_driver)

    def set_encoding(self, raw: pyodbc.Connection) -> None:
        """Make text arrive and leave unchanged, whatever the platform's defaults."""
        import pyodbc

        raw.setdecoding(pyodbc.SQL_CHAR, encoding="utf-8")
        raw.setdecoding(pyodbc.SQL_WCHAR, encoding="utf-16-le")
        raw.setencoding(encoding="utf-16-le")

    @abstractmethod
    def set_up(self, database: Database, purpose: Purpose) -> None:
        """Time-outs for locks and statements, and a first look that proves that the database can be used."""

    @abstractmethod
    def fingerprint(self, database: Database) -> str:
        """Server and database name, the same in every process and on every connection to the database."""

    @abstractmethod
    def table_columns(self, database: Database, names: Iterable[str] | None = None) -> dict[str, frozenset[str]]:
        """The visible tables and views with their columns, names as `fold` gives them; only ``names`` if given.

        Tables that the login may not read are there as well: that they cannot be read shows when they are. Where the engine
        does not show them, `hidden` tells.
        """

    @abstractmethod
    def table_names(self, database: Database) -> frozenset[str]:
        """The visible tables and views, as `table_columns` knows them; their columns are not read."""

    def hidden(self, database: Database, names: Iterable[str]) -> frozenset[str]:
        """Those of ``names``, which `table_columns` does not know, that the login may not see if they are there at all."""
        return frozenset()

    def subject(self, detail: str) -> str | None:
        """The table or column that a sentence of the engine is about."""
        found = re.search(self.subject_pattern, detail)
        return next(filter(None, found.groups()), None) if found else None

    @abstractmethod
    def classify(self, sqlstate: str, detail: str, numbers: Collection[int] = ()) -> DatabaseErrorKind:
        """The kind of an error; ``numbers`` are the engine's own."""

    def connect_detail(self, connection: ConnectionString, detail: str) -> tuple[DatabaseErrorKind | None, Message | str]:
        """A better word for a failed connect than the driver's, if there is one."""
        return None, detail

    def fold(self, identifier: str) -> str:
        """How the engine compares a quoted identifier: two names are one if they fold alike."""
        return identifier

    def quote(self, identifier: str) -> str:
        """An identifier of any characters, as SQL takes it."""
        if not identifier or "\0" in identifier:
            raise ValueError("an identifier needs a name without NUL")
        return '"' + identifier.replace('"', '""') + '"'

    def qualify(self, schema: str | None, identifier: str) -> str:
        """A quoted table name, in ``schema`` if given. Raises PleoErpError ``schema_unsupported``."""
        if schema is None:
            return self.quote(identifier)
        if not self.has_schemas:
            raise error("schema_unsupported", engine=self.dbms_name)
        return f"{self.quote(schema)}.{self.quote(identifier)}"

    def places(self, database: Database, names: Iterable[str]) -> dict[str, str]:
        """Where those of ``names`` are that a bare name reaches, by the name as `fold` gives it: in which schema."""
        return {}

    def login(self, name: str) -> str:
        """A login's name, quoted."""
        return self.quote(name)

    def create_login(self, name: str) -> Sequence[str]:
        """Statements that make a login, for a DBA to fill in the password."""
        return ()

    def grant_select(self, place: str, table: str, columns: Sequence[str], login: str) -> str:
        """A statement that lets a login (quoted) read these columns of a table; none: all of them."""
        which = f" ({', '.join(map(self.quote, columns))})" if columns else ""
        return f"GRANT SELECT{which} ON {self.quote(place)}.{self.quote(table)} TO {login}"

    def grant_way(self, database: Database, places: Collection[str], login: str) -> Sequence[str]:
        """Statements without which a login would not find the tables in ``places`` by their bare names."""
        return ()

    def open_places(self, database: Database, places: Collection[str]) -> Mapping[str, Sequence[str]]:
        """Those of ``places`` in which every login may create tables, each with the logins that live on that."""
        return {}

    def own_place(self, database: Database, places: Collection[str]) -> str:
        """A place for the module's own tables that no other ERP on this server gets, whose tables are in other ``places``."""
        return _own_name(min(set(places) - {self.usual_place}, default=""))

    def grant_own(self, database: Database, place: str, login: str, apart: bool) -> Sequence[str]:
        """Statements that make the place of the module's own tables. ``apart``: this database is theirs alone."""
        return ()

    def start_snapshot(self, database: Database) -> None:
        """Begin what `Database.snapshot` promises."""
        for sql in self.begin_snapshot:
            database.execute(sql)

    def drop_table(self, table: str) -> str:
        """A statement that drops a table (quoted and qualified as needed) if it is there."""
        return "DROP TABLE IF EXISTS " + table

    def page(self, select: str, limit: int, offset: int) -> str:
        """``select``, which has an ORDER BY, so that it answers at most ``limit`` rows, those after the first ``offset``."""
        return f"{select} LIMIT {limit:d} OFFSET {offset:d}"

    def part(self, select: str, condition: str, order: str) -> str:
        """The rows of ``select`` for which ``condition`` is true, in this order. The engine may refuse it where ``select`` has
        ORDER BY or WITH of its own.
        """
        return "\n".join(("SELECT * FROM (", select, ") AS pleo_erp_part WHERE", condition, "ORDER BY", order))

    def probe(self, select: str) -> str:
        """A statement that answers the columns of ``select`` and no row."""
        return "\n".join(("SELECT * FROM (", select, ") AS pleo_erp_probe WHERE 1 = 0"))

    def marked(self, select: str, columns: Sequence[str], text: Collection[str]) -> str | None:
        """``select`` (which answers ``columns``) with one more column: not 0 in a row of which a ``text`` column would arrive
        changed without a word. None: never.
        """
        return None

    def exact(self, select: str, columns: Sequence[str], text: Collection[str]) -> str:
        """``select`` (which answers ``columns``) so that ``text`` columns arrive unchanged whatever is in them; see `decoder`."""
        return select

    def decoder(self) -> Callable[[object], object] | None:
        """What makes a text again of a cell of `exact`, if anything has to; it raises UnicodeDecodeError for other bytes."""
        return None


def _own_name(of: str) -> str:
    """At most 60 bytes, which every engine takes, and of two ERPs never the same."""
    if not of or len(of.encode()) <= _LONGEST_PLACE:
        return "_".join(filter(None, (_OWN_PLACE, of)))
    start = of.encode()[: _LONGEST_PLACE - 9].decode(errors="ignore")
    return f"{_OWN_PLACE}_{start}_{sha256(of.encode()).hexdigest()[:8]}"


def refused_tables(database: Database, names: Iterable[str]) -> frozenset[str]:
    """Those of ``names`` that the engine says the login may not read, which not every engine does of tables that are there."""
    refused = set()
    for name in names:
        try:
            database.execute(" ".join(("SELECT 1 FROM", database.dialect.quote(name), "WHERE 1 = 0")))
        except DatabaseError as exc:
            if exc.kind is DatabaseErrorKind.PERMISSION:
                refused.add(name)
    return frozenset(refused)


COMMON_STATES: Mapping[str, DatabaseErrorKind] = {
    "08": DatabaseErrorKind.UNREACHABLE,
    "HYT01": DatabaseErrorKind.UNREACHABLE,
    "28": DatabaseErrorKind.LOGIN,
    "3D": DatabaseErrorKind.DATABASE_UNKNOWN,
    "42501": DatabaseErrorKind.PERMISSION,
    "42P01": DatabaseErrorKind.TABLE_MISSING,
    "42S02": DatabaseErrorKind.TABLE_MISSING,
    "3F": DatabaseErrorKind.TABLE_MISSING,  # the schema that should hold it
    "42703": DatabaseErrorKind.COLUMN_MISSING,
    "42S22": DatabaseErrorKind.COLUMN_MISSING,
    "23": DatabaseErrorKind.DUPLICATE,
    "40": DatabaseErrorKind.LOCKED,
    "55P03": DatabaseErrorKind.LOCKED,
    "57014": DatabaseErrorKind.TIMEOUT,
    "HYT00": DatabaseErrorKind.TIMEOUT,
    "57P": DatabaseErrorKind.UNREACHABLE,
    "53300": DatabaseErrorKind.UNREACHABLE,  # too many connections
    "25006": DatabaseErrorKind.READ_ONLY,
    "22021": DatabaseErrorKind.INVALID_TEXT,
    "22P05": DatabaseErrorKind.INVALID_TEXT,
}


def kind_of_state(sqlstate: str) -> DatabaseErrorKind:
    """By the longest beginning of the SQLSTATE that is known."""
    for length in range(len(sqlstate), 1, -1):
        if kind := COMMON_STATES.get(sqlstate[:length]):
            return kind
    return DatabaseErrorKind.OTHER
