"""PostgreSQL through psqlODBC (its Unicode driver)."""

from __future__ import annotations

import platform
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, ClassVar

from pleo_erp_module.odbc.database_errors import DatabaseErrorKind
from pleo_erp_module.odbc.dialect import Dialect, Purpose, kind_of_state

if TYPE_CHECKING:
    from pleo_erp_module.odbc.database import Database

# Only where the login or the connection string has set none. Without lock_timeout a host that holds a lock itself would wait
# for itself for ever. Setting pyodbc's own timeout raises in this driver.
_TIMEOUTS: Mapping[Purpose, Mapping[str, str]] = {
    "erp": {"lock_timeout": "10s", "statement_timeout": "600s"},
    "store": {"lock_timeout": "10s", "statement_timeout": "60s"},
}

# What is sent to Pleo is committed before: a commit must not be lost in a crash of the server, whatever its default is.
_DURABLE = "set_config('synchronous_commit', COALESCE(NULLIF(current_setting('synchronous_commit'), 'off'), 'on'), false)"

# Tables and views that a bare name reaches.
_VISIBLE = "c.relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_catalog.pg_table_is_visible(c.oid)"
_NOT_OF_THE_SYSTEM = "n.nspname NOT IN ('pg_catalog', 'information_schema')"
_TABLES = """
SELECT c.relname, n.nspname
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE {which}
"""
# The catalogue, not information_schema: that one hides tables which the login may not read.
_COLUMNS = """
SELECT c.relname, a.attname
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE a.attnum > 0 AND NOT a.attisdropped AND {which}
"""
# Schemas in which every login may create tables.
_OPEN = """
SELECT n.nspname FROM pg_catalog.pg_namespace n WHERE EXISTS (
    SELECT 1 FROM aclexplode(COALESCE(n.nspacl, acldefault('n', n.nspowner))) a
    WHERE a.grantee = 0 AND a.privilege_type = 'CREATE')
ORDER BY n.nspname
"""
# The owners of what is in such a schema, if they could create nothing there without that right.
_OWNERS_BY_PUBLIC = """
SELECT r.rolname FROM pg_catalog.pg_namespace n CROSS JOIN pg_catalog.pg_roles r
WHERE n.nspname = ? AND NOT r.rolsuper
AND EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.relnamespace = n.oid AND c.relowner = r.oid)
AND NOT EXISTS (
    SELECT 1 FROM aclexplode(COALESCE(n.nspacl, acldefault('n', n.nspowner))) a
    WHERE a.grantee <> 0 AND a.privilege_type = 'CREATE' AND pg_has_role(r.oid, a.grantee, 'USAGE'))
ORDER BY r.rolname
"""


class PostgreSQL(Dialect):
    """REPEATABLE READ, READ ONLY for snapshots; results come in portions through a cursor on the server."""

    name = "postgresql"
    dbms_name = "PostgreSQL"
    driver_words: ClassVar[tuple[str, ...]] = ("postgres", "psqlodbc")
    unsuited_file = r"psqlodbc(30)?a\b"
    better_driver = "PostgreSQL Unicode"
    has_schemas = True
    usual_place = "public"
    subject_pattern = r'(?:relation|schema) "([^"]+)" does not exist|column "?(.+?)"? does not exist'
    now_ms = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
    begin_write = ("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",)
    begin_snapshot = ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SELECT 1")

    def options(self, purpose: Purpose) -> Mapping[str, str]:
        # Else booleans arrive as the texts '0' and '1', of which both are true.
        options = {"BoolsAsChar": "0"}
        if purpose == "erp":
            options |= {"UseDeclareFetch": "1", "Fetch": "2000"}  # else the driver keeps the whole result in memory
        return options

    def set_up(self, database: Database, purpose: Purpose) -> None:
        each = [
            f"set_config('{name}', COALESCE(NULLIF(current_setting('{name}'), '0'), '{value}'), false)"
            for name, value in _TIMEOUTS[purpose].items()
        ]
        if purpose == "store":
            each.append(_DURABLE)
        database.columns(f"SELECT {', '.join(each)}")

    def fingerprint(self, database: Database) -> str:
        sql = (
            "SELECT host(inet_server_addr()), COALESCE(CAST(inet_server_port() AS varchar), current_setting('port')),"
            " current_database()"
        )
        [(address, port, name)] = database.rows(sql)
        # Loopback and a Unix socket mean this machine, whichever of the two the connection string names.
        if address is None or ip_address(address).is_loopback:
            address = platform.node().casefold()
        return f"postgresql://{address}:{port}/{name}"

    def table_columns(self, database: Database, names: Iterable[str] | None = None) -> dict[str, frozenset[str]]:
        wanted = None if names is None else sorted(set(names))
        if wanted == []:
            return {}
        found: dict[str, set[str]] = {}
        for table, column in database.rows(_COLUMNS.format(which=_which(wanted)), wanted or ()):
            found.setdefault(table, set()).add(column)
        return {table: frozenset(columns) for table, columns in found.items()}

    def table_names(self, database: Database) -> frozenset[str]:
        return frozenset(str(row[0]) for row in database.rows(_TABLES.format(which=_which(None))))

    def places(self, database: Database, names: Iterable[str]) -> dict[str, str]:
        wanted = sorted(set(names))
        found = database.rows(_TABLES.format(which=_which(wanted)), wanted) if wanted else ()
        return {str(table): str(place) for table, place in found}

    def create_login(self, name: str) -> Sequence[str]:
        return (f"CREATE ROLE {self.login(name)} LOGIN PASSWORD '…'",)

    def grant_way(self, database: Database, places: Collection[str], login: str) -> Sequence[str]:
        [(name,)] = database.rows("SELECT current_database()")
        statements = [f"GRANT CONNECT ON DATABASE {self.quote(name)} TO {login}"]
        statements += [f"GRANT USAGE ON SCHEMA {self.quote(place)} TO {login}" for place in sorted(places)]
        if set(places) - {"public"}:
            path = ", ".join(map(self.quote, sorted(places)))
            statements.append(f"ALTER ROLE {login} IN DATABASE {self.quote(name)} SET search_path = {path}")
        return statements

    def open_places(self, database: Database, places: Collection[str]) -> Mapping[str, Sequence[str]]:
        # Before version 15 whoever may connect may create tables in the schema public.
        open_ones = [str(place) for (place,) in database.rows(_OPEN) if place in places]
        return {place: [str(name) for (name,) in database.rows(_OWNERS_BY_PUBLIC, (place,))] for place in open_ones}

    def grant_own(self, database: Database, place: str, login: str, apart: bool) -> Sequence[str]:
        [(name,)] = database.rows("SELECT current_database()")
        connect = [f"GRANT CONNECT ON DATABASE {self.quote(name)} TO {login}"] if apart else []
        return [*connect, f"CREATE SCHEMA IF NOT EXISTS {self.quote(place)} AUTHORIZATION {login}"]

    def classify(self, sqlstate: str, detail: str, numbers: Collection[int] = ()) -> DatabaseErrorKind:
        # A failed connect is 08001 whatever the reason; only the text tells.
        if sqlstate.startswith("08"):
            if re.search(r"authentication failed|no password supplied|role .* does not exist|pg_hba\.conf", detail):
                return DatabaseErrorKind.LOGIN
            if re.search(r"database .* does not exist", detail):
                return DatabaseErrorKind.DATABASE_UNKNOWN
            if re.search(r"permission denied for database|not permitted to log in", detail):
                return DatabaseErrorKind.LOGIN
        if sqlstate == "HY000" and re.search(
            r"connection (has been|to the server was) lost|server closed the connection", detail
        ):
            return DatabaseErrorKind.UNREACHABLE
        return kind_of_state(sqlstate)


def _which(names: Sequence[str] | None) -> str:
    """The condition for tables of these names, or for all but the system's own."""
    marks = ", ".join("?" * len(names or ()))
    return " AND ".join((_VISIBLE, _NOT_OF_THE_SYSTEM if names is None else f"c.relname IN ({marks})"))
