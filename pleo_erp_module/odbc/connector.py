"""From a connection string to an open database: which engine, which options, and what went wrong in whose words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pleo_erp_hookspecs import Message, PleoErpError, Session
from pleo_erp_module.errors import error
from pleo_erp_module.odbc import driver
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.database import Database
from pleo_erp_module.odbc.database_errors import DatabaseError, DatabaseErrorKind, numbers, split
from pleo_erp_module.odbc.dialect import Dialect, Purpose, kind_of_state
from pleo_erp_module.odbc.mariadb import MariaDB
from pleo_erp_module.odbc.postgresql import PostgreSQL
from pleo_erp_module.odbc.sqlite import SQLite
from pleo_erp_module.odbc.sqlserver import SQLServer

if TYPE_CHECKING:
    import pyodbc

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (SQLite(), PostgreSQL(), MariaDB(), SQLServer())}


def open_database(connection_string: str, *, purpose: Purpose) -> Database:
    """Connect, recognise the engine and set the connection up; nothing is ever created.

    Raises PleoErpError ``connection_string_invalid``, ``driver_library_missing``, ``driver_missing``, ``driver_unsuited``,
    ``dsn_unknown``, ``engine_unsupported``, ``login_failed``, ``database_unknown`` or ``erp_unreachable``; none of them repeats
    the password.
    """
    given = ConnectionString.parse(connection_string)
    if given.get("Driver", "DSN", "FILEDSN") is None:
        raise error("connection_string_invalid", detail=Message("string_without_driver"))
    dialect = _guess(given) or _ask(given)
    complete = dialect.complete(given, purpose)
    raw = _connect(complete, dialect)
    try:
        found = _dialect_of(raw)
        if found is not dialect:
            raise error("engine_unsupported", engine=found.dbms_name, known=Message("engines_named_by_driver"))
        import pyodbc

        dialect.check_driver(str(raw.getinfo(pyodbc.SQL_DRIVER_NAME)))
        dialect.set_encoding(raw)
        database = Database(raw, dialect, complete)
        dialect.set_up(database, purpose)
    except DatabaseError as exc:
        _close(raw)
        raise _refusal(exc.kind, exc.detail, complete) from None
    except PleoErpError:
        _close(raw)
        raise
    return database


def shared_database(session: Session, connection_string: str) -> Database:
    """The connection of a session to the database of the module's tables; raises what `open_database` raises."""
    return session.keep(("database", connection_string), lambda: open_database(connection_string, purpose="store"))


def _guess(given: ConnectionString) -> Dialect | None:
    """The engine by the name or file of the driver, before anything is connected."""
    name = given.get("Driver")
    if name is None:
        sources = {dsn.casefold(): by for dsn, by in driver.data_sources().items()}
        name = sources.get((given.get("DSN") or "").casefold(), "")
    for dialect in DIALECTS.values():
        if any(word in name.casefold() for word in dialect.driver_words):
            return dialect
    return None


def _ask(given: ConnectionString) -> Dialect:
    """The engine by the database's own word. NoCreat keeps an unknown SQLite driver from creating a file."""
    raw = _connect(given.completed({"NoCreat": "1"}), None)
    try:
        return _dialect_of(raw)
    finally:
        _close(raw)


def _dialect_of(raw: pyodbc.Connection) -> Dialect:
    import pyodbc

    name = str(raw.getinfo(pyodbc.SQL_DBMS_NAME))
    for dialect in DIALECTS.values():
        if dialect.dbms_name.casefold() == name.casefold():
            return dialect
    raise error("engine_unsupported", engine=name, known=[d.dbms_name for d in DIALECTS.values()])


def _connect(connection: ConnectionString, dialect: Dialect | None) -> pyodbc.Connection:
    pyodbc_error = driver.load_pyodbc().Error
    try:
        return driver.connect(connection.text())
    except pyodbc_error as exc:
        (sqlstate, detail), native = split(exc), numbers(exc)
    if sqlstate == "IM002" and connection.get("Driver") is None:
        raise error("dsn_unknown", dsn=connection.get("DSN", "FILEDSN"))
    # unixODBC says 01000 for a driver whose library it cannot load, the Windows manager IM002 or IM003.
    if sqlstate in {"IM002", "IM003", "01000"}:
        known = list(driver.driver_names())
        raise error("driver_missing", driver=connection.get("Driver", "DSN"), known=known)
    kind = kind_of_state(sqlstate)
    if dialect is not None:
        kind = dialect.classify(sqlstate, detail, native)
        better, said = dialect.connect_detail(connection, detail)
        raise _refusal(better or kind, said, connection)
    raise _refusal(kind, detail, connection)


def _refusal(kind: DatabaseErrorKind, detail: Message | str, connection: ConnectionString) -> PleoErpError:
    code = {
        DatabaseErrorKind.LOGIN: "login_failed",
        DatabaseErrorKind.PERMISSION: "login_failed",
        DatabaseErrorKind.DATABASE_UNKNOWN: "database_unknown",
    }.get(kind, "erp_unreachable")
    return error(code, detail=detail if isinstance(detail, Message) else connection.redact(detail))


def _close(raw: pyodbc.Connection) -> None:
    with suppress(driver.load_pyodbc().Error):
        raw.close()
