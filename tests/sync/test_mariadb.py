"""The main job with the ERP and the module's tables in MariaDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from erp.test_custom_profile import documented
from erp.worlds import run_script, write_profile
from mariadb_server import MariaDB
from pleo_erp_hookspecs import LeaveOut, ReadContext, hookimpl
from servers import database_name
from sync.refusals import working
from world import World, WorldFactory, counts, unit


def fjord(world: World) -> World:
    """The world with the tables and the profile of docs/profiles.md."""
    files = documented()
    run_script(world.erp.connection, files.pop("example tables"))
    folder = write_profile(world.folder / "own", "fjord", {name: text for name, text in files.items() if "." in name})
    world.host.erp = replace(world.host.erp, profile="fjord", profiles_folder=folder)
    return world


def test_the_whole_way_with_the_documented_profile(new_world: WorldFactory) -> None:
    world = fjord(new_world("mariadb"))
    report = world.go("DEP")
    assert (report["status"], report["requests"]["writes"]) == ("success", 3)
    assert world.pleo.groups() == [("DEP", "Department", "A")]
    assert world.pleo.tags("DEP") == [("100", "Sales", "A")]
    assert sorted(world.pleo.accounts()) == [("11", "3000", "Travel", "A"), ("13", "1000", "Bank", "A")]
    world.again()
    world.erp.execute("UPDATE departments SET title = ? WHERE firm_no = 1 AND dept_no = '100'", "Sälg – 漢字 🧾")
    world.erp.execute("UPDATE departments SET blocked = 'N' WHERE firm_no = 1 AND dept_no = '200'")
    world.erp.execute("INSERT INTO departments VALUES (1, 'a b', 'Łódź ' , 'N'), (1, 'A B', 'twin', 'N')")
    report = world.run()
    assert counts(report, "tags:DEP") == {"matched": 1, "updated": 1, "created": 1, "skipped": 2}
    assert world.pleo.tags("DEP") == [("100", "Sälg – 漢字 🧾", "A"), ("200", "Old store", "A")]
    world.again(status=report["status"])
    world.erp.execute("DELETE FROM departments WHERE firm_no = 1 AND dept_no = '100'")
    report = world.run()
    assert counts(report, "tags:DEP")["archived"] == 1
    assert world.pleo.tags("DEP") == [("100", "Sälg – 漢字 🧾", "Z"), ("200", "Old store", "A")]
    world.again(status=report["status"])


def test_a_connection_that_drops_in_the_middle_of_the_read_fails_what_was_not_read(
    new_world: WorldFactory, mariadb: MariaDB
) -> None:
    world = working(new_world("mariadb"))
    name = database_name(world.erp.connection)
    reading = (
        "SELECT p.id FROM information_schema.processlist p"
        " JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = p.id WHERE p.db = ?"
    )

    class Cut:
        """Cuts the connection that reads after the values of DEP have been read."""

        @hookimpl
        def pleo_erp_leave_out(self, context: ReadContext, unit: str, rows: Sequence[Any]) -> Sequence[LeaveOut]:
            if unit == "tags:DEP":
                for (number,) in mariadb.execute(reading, parameters=[name]):
                    mariadb.execute(f"KILL {number}")
            return []

    world.extend(Cut(), "cut")
    report = world.run()
    assert unit(report, "tags:PRJ")["error"]["code"] == "erp_unreachable"
    assert (report["status"], counts(report, "tags:DEP")) == ("partial", {"created": 2})
    assert world.pleo.tags("PRJ") == []
    world.extensions.unregister(name="cut")
    assert world.run()["status"] == "success"
    world.again()
