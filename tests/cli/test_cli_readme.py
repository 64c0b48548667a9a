"""README's first connection, walked as it is written, by an ordinary login of a real PostgreSQL."""

from __future__ import annotations

import re
import secrets
import shlex
from pathlib import Path

from cli.conftest import WorldFactory
from cli.world import KEY
from servers import PostgreSQL, database_name

README = Path(__file__).resolve().parents[2] / "README.md"


def commands() -> list[list[str]]:
    """The commands of the five minutes, in order."""
    part = README.read_text("utf-8").partition("## Five minutes")[2].partition("\n## ")[0]
    return [shlex.split(line)[1:] for line in re.findall(r"^ *\$ (pleo-erp .*)$", part, re.M)]


def test_an_ordinary_login_gets_from_nothing_to_a_first_run(world_factory: WorldFactory, postgresql: PostgreSQL) -> None:
    world = world_factory("postgresql")
    database, login = database_name(world.erp.connection), f"pleo_{secrets.token_hex(4)}"
    postgresql.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'x'")
    schema = re.search(r'^ *schema = "(\w+)"$', README.read_text("utf-8"), re.M)
    assert schema
    world.configure(erp={"connection": postgresql.dsn(database, user=login, password="x"), "schema": None})
    assert world.cli("install").error == "store_permission"  # what README failed with: permission denied for schema public
    world.configure(erp={"schema": schema[1]})
    plan = ""
    try:
        for words in commands():
            arguments = [plan if word == "HASH" else login if word == "pleo" else word for word in words]
            if arguments[0] == "connect":
                arguments.append("--key-stdin")
            answer = world.cli(*arguments, stdin=KEY)
            assert answer.code == 0, (arguments, answer.text)
            if arguments[0] == "grants":  # what the database administrator does
                for line in answer.data["sql"].splitlines():
                    if not line.startswith("--"):
                        postgresql.execute(line, database)
            plan = answer.data.get("plan") or plan
        assert answer.data["status"] == "success"
        assert [code for code, _, _ in world.pleo.groups()] == ["DEP"]
        places = postgresql.execute("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename LIKE 'pleo_erp_%'", database)
        assert places == [(schema[1],)]
    finally:
        postgresql.execute(f"DROP OWNED BY {login} CASCADE; DROP ROLE {login}", database)
