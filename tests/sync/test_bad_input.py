"""Whatever is wrong around a run has a stable code, a sentence and a next step, and leaves both sides as they were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import servers
from easy_erp import copied
from pleo_erp_hookspecs import ErrorKind, LeaveOut, PleoErpError, ReadContext, hookimpl
from pleo_erp_module.errors import CATALOGUE
from world import Report, World, WorldFactory, counts, elsewhere, unit


def working(world: World) -> World:
    """A confirmed connection with something to do in every unit."""
    world.erp.set_dimensions("DEP", "PRJ")
    world.go("DEP", "PRJ")
    world.erp.set_values("DEP", ["A", "B"])
    world.erp.set_values("PRJ", ["P"])
    world.erp.set_accounts([("e1", "1", "One")])
    world.pleo.reset_log()
    return world


def refused(call: Callable[[], Any]) -> PleoErpError:
    """The refusal of a call, which has a text for people."""
    with pytest.raises(PleoErpError) as caught:
        call()
    assert caught.value.code in CATALOGUE
    assert caught.value.message.strip()
    assert caught.value.next_step.strip()
    return caught.value


def failed(world: World, code: str) -> Report:
    """A run that fails with this code and writes nothing."""
    before = world.pleo.everything()
    report = world.run(counted=False)
    assert (report["status"], report["error"]["code"], report["requests"]["writes"]) == ("failed", code, 0), report
    assert set(report["error"]) == {"code", "message", "next"}
    assert world.pleo.everything() == before
    return report


# -- the key, and who is who


def test_a_key_of_another_company_writes_nothing(world: World) -> None:
    working(world)
    other = world.pleo.add_company("Two")
    world.pleo.change_key(world.key, companyId=other)
    report = failed(world, "key_of_other_company")
    assert other in report["error"]["message"]
    assert refused(world.plan).code == refused(lambda: world.select("DEP")).code == "key_of_other_company"


def test_a_key_that_became_one_of_an_organisation_writes_nothing(world: World) -> None:
    working(world)
    organisation = world.pleo.add_organisation("Group")
    world.pleo.change_key(world.key, level="organisation", organizationId=organisation, companyId=None)
    failed(world, "organisation_key")


@pytest.mark.parametrize("moment", ["connect", "plan", "run"])
def test_a_copied_database_never_writes(world: World, tmp_path: Path, moment: str) -> None:
    working(world)
    source = servers.sqlite_connection  # the same driver, another file
    original = Path(str(world.erp.connection).split("Database=")[1].rstrip(";"))
    assert source(original) == world.erp.connection
    elsewhere(world, copied(original, tmp_path / "copy.sqlite"))
    if moment == "connect":
        assert refused(world.connect).code == "database_moved"
        world.connect(moved=True)
        assert world.run()["status"] == "success"
        world.again()
    elif moment == "plan":
        assert refused(world.plan).code == refused(lambda: world.select("DEP")).code == "database_moved"
    else:
        failed(world, "database_moved")
        assert not world.pleo.requests


@pytest.mark.parametrize(
    ("given", "code", "kind"),
    [
        ("plp_wrong_key_0000", "key_rejected", ErrorKind.FAULT),
        ("", "key_malformed", ErrorKind.USAGE),
        ("two words", "key_malformed", ErrorKind.USAGE),
    ],
)
def test_a_key_that_is_no_good_is_refused_at_connecting(world: World, given: str, code: str, kind: ErrorKind) -> None:
    before = world.pleo.everything()
    if not given:
        assert refused(lambda: world.do("connect", key=given)).code == code
    else:
        fault = refused(lambda: world.connect(given))
        assert (fault.code, fault.kind) == (code, kind)
    assert world.pleo.everything() == before
    assert refused(world.run).code == "not_connected"


def test_an_organisations_key_is_refused_at_connecting(world: World) -> None:
    organisation = world.pleo.add_organisation("Group")
    key = world.pleo.add_key("plp_sandbox_org1", organisation=organisation)
    assert refused(lambda: world.connect(key)).code == "organisation_key"


def test_a_pleo_company_that_another_company_feeds_is_refused(world: World) -> None:
    world.connect()
    world.erp.add_company("2", "Two")
    world.company = "2"
    fault = refused(world.connect)
    assert (fault.code, "the ERP company 1" in fault.message) == ("pleo_company_taken", True)


def test_the_administrator_names_the_pleo_company_where_the_key_does_not_tell(new_world: WorldFactory) -> None:
    world = new_world(subject=False)
    [company] = [row["id"] for row in world.pleo.state.rows("companies")]
    assert world.connect()["pleo_company"]["id"] == company  # the only one that it can see
    world.do("disconnect")
    world.pleo.change_key(world.key, scope=["tags:read", "tags:write", "accounts:read", "accounts:write"])
    fault = refused(world.connect)
    assert (fault.code, fault.next_step.endswith("none.")) == ("pleo_company_unclear", True)
    connected = world.connect(pleo_company=company)
    assert connected["pleo_company"] == {"id": company, "name": None}
    world.plan()
    world.release()
    assert world.run()["status"] == "success"


def test_another_pleo_company_than_the_key_is_for_is_refused(world: World) -> None:
    other = world.pleo.add_company("Two")
    assert refused(lambda: world.connect(pleo_company=other)).code == "wrong_pleo_company"


def test_a_key_without_rights_to_read_connects_and_warns(world: World) -> None:
    world.erp.set_dimensions("DEP")
    world.pleo.change_key(world.key, scope=["companies:read"])
    connected = world.connect()
    assert [one["code"] for one in connected["warnings"]] == ["right_missing", "right_missing"]
    assert connected["pleo_company"]["name"] == "Acme"


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
    world.host.uninstall(drop_tables=True)
    for call in (world.run, world.plan, world.connect, lambda: world.select("DEP"), lambda: world.do("history")):
        assert refused(call).code == "tables_missing"
    assert not world.pleo.requests
    world.host.install()
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
    assert world.host.uninstall() == {"dropped": False}
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


# -- Pleo


@pytest.mark.parametrize(
    ("operation", "fault", "code"),
    [
        ("list tags", {"kind": "html", "status": 200}, "not_json"),
        ("list tags", {"kind": "repeat-cursor"}, "paging_broken"),
        ("list tags", {"kind": "answer", "status": 500}, "pleo_unavailable"),
        ("list tags", {"kind": "broken-json"}, "not_json"),
        ("list tags", {"kind": "answer", "status": 200, "body": {"data": [{"id": 1}]}}, "answer_invalid"),
        ("list tags", {"kind": "redirect"}, "redirected"),
        ("list tags", {"kind": "answer", "status": 429, "headers": {"Retry-After": "3600"}}, "rate_limited"),
    ],
)
def test_a_unit_that_pleo_does_not_show_whole_gets_no_write(
    world: World, operation: str, fault: dict[str, Any], code: str
) -> None:
    working(world)
    world.run()
    world.erp.set_values("DEP", ["A", "B", "C"])
    world.erp.set_values("PRJ", ["P", "Q"])
    group = world.pleo.group_id("DEP")
    world.fail(operation=operation, path=group, count=None, **fault)
    report = world.run()
    assert (report["status"], unit(report, "tags:DEP")["error"]["code"]) == ("partial", code)
    assert (len(world.pleo.tags("DEP")), len(world.pleo.tags("PRJ"))) == (2, 2)
    world.pleo.faults.clear()
    assert world.run()["status"] == "success"
    world.again()


def test_groups_that_pleo_does_not_show_cost_all_tags_and_leave_the_accounts(world: World) -> None:
    working(world)
    world.fail("answer", "list groups", status=500, count=None)
    report = world.run()
    assert (report["status"], counts(report, "accounts")) == ("partial", {"created": 1})
    assert {unit(report, name)["error"]["code"] for name in ("tag_groups", "tags:DEP", "tags:PRJ")} == {"pleo_unavailable"}


def test_a_proxy_is_not_used_for_this_machine(world: World) -> None:
    working(world)
    world.host.pleo = replace(world.host.pleo, proxy="http://127.0.0.1:9")
    assert world.run()["status"] == "success"


# -- the call


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda world: world.select("DEP", "NOPE"), "unknown_dimension"),
        (lambda world: world.select("DEP", "OFF"), "inactive_dimension"),
        (lambda world: world.select("D1", "D2", "D3", "D4", "D5", "D6"), "too_many_dimensions"),
        (lambda world: world.select("TWIN"), "ambiguous_dimension"),
        (lambda world: world.run("sync-tags", "D1"), "dimension_not_selected"),
        (lambda world: world.run("sync-all", "DEP"), "usage"),
        (lambda world: world.run("sync-nothing"), "unknown_job"),
        (lambda world: world.plan("sync-nothing"), "unknown_job"),
        (lambda world: world.settings(nothing="1"), "unknown_setting"),
        (lambda world: world.settings(tags="perhaps"), "setting_invalid"),
        (lambda world: world.settings(tags_interval="5"), "setting_invalid"),
        (lambda world: world.settings(tags="off", tags_interval="x"), "setting_invalid"),
        (lambda world: world.do("history", run="nope"), "unknown_run"),
        (lambda world: world.do("nothing"), "unknown_action"),
        (lambda world: world.do("pause", hard=True), "usage"),
        (lambda world: world.do("release"), "usage"),
        (lambda world: world.do("why", kind="vendor", code="1"), "usage"),
        (lambda world: world.do("why", kind="tag", code="1"), "usage"),
        (lambda world: world.host.do("plan", company="9"), "not_connected"),
        (lambda world: world.host.do("connect", company="9", key=world.key), "unknown_company"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_is_written(world: World, call: Callable[[World], Any], code: str) -> None:
    working(world)
    world.erp.set_dimensions("DEP", "PRJ", ("OFF", "Off", "closed"), "D1", "D2", "D3", "D4", "D5", "D6", "TWIN", ("twin", "Twin"))
    before, selected, settings = world.pleo.everything(), world.selected(), world.settings()
    fault = refused(lambda: call(world))
    assert (fault.code, fault.kind) == (code, ErrorKind.USAGE)
    assert (world.pleo.everything(), world.selected(), world.settings()) == (before, selected, settings)
