"""What the module asks of SQL Server and understands of its answers, as far as that shows without a server."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, cast

import pyodbc
import pytest

from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import DIALECTS, Database, DatabaseError, DatabaseErrorKind, connector, driver
from pleo_erp_module.odbc.connection_string import ConnectionString
from pleo_erp_module.odbc.database_errors import numbers, split

DIALECT = DIALECTS["sqlserver"]
MICROSOFT = "[Microsoft][ODBC Driver 18 for SQL Server][SQL Server]"
FREETDS = "[FreeTDS][SQL Server]"


class Server:
    """Answers statements by their beginning, and remembers them."""

    def __init__(self, **answers: list[tuple[object, ...]]) -> None:
        self.said: list[str] = []
        self.answers = answers
        self.dialect = DIALECT
        self.raw = SimpleNamespace(getinfo=lambda what: "libtdsodbc.so")

    def rows(self, sql: str, params: Iterable[object] = ()) -> list[tuple[object, ...]]:
        self.said.append(sql)
        return next((rows for word, rows in self.answers.items() if word in sql), [tuple(params)])

    def execute(self, sql: str, params: Iterable[object] = ()) -> int:
        self.said.append(sql)
        if "refused" in sql:
            raise DatabaseError(DatabaseErrorKind.PERMISSION, "The SELECT permission was denied", "42000")
        if "absent" in sql:
            raise DatabaseError(DatabaseErrorKind.TABLE_MISSING, "Invalid object name 'absent'", "42S02")
        return 0

    @property
    def database(self) -> Database:
        return cast(Database, self)


def _kind(sqlstate: str, message: str) -> DatabaseErrorKind:
    exc = pyodbc.Error(sqlstate, f"[{sqlstate}] {message}")
    state, detail = split(exc)
    return DIALECT.classify(state, detail, numbers(exc))


@pytest.mark.parametrize(
    ("sqlstate", "message", "kind"),
    [
        ("28000", f"{MICROSOFT}Login failed for user 'x'. (18456) (SQLDriverConnect)", DatabaseErrorKind.LOGIN),
        ("28000", f"{FREETDS}Login failed for user 'x'. (18456) (SQLDriverConnect)", DatabaseErrorKind.LOGIN),
        (
            "42000",
            f"{FREETDS}The server principal 'x' is not able to access the database. (916) (SQLExecDirectW)",
            DatabaseErrorKind.LOGIN,
        ),
        (
            "28000",
            f"{MICROSOFT}用户登录失败。 (18456) (SQLDriverConnect); [28000] {MICROSOFT}无法打开数据库。 (4060)",
            DatabaseErrorKind.DATABASE_UNKNOWN,
        ),
        (
            "42000",
            f"{MICROSOFT}The SELECT permission was denied on the object 't'. (229) (SQLExecDirectW)",
            DatabaseErrorKind.PERMISSION,
        ),
        (
            "42000",
            f"{MICROSOFT}The SELECT permission was denied on the column 'c'. (230) (SQLExecDirectW)",
            DatabaseErrorKind.PERMISSION,
        ),
        (
            "42000",
            f"{MICROSOFT}CREATE TABLE permission denied in database 'y'. (262) (SQLExecDirectW)",
            DatabaseErrorKind.PERMISSION,
        ),
        (
            "42S02",
            f"{MICROSOFT}Invalid object name 't'. (208) (SQLExecDirectW); [42S02] {MICROSOFT}It could not be prepared. (8180)",
            DatabaseErrorKind.TABLE_MISSING,
        ),
        ("42000", f"{FREETDS}Ungültiger Objektname 't'. (208) (SQLExecDirectW)", DatabaseErrorKind.TABLE_MISSING),
        ("42S22", f"{MICROSOFT}Invalid column name 'c'. (207) (SQLExecDirectW)", DatabaseErrorKind.COLUMN_MISSING),
        ("23000", f"{MICROSOFT}Violation of PRIMARY KEY constraint 'k'. (2627) (SQLExecDirectW)", DatabaseErrorKind.DUPLICATE),
        (
            "23000",
            f"{MICROSOFT}Cannot insert duplicate key row in object 't'. (2601) (SQLExecDirectW)",
            DatabaseErrorKind.DUPLICATE,
        ),
        ("HY000", f"{FREETDS}Lock request time out period exceeded. (1222) (SQLExecDirectW)", DatabaseErrorKind.LOCKED),
        ("40001", f"{MICROSOFT}Transaction (Process ID 52) was deadlocked. (1205) (SQLExecDirectW)", DatabaseErrorKind.LOCKED),
        (
            "42000",
            f"{MICROSOFT}Snapshot isolation transaction aborted due to update conflict. (3960) (SQLExecute)",
            DatabaseErrorKind.LOCKED,
        ),
        (
            "42000",
            f"{MICROSOFT}Snapshot isolation transaction failed: the object was modified. (3961) (SQLFetch)",
            DatabaseErrorKind.LOCKED,
        ),
        (
            "42000",
            f"{MICROSOFT}Snapshot isolation is not allowed in this database. (3952) (SQLExecDirectW)",
            DatabaseErrorKind.OTHER,
        ),
        (
            "HY000",
            f"{FREETDS}Failed to update database 'y' because it is read-only. (3906) (SQLExecDirectW)",
            DatabaseErrorKind.READ_ONLY,
        ),
        ("22001", f"{MICROSOFT}String or binary data would be truncated. (8152) (SQLExecDirectW)", DatabaseErrorKind.OTHER),
        (
            "42000",
            f"{MICROSOFT}String or binary data would be truncated in table 't'. (2628) (SQLExecute)",
            DatabaseErrorKind.OTHER,
        ),
        (
            "HYT00",
            "[Microsoft][ODBC Driver 18 for SQL Server]Login timeout expired (0) (SQLDriverConnect)",
            DatabaseErrorKind.UNREACHABLE,
        ),
        (
            "HYT00",
            "[Microsoft][ODBC Driver 18 for SQL Server]Query timeout expired (0) (SQLExecDirectW)",
            DatabaseErrorKind.TIMEOUT,
        ),
        (
            "08001",
            "[Microsoft][ODBC Driver 18 for SQL Server]TCP Provider: Error code 0x2749 (10061) (SQLDriverConnect)",
            DatabaseErrorKind.UNREACHABLE,
        ),
        ("08001", f"{FREETDS}Unable to connect to data source (0) (SQLDriverConnect)", DatabaseErrorKind.UNREACHABLE),
        (
            "08S01",
            "[Microsoft][ODBC Driver 17 for SQL Server]Communication link failure (0) (SQLExecDirectW)",
            DatabaseErrorKind.UNREACHABLE,
        ),
        ("42000", f"{MICROSOFT}Incorrect syntax near 'x'. (102) (SQLExecDirectW)", DatabaseErrorKind.OTHER),
    ],
)
def test_what_sql_server_says_has_a_kind_by_its_number_in_every_language(
    sqlstate: str, message: str, kind: DatabaseErrorKind
) -> None:
    assert _kind(sqlstate, message) is kind


def test_of_several_records_the_first_is_told_and_every_number_known() -> None:
    exc = pyodbc.Error(
        "42S02",
        f"[42S02] {MICROSOFT}Invalid object name 'dbo.OODI (old)'. (208) (SQLExecDirectW); [42S02] {MICROSOFT}Statement(s) could"
        " not be prepared. (8180)",
    )
    assert split(exc) == ("42S02", "Invalid object name 'dbo.OODI (old)'")
    assert numbers(exc) == (208, 8180)
    assert DIALECT.subject(split(exc)[1]) == "dbo.OODI (old)"
    assert numbers(pyodbc.Error("HY000", "[HY000] The year (2026) is over (SQLExecDirectW)")) == ()
    assert numbers(RuntimeError()) == ()


@pytest.mark.parametrize(
    ("given", "engine"),
    [
        ("Driver={ODBC Driver 17 for SQL Server}", "sqlserver"),
        ("Driver={ODBC Driver 18 for SQL Server}", "sqlserver"),
        ("Driver=/opt/microsoft/msodbcsql18/lib64/libmsodbcsql-18.6.so.2.1", "sqlserver"),
        ("Driver=FreeTDS", "sqlserver"),
        ("Driver=/usr/lib/x86_64-linux-gnu/odbc/libtdsodbc.so", "sqlserver"),
        ("Driver=SQLite3", "sqlite"),
        ("Driver={PostgreSQL Unicode}", "postgresql"),
    ],
)
def test_the_driver_tells_the_engine(given: str, engine: str) -> None:
    guessed = connector._guess(ConnectionString.parse(given))
    assert guessed is not None
    assert guessed.name == engine


def test_each_driver_gets_what_it_needs_and_an_administrators_word_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def complete(text: str) -> str:
        return DIALECT.complete(ConnectionString.parse(text), "erp").text()

    assert (
        complete("Driver={ODBC Driver 18 for SQL Server};Server=s;")
        == "Driver={ODBC Driver 18 for SQL Server};Server=s;APP=pleo-erp;"
    )
    assert complete("Driver=FreeTDS;Server=s") == "Driver=FreeTDS;Server=s;APP=pleo-erp;TDS_Version=7.4;ClientCharset=UTF-8;"
    assert complete("Driver=FreeTDS;tds_version=7.3;app=x") == "Driver=FreeTDS;tds_version=7.3;app=x;ClientCharset=UTF-8;"
    monkeypatch.setattr(driver, "data_sources", lambda: {"Erp": "FreeTDS", "Other": "ODBC Driver 18 for SQL Server"})
    assert "TDS_Version=7.4" in complete("DSN=erp")
    assert "TDS_Version" not in complete("DSN=other")
    assert "TDS_Version" not in complete("FILEDSN=x")


def test_the_driver_that_came_with_windows_is_refused() -> None:
    with pytest.raises(PleoErpError) as caught:
        DIALECT.check_driver("SQLSRV32.DLL")
    assert caught.value.code == "driver_unsuited"
    for suited in ("msodbcsql18.dll", "libmsodbcsql-17.10.so.6.1", "libtdsodbc.so", "sqlncli11.dll"):
        DIALECT.check_driver(suited)


def test_text_of_every_code_page_comes_as_utf_16() -> None:
    set_up: list[tuple[object, ...]] = []
    raw = SimpleNamespace(
        setdecoding=lambda kind, encoding, ctype=None: set_up.append((kind, encoding, ctype)),
        setencoding=lambda encoding: set_up.append(("out", encoding)),
    )
    DIALECT.set_encoding(cast(Any, raw))
    assert set_up[-1] == (pyodbc.SQL_CHAR, "utf-16-le", pyodbc.SQL_WCHAR)
    assert (pyodbc.SQL_WCHAR, "utf-16-le", None) in set_up
    assert ("out", "utf-16-le") in set_up


def test_a_session_waits_on_the_server_counts_rows_and_cuts_nothing() -> None:
    server = Server()
    DIALECT.set_up(server.database, "store")
    for said in (
        "SET NOCOUNT OFF",
        "SET LOCK_TIMEOUT 10000",
        "SET XACT_ABORT ON",
        "SET TEXTSIZE 2147483647",
        "SET DATEFORMAT ymd",
    ):
        assert said in server.said[0].split("; ")


def test_a_driver_that_changes_text_is_refused() -> None:
    with pytest.raises(PleoErpError) as caught:
        DIALECT.set_up(Server(NVARCHAR=[("Ø??",)]).database, "erp")
    assert caught.value.code == "driver_unsuited"
    assert "libtdsodbc.so" in caught.value.message


@pytest.mark.parametrize(
    ("state", "level"), [(1, "SNAPSHOT"), (0, "READ COMMITTED"), (2, "READ COMMITTED"), (3, "READ COMMITTED")]
)
def test_a_snapshot_is_asked_for_only_where_the_database_allows_it(state: int, level: str) -> None:
    server = Server(snapshot_isolation_state=[(state,)])
    DIALECT.start_snapshot(server.database)
    assert server.said[1:] == [f"SET TRANSACTION ISOLATION LEVEL {level}", "BEGIN TRANSACTION"]


def test_the_fingerprint_is_server_instance_and_database() -> None:
    server = Server(SERVERPROPERTY=[("HOST\\ERP", "Nav")])
    assert DIALECT.fingerprint(server.database) == "sqlserver://host\\erp/Nav"


def test_the_catalogue_prefers_the_logins_own_schema() -> None:
    rows: list[tuple[object, ...]] = [(0, "Item", "Own"), (1, "Item", "Code"), (1, "Item", "Name"), (1, "OODI", "BPLId")]
    server = Server(sys=rows)
    found = DIALECT.table_columns(server.database, ["ITEM", "oodi"])
    assert found == {"item": {"own"}, "oodi": {"bplid"}}
    assert "IN (?, ?)" in server.said[0]
    assert DIALECT.table_columns(server.database) == found
    assert DIALECT.table_columns(server.database, []) == {}


def test_a_table_that_the_login_may_not_read_is_told_from_a_missing_one() -> None:
    assert DIALECT.hidden(Server().database, ["refused", "absent"]) == {"refused"}


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        (
            "CRONUS DK A_S$G_L Account$437dbf0e-84ff-417a-965d-ed2bb9650972",
            "[CRONUS DK A_S$G_L Account$437dbf0e-84ff-417a-965d-ed2bb9650972]",
        ),
        ("a.b & c", "[a.b & c]"),
        ("a]b]", "[a]]b]]]"),
        ('[x"y""z]', '[[x"y""z]]]'),
        ("x" * 128, f"[{'x' * 128}]"),
    ],
)
def test_names_stand_in_brackets(name: str, quoted: str) -> None:
    assert DIALECT.quote(name) == quoted
    assert DIALECT.qualify("dbo", name) == f"[dbo].{quoted}"


def test_a_table_is_dropped_in_the_words_of_2012() -> None:
    assert DIALECT.drop_table("[O'Neil].t") == "IF OBJECT_ID(N'[O''Neil].t', N'U') IS NOT NULL DROP TABLE [O'Neil].t"
