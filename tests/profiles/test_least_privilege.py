"""Every shipped profile under a login that has the printed rights and no others."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from answer_check import AnswerCheck
from engines import DatabaseFactory
from erp.worlds import NOW
from host import ErpHost
from mariadb_server import MariaDB
from pleo_erp_hookspecs import ErpAccess, PleoAccess, module_manager
from pleo_erp_module.extensions import ExtensionManager
from pleo_erp_module.odbc import DatabaseError, DatabaseErrorKind, open_database
from pleo_erp_module.plugin import Module
from pleo_erp_module.sync.runtime import Runtime
from profiles.cases import CASES, Case
from profiles.picture import read_all
from servers import PostgreSQL, database_name

Server = PostgreSQL | MariaDB
WITH_RIGHTS = [case for case in CASES if case.engine in ("postgresql", "mariadb")]


@dataclass(frozen=True)
class Login:
    """A login of a server, without a right to anything."""

    server: Server
    name: str
    password: str

    def connection(self, database: str) -> str:
        return self.server.dsn(database, user=self.name, password=self.password)


@pytest.fixture
def login(case: Case, request: pytest.FixtureRequest) -> Iterator[Login]:
    server: Server = request.getfixturevalue(case.engine)
    made = Login(server, f"Ple'o {secrets.token_hex(4)}", secrets.token_hex(8))
    if isinstance(server, PostgreSQL):
        server.execute(f"CREATE ROLE \"{made.name}\" LOGIN PASSWORD '{made.password}'")
        yield made
        server.execute(f'DROP ROLE "{made.name}"')
    else:
        server.execute(f"CREATE USER `{made.name}`@'%' IDENTIFIED BY '{made.password}'")
        yield made
        server.execute(f"DROP USER `{made.name}`@'%'")


@pytest.mark.parametrize("whole", [False, True], ids=["columns", "tables"])
@pytest.mark.parametrize("case", WITH_RIGHTS, ids=str)
def test_the_printed_rights_suffice_to_read_everything_alike(
    case: Case, whole: bool, login: Login, database_factory: DatabaseFactory, tmp_path: Path
) -> None:
    connection = database_factory(case.engine)
    case.load(connection)
    own = database_factory(case.engine)  # of the module's tables: nothing of them is wanted here
    name = database_name(connection)
    access = ErpAccess(own, "auto", read_connection=connection)
    module = Module(ExtensionManager(), lambda host, plugins: Runtime(host, plugins, now=lambda: NOW))
    modules = module_manager({"pleo": module, "check": AnswerCheck()})
    host = ErpHost(access, PleoAccess(base_url="http://127.0.0.1:9"), tmp_path / "no.key", modules)
    answer = host.do("grants", login=login.name, tables=whole)
    assert (answer["profile"], answer["unseen"]) == (case.name, [])
    reading = answer["sql"].split("-- The module's own tables:")[0]
    try:
        for line in reading.splitlines():
            if not line.startswith("--"):
                login.server.execute(line, name)
        with case.opened(connection, tmp_path) as source:
            expected = read_all(source)
        restricted = login.connection(name)
        with case.opened(restricted, tmp_path) as source:
            assert read_all(source) == expected
        _refuses_the_rest(restricted, reading)
        again = host.do("grants", login=login.name, tables=whole)
        assert again == answer
    finally:
        if isinstance(login.server, PostgreSQL):
            login.server.execute(f'DROP OWNED BY "{login.name}"', name)


def _refuses_the_rest(connection: str, reading: str) -> None:
    """No statement writes to what may be read."""
    with open_database(connection, purpose="store") as database:
        names = [name for name in database.dialect.table_names(database) if name.lower() in reading.lower()]
        assert names
        for name in names:
            for sql in ("DELETE FROM {}", "DROP TABLE {}", "CREATE TABLE pleo_erp_try (a INTEGER)"):
                with pytest.raises(DatabaseError) as refused:
                    database.execute(sql.format(database.dialect.quote(name)))
                assert refused.value.kind is DatabaseErrorKind.PERMISSION, (sql, refused.value)
