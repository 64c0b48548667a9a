"""From a key to a first run, through the forms that people see, on both engines."""

from __future__ import annotations

import pytest

from tryton_host.tryton import Person, Server
from tryton_host.world import KEY, LOGISTIQUE, World, choose, connected, form, groups, released, run_now


def test_an_administrator_connects_selects_previews_releases_and_runs(any_world: World) -> None:
    with any_world.tryton.serve() as server:
        admin = at_work(server, any_world)
        connection = admin.model("pleo_erp.connection")(any_world.company)
        assert (connection.company.rec_name, connection.state) == (LOGISTIQUE, "none")

        connect = form(admin, "pleo_erp.connect", api_token=KEY)
        assert connect.form.company_name == LOGISTIQUE
        connect.execute("connect")
        assert (connect.form.company_name, connect.form.pleo_name) == (LOGISTIQUE, "Ateliers")
        assert connect.form.pleo_id == any_world.pleo_company
        connect.execute("end")
        connection.reload()
        assert connection.state == "unconfirmed"

        chosen = choose(admin, "DEP", "ROU")
        assert (chosen.selected, chosen.new, chosen.will_archive or "") == ("DEP, ROU", "DEP, ROU", "")

        held = run_now(admin)
        assert held.form.status == "held"
        assert groups(any_world) == {}

        preview = form(admin, "pleo_erp.preview")
        preview.execute("plan")
        assert preview.form.releasable
        assert {line.action for line in preview.form.changes} == {"create"}
        number = len(preview.form.changes)
        preview.execute("release")
        assert preview.form.approved == number
        preview.execute("end")

        done = run_now(admin)
        assert done.form.status == "success"
        assert all(line.failed == 0 for line in done.form.units)
        assert groups(any_world) == {"DEP": False, "ROU": False}

        first, second = admin.model("pleo_erp.run").find([])
        assert (first.name, first.state, first.change_count) == (done.form.run, "success", number)
        assert (second.state, second.change_count) == ("held", 0)
        assert [(unit.unit, unit.created) for unit in first.units] == [(line.unit, line.created) for line in done.form.units]
        for unit in first.units:
            counts = (unit.matched, unit.unchanged, unit.created, unit.updated, unit.unarchived, unit.archived)
            assert unit.read_erp + unit.read_pleo == sum(counts) + unit.held + unit.skipped + unit.failed
        assert len(first.changes) == number
        assert {change["state"] for change in admin.read(type(first.changes[0]).__name__, [("run", "=", first.id)], "state")} == {
            "done"
        }
        assert first.changes[0].run.name == first.name


def test_a_wrong_key_is_refused_with_a_sentence_and_a_next_step(admin: Person, world: World) -> None:
    connect = form(admin, "pleo_erp.connect", api_token="plp_wrong_0001")
    with pytest.raises(Exception, match=r"key.*\[key_rejected\]"):
        connect.execute("connect")
    assert admin.model("pleo_erp.connection")(world.company).state == "none"


def test_the_dimensions_say_which_are_selected_and_which_cannot_be(admin: Person, world: World) -> None:
    admin.work_in(int(world.erp.company))
    connected(admin)
    choose(admin, "DEP")
    lines = {line.code: line for line in admin.wizard("pleo_erp.select").form.lines}
    assert (lines["DEP"].selected, lines["PRJ"].selected) == (True, False)
    assert not lines["VEH"].selectable
    assert lines["VEH"].note


def test_a_sixth_dimension_is_refused(admin: Person, world: World) -> None:
    admin.work_in(int(world.erp.company))
    connected(admin)
    with pytest.raises(Exception, match="too_many_dimensions"):
        choose(admin, "DEP", "PRJ", "CC", "REG", "CAM", "CTR")


def test_what_deselecting_will_archive_is_told(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP", "ROU")
    released(admin)
    assert run_now(admin).form.status == "success"
    chosen = choose(admin, "DEP")
    assert (chosen.new or "", chosen.will_archive.startswith("ROU ")) == ("", True)
    assert run_now(admin).form.status == "success"
    assert groups(world) == {"DEP": False, "ROU": True}


def test_a_pause_holds_every_run_until_it_is_resumed(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP")
    released(admin)
    connection = admin.model("pleo_erp.connection")(world.company)
    connection.click("pause")
    assert connection.state == "paused"
    held = run_now(admin).form
    assert (held.status, {unit.note for unit in held.units}) == ("paused", {"the connection is paused"})
    assert [run.name for run in admin.model("pleo_erp.run").find([("state", "=", "paused")])] == [held.run]
    assert groups(world) == {}
    connection.click("resume")
    assert connection.state == "active"
    assert run_now(admin).form.status == "success"


def test_disconnecting_forgets_the_key_and_archives_nothing(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP")
    released(admin)
    run_now(admin)
    before = world.pleo.dump()
    connection = admin.model("pleo_erp.connection")(world.company)
    connection.click("disconnect")
    assert connection.state == "none"
    assert world.pleo.dump() == before


def test_settings_are_seen_and_changed(admin: Person) -> None:
    connected(admin)
    settings = admin.wizard("pleo_erp.settings")
    line = next(line for line in settings.form.lines if line.name == "count_gone")
    line.value = "7"
    settings.execute("save")
    values = {line.name: line.value for line in admin.wizard("pleo_erp.settings").form.lines}
    assert values["count_gone"] == "7"
    assert values["tags_interval"] == "60"


def test_a_setting_out_of_range_is_refused(admin: Person) -> None:
    connected(admin)
    settings = admin.wizard("pleo_erp.settings")
    next(line for line in settings.form.lines if line.name == "tags_interval").value = "5"
    with pytest.raises(Exception, match="setting_invalid"):
        settings.execute("save")


def test_diagnostics_make_the_tables_and_find_nothing_wrong(admin: Person) -> None:
    doctor = admin.wizard("pleo_erp.doctor")
    found = {check.check: check.status for check in doctor.form.checks}
    assert found.pop("request rate") == "warning"  # the tests' own: they do not wait as long as people must
    assert (set(found.values()), doctor.form.ok) == ({"ok"}, False)
    assert {"database", "the module's tables", "ERP", "key file"} <= found.keys()


def test_why_tells_what_a_record_is_in_both_systems(admin: Person) -> None:
    connected(admin)
    choose(admin, "DEP")
    released(admin)
    run_now(admin)
    why = form(admin, "pleo_erp.why", kind="tag", dimension="DEP", code="100")
    why.execute("done")
    assert "already matches the ERP" in why.form.explanation
    assert "Warehouse" in why.form.erp
    assert "Warehouse" in why.form.pleo
    assert why.form.answer == "create: done"


def at_work(server: Server, world: World) -> Person:
    person = server.login()
    person.work_in(world.company)
    return person
