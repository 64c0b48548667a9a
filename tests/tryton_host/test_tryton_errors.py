"""A run that nobody watches tells people what keeps it from working: once for each reason, not every hour."""

from __future__ import annotations

from pathlib import Path

import servers
from tryton_host.commandline import command, released_without_forms
from tryton_host.conftest import WorldFactory
from tryton_host.processes import due
from tryton_host.tryton import ADMINISTRATOR, BOOKKEEPER
from tryton_host.world import World

BOTH = [ADMINISTRATOR, BOOKKEEPER]  # and not the stranger


def call_twice(world: World) -> None:
    """The scheduler, an hour later once more."""
    for _ in range(2):
        due(world)
        assert "Traceback" not in world.tryton.cron("-n", "1")


def told(world: World) -> dict[tuple[str, str], list[str]]:
    """Who was told, by label and code."""
    notes = 'SELECT n.label, n.description, u.login FROM res_notification n JOIN res_user u ON u.id = n."user" ORDER BY u.login'
    found: dict[tuple[str, str], list[str]] = {}
    for label, text, login in world.erp.rows(notes):
        found.setdefault((str(label), str(text).rpartition("[")[2].rstrip("]")), []).append(str(login))
    return found


def test_each_reason_is_told_once_and_goes_when_all_is_well_again(world: World) -> None:
    released_without_forms(world, "DEP")
    key_file = Path(world.tryton.sections["pleo_erp"]["key_file"])
    away = key_file.rename(key_file.with_suffix(".away"))
    call_twice(world)
    missing = {("Pleo: Dubois Logistique", "vault_key_missing"): BOTH}
    assert told(world) == missing

    world.tryton.configure(pleo_erp={"run_seconds": "soon"})
    world.erp.execute("UPDATE pleo_erp_connection SET fingerprint = 'another database'")
    call_twice(world)
    settings = {("Pleo: Dubois Logistique", "config_invalid"): BOTH}
    assert told(world) == missing | settings

    world.tryton.configure(pleo_erp={"run_seconds": None, "requests_per_minute": "many"})
    call_twice(world)
    assert told(world) == missing | settings | {("Pleo", "config_invalid"): BOTH}

    away.rename(key_file)
    world.tryton.configure(pleo_erp={"requests_per_minute": 1_000_000})
    call_twice(world)
    assert told(world) == missing | settings | {("Pleo: Dubois Logistique", "database_moved"): BOTH}

    command(world, "connect", "--moved", "--key-stdin", stdin="plp_sandbox_0001")
    call_twice(world)
    assert told(world) == {}
    assert world.pleo.writes()

    key_file.unlink()
    world.erp.execute("UPDATE pleo_erp_unit SET checked_at = NULL")  # an hour later: only what is due is looked at
    call_twice(world)
    assert told(world) == missing


def test_a_login_that_may_not_make_the_tables_is_told(world_factory: WorldFactory, postgresql: servers.PostgreSQL) -> None:
    world = world_factory("postgresql")
    name = f"reader_{world.tryton.database}"
    world.erp.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'reader'")
    world.erp.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}")
    world.tryton.configure(pleo_erp={"connection": postgresql.dsn(world.tryton.database, user=name, password="reader")})
    call_twice(world)
    assert told(world) == {("Pleo", "store_permission"): BOTH}
    world.erp.execute(f"DROP OWNED BY {name}")
    world.erp.execute(f"DROP ROLE {name}")
