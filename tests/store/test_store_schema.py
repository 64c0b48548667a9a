"""In which schema the tables live, and which rights they take."""

from __future__ import annotations

import pytest

import servers
from engines import DatabaseFactory
from pleo_erp_hookspecs import PleoErpError
from pleo_erp_module.odbc import Database, open_database
from pleo_erp_module.store import Lease, Store, script
from pleo_erp_module.store.migrations import TABLES

from .conftest import Clock
from .migration_helpers import STEPS, code, structure

AWKWARD = 'Büro "x"; -- é?'


def test_the_tables_live_in_a_schema_of_any_name(
    postgresql: servers.PostgreSQL, database_factory: DatabaseFactory, clock: Clock
) -> None:
    connection = database_factory("postgresql")
    with open_database(connection, purpose="store") as database:
        quoted = database.dialect.quote(AWKWARD)
        store = Store(database, AWKWARD, clock)
        with pytest.raises(PleoErpError, match="does not exist") as caught:
            store.migrations.apply()
        assert caught.value.code == "store_failed"
        database.execute("CREATE SCHEMA " + quoted)
        store.migrations.apply()
        store.settings.put("1", {"tags": "off"})
        assert store.settings.get("1") == {"tags": "off"}
        assert structure(database) == {}
        applied = structure(database, AWKWARD)
        store.migrations.drop()
        text = store.migrations.script()
    postgresql.execute(text, servers.database_name(connection))
    with open_database(connection, purpose="store") as database:
        Store(database, AWKWARD, clock).migrations.check()
        assert structure(database, AWKWARD) == applied


def test_two_schemas_hold_two_installations(database_factory: DatabaseFactory, clock: Clock) -> None:
    with open_database(database_factory("postgresql"), purpose="store") as database:
        ids = set()
        for schema in ("one", "two"):
            database.execute("CREATE SCHEMA " + schema)
            store = Store(database, schema, clock)
            store.migrations.apply()
            ids.add(store.installation_id())
        assert len(ids) == 2


def test_an_engine_without_schemas_refuses_one(database_factory: DatabaseFactory, clock: Clock) -> None:
    with open_database(database_factory("sqlite"), purpose="store") as database:
        assert code(lambda: Store(database, "erp", clock)) == "schema_unsupported"
        assert Store(database, "", clock).migrations.pending() == STEPS


def test_missing_rights_are_named_and_leave_nothing(
    postgresql: servers.PostgreSQL, database_factory: DatabaseFactory, clock: Clock
) -> None:
    connection = database_factory("postgresql")
    name = servers.database_name(connection)
    reader = f"reader_{name}"
    postgresql.execute(f"CREATE ROLE {reader} LOGIN PASSWORD 'secret'", name)
    with open_database(postgresql.dsn(name, user=reader, password="secret"), purpose="store") as database:
        store = Store(database, None, clock)
        assert code(store.migrations.apply) == "store_permission"
        with open_database(connection, purpose="store") as owner:
            Store(owner, None, clock).migrations.apply()
        assert code(lambda: store.settings.put("1", {"tags": "off"})) == "store_permission"
        assert code(store.migrations.applied) == "store_permission"
    postgresql.execute(f"DROP ROLE {reader}", name)


def test_the_rights_that_the_document_names_are_enough(
    postgresql: servers.PostgreSQL, database_factory: DatabaseFactory, clock: Clock
) -> None:
    connection = database_factory("postgresql")
    name = servers.database_name(connection)
    role = f"module_{name}"
    postgresql.execute(script("postgresql"), name)
    postgresql.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'", name)
    postgresql.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(TABLES)} TO {role}", name)

    def opener() -> Database:
        return open_database(postgresql.dsn(name, user=role, password="secret"), purpose="store")

    with opener() as database:
        store = Store(database, None, clock)
        store.migrations.check()
        assert store.migrations.apply() == []
        store.settings.put("1", {"tags": "off"})
        assert store.settings.get("1") == {"tags": "off"}
        store.connections.delete("1")
        with Lease.acquire(opener, None, "1", "one") as held:
            held.check()
        assert store.fingerprint() == database.fingerprint()
    postgresql.execute(f"DROP OWNED BY {role}", name)
    postgresql.execute(f"DROP ROLE {role}", name)


def test_a_file_that_may_not_be_written_is_a_missing_right(database_factory: DatabaseFactory, clock: Clock) -> None:
    with open_database(database_factory("sqlite"), purpose="store") as database:
        database.execute("PRAGMA query_only = 1")
        assert code(Store(database, None, clock).migrations.apply) == "store_permission"
