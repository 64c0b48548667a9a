"""An ERP in MariaDB whose tables the login may read in part."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines import DatabaseFactory
from erp.worlds import NOW, run_script, source, write_profile
from mariadb_server import MariaDB
from pleo_erp_hookspecs import Account, PleoErpError
from servers import database_name

PROFILE = {
    "profile.toml": """
title = "P"
engines = ["mariadb"]
[entities.companies]
[entities.dimensions]
optional = true
[entities.values]
optional = true
[entities.accounts]
files = ["new.sql", "old.sql"]
[tables.plan]
name = "plan"
columns = ["id"]
[tables.new]
name = "new_accounts"
columns = ["id"]
[tables.old]
name = "old_accounts"
columns = ["id"]
""",
    "companies.sql": "SELECT 1 AS id, 'One' AS name",
    "dimensions.sql": "SELECT p.id, p.id AS code, 'p' AS name FROM {plan} p",
    "values.sql": "SELECT p.id AS code, :dimension AS name FROM {plan} p",
    "new.sql": "SELECT a.id, a.id AS code, 'new' AS name FROM {new} a",
    "old.sql": "SELECT a.id, a.id AS code, 'old' AS name FROM {old} a",
}


def test_a_table_that_may_not_be_read_is_not_taken_for_an_absent_one(
    mariadb: MariaDB, database_factory: DatabaseFactory, tmp_path: Path
) -> None:
    connection = database_factory("mariadb")
    name = database_name(connection)
    folder = write_profile(tmp_path, "p", PROFILE)
    run_script(
        connection,
        "CREATE TABLE plan (id INTEGER);\nCREATE TABLE old_accounts (id INTEGER);\nINSERT INTO old_accounts VALUES (7);",
    )
    mariadb.create_login("part", "part", f"SELECT ON `{name}`.old_accounts")
    with source(mariadb.dsn(name, user="part", password="part"), "p", folder=folder) as opened:
        context = opened.context("1", NOW)
        with opened.snapshot():
            with pytest.raises(PleoErpError, match="plan does not exist, or the login has no permission to see it") as caught:
                opened.dimensions(context)
            assert caught.value.code == "erp_permission"
            assert opened.accounts(context) == [Account("7", "7", "old")]
    run_script(connection, "DROP TABLE plan;")
    mariadb.create_login("part", "part", f"SELECT ON `{name}`.*")
    with source(mariadb.dsn(name, user="part", password="part"), "p", folder=folder) as opened:
        assert opened.dimensions(opened.context("1", NOW)) == []
    mariadb.execute("DROP USER part@'127.0.0.1'")
