"""A vault, tables or an ERP that cannot be used refuse with a name, and nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import servers
from pleo_erp_hookspecs import LeaveOut, ReadContext, hookimpl
from sync.refusals import failed, refused, working
from world import World, WorldFactory, counts, unit

# -- the vault


def test_a_missing_key_file_refuses_and_the_screens_still_open(world: World) -> None:
    working(world)
    elsewhere_kept = world.host.key_file.with_suffix(".kept")
    world.host.key_file.rename(elsewhere_kept)
    failed(world, "vault_key_missing")
    assert refused(world.plan).code == "vault_key_missing"
    assert world.do("history")["runs"]
    assert world.host.do("connections")["connections"]
    assert world.host.do("companies")["companies"]
    assert world.do("settings")["settings"]
    assert world.do("dimensions")["dimensions"]
    assert not world.host.do("doctor")["ok"]
    elsewhere_kept.rename(world.host.key_file)
    assert world.run()["status"] == "success"


def test_another_key_file_refuses(world: World, new_world: WorldFactory) -> None:
    working(world)
    other = new_world()
    other.connect()
    world.host.key_file = other.host.key_file
    failed(world, "vault_key_wrong")


def test_a_damaged_key_file_refuses(world: World) -> None:
    working(world)
    world.host.key_file.write_text("{}", "utf-8")
    failed(world, "vault_key_unreadable")


@pytest.mark.parametrize("how", ["changed", "of another company"])
def test_a_secret_that_is_not_the_companys_own_does_not_open(world: World, how: str) -> None:
    working(world)
    if how == "changed":
        [(_, _, sealed)] = secrets(world)
        middle = len(sealed) // 2
        changed = sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :]
        world.erp.execute("UPDATE pleo_erp_secret SET sealed = ?", changed)
    else:
        world.erp.add_company("2", "Two")
        other = world.pleo.add_company("Two")
        world.host.do("connect", company="2", key=world.pleo.add_key("plp_sandbox_0002", company=other))
        sealed = next(text for company, _, text in secrets(world) if company == "2")
        world.erp.execute("UPDATE pleo_erp_secret SET sealed = ? WHERE company = '1'", sealed)
    failed(world, "secret_damaged")
    assert not [entry for entry in world.pleo.requests if entry.writes]


def secrets(world: World) -> list[tuple[str, str, str]]:
    with world.store() as store:
        return store.secrets.all()


def test_a_new_vault_key_reseals_what_is_stored(world: World) -> None:
    working(world)
    before = secrets(world)
    for _ in range(2):
        assert world.host.do("rotate-key")["rotated"] == 1
    assert secrets(world) != before
    assert world.run()["status"] == "success"
    assert world.key not in world.host.key_file.read_text("utf-8")


# -- the module's tables


def test_missing_tables_refuse_everything_before_pleo_is_asked(world: World) -> None:
    working(world)
    world.host.client.uninstall(drop_tables=True)
    for call in (world.run, world.plan, world.connect, lambda: world.select("DEP"), lambda: world.do("history")):
        assert refused(call).code == "tables_missing"
    assert not world.pleo.requests
    world.host.client.install()
    assert refused(world.run).code == "not_connected"


@pytest.mark.parametrize(("step", "code"), [(0, "tables_older"), (999, "tables_newer")])
def test_tables_of_another_version_refuse(world: World, step: int, code: str) -> None:
    working(world)
    if step:
        world.erp.execute("INSERT INTO pleo_erp_schema_version VALUES (?, 'later', 'now')", step)
    else:
        world.erp.execute("UPDATE pleo_erp_schema_version SET step_number = 0 WHERE step_number = 1")
    assert refused(world.run).code in {code, "tables_missing"}
    assert not world.pleo.requests


def test_uninstalling_keeps_the_tables_and_waits_for_no_run(world: World) -> None:
    working(world)
    assert world.host.client.uninstall() == {"dropped": False}
    assert world.run()["status"] == "success"


# -- the ERP


def test_a_missing_table_of_the_erp_is_named_before_pleo_is_asked(world: World) -> None:
    working(world)
    world.erp.execute("ALTER TABLE dimension_value RENAME TO elsewhere")
    report = failed(world, "erp_table_missing")
    assert "dimension_value" in report["error"]["message"]
    assert not world.pleo.requests


def test_a_missing_column_of_the_erp_is_named(world: World) -> None:
    working(world)
    world.erp.execute("ALTER TABLE ledger RENAME COLUMN tax_code TO vat")
    assert "tax_code" in failed(world, "erp_column_missing")["error"]["message"]


def test_an_unknown_profile_or_database_is_refused(world: World, tmp_path: Path) -> None:
    working(world)
    right = world.host.erp
    world.host.erp = replace(right, profile="sap")
    failed(world, "unknown_profile")
    world.host.erp = replace(right, connection=servers.sqlite_connection(tmp_path / "nowhere.sqlite"))
    assert refused(world.run).code == "database_unknown"
    world.host.erp = replace(right, time_zone="Mars/Olympus")
    failed(world, "time_zone_unknown")


def test_a_company_that_the_erp_no_longer_has_is_refused(world: World) -> None:
    working(world)
    world.erp.execute("DELETE FROM firm")
    failed(world, "unknown_company")


def test_a_connection_that_drops_in_the_middle_of_the_read_fails_what_was_not_read(new_world: WorldFactory) -> None:
    world = working(new_world("postgresql"))

    class Cut:
        """Cuts every connection to the database after the values of DEP have been read."""

        @hookimpl
        def pleo_erp_leave_out(self, context: ReadContext, unit: str, rows: Sequence[Any]) -> Sequence[LeaveOut]:
            if unit == "tags:DEP":
                world.erp.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND datname = current_database() AND state = 'idle in transaction'"
                )
            return []

    world.extend(Cut(), "cut")
    report = world.run()
    assert unit(report, "tags:PRJ")["error"]["code"] == "erp_unreachable"
    assert (report["status"], counts(report, "tags:DEP")) == ("partial", {"created": 2})
    assert world.pleo.tags("PRJ") == []
    world.extensions.unregister(name="cut")
    assert world.run()["status"] == "success"
    world.again()


def test_one_dimension_that_cannot_be_read_leaves_the_others_and_the_accounts(world: World) -> None:
    working(world)
    world.erp.spoil("dimension_value", 0, dimension="PRJ")
    report = world.run()
    assert report["status"] == "partial"
    assert (counts(report, "tags:DEP"), counts(report, "accounts")) == ({"created": 2}, {"created": 1})
    assert unit(report, "tags:PRJ")["error"]["code"] == "erp_row_invalid"


def test_accounts_that_cannot_be_read_leave_the_tags(world: World) -> None:
    working(world)
    world.erp.spoil("ledger", 0)
    report = world.run()
    assert (report["status"], counts(report, "tags:DEP")) == ("partial", {"created": 2})
