"""The choice of dimensions: seen before it is saved, read again on request, and never lost by the way."""

from __future__ import annotations

import pytest

from tryton_host.tryton import Person, Wizard
from tryton_host.world import World, choose, connected, form, groups, released, run_now


def marks(select: Wizard) -> dict[str, bool]:
    return {line.code: bool(line.selected) for line in select.form.lines}


def mark(select: Wizard, code: str, *, selected: bool) -> None:
    next(line for line in select.form.lines if line.code == code).selected = selected


def test_what_a_choice_does_is_seen_before_it_is_saved(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP")
    released(admin)
    assert run_now(admin).form.status == "success"

    select = admin.wizard("pleo_erp.select")
    mark(select, "DEP", selected=False)
    mark(select, "ROU", selected=True)
    select.execute("review")
    assert (select.form.selected, select.form.new) == ("ROU", "ROU")
    assert select.form.will_archive.startswith("DEP ")
    select.execute("start")
    assert marks(select) == {"DEP": False, "ROU": True}
    select.execute("end")
    assert marks(admin.wizard("pleo_erp.select")) == {"DEP": True, "ROU": False}  # nothing was saved
    assert run_now(admin).form.status == "success"
    assert groups(world) == {"DEP": False}


def test_a_refresh_reads_the_erp_again_and_keeps_the_marks(admin: Person, world: World) -> None:
    connected(admin)
    select = admin.wizard("pleo_erp.select")
    mark(select, "ROU", selected=True)
    mark(select, "DEP", selected=True)
    world.erp.add_root("NEW", "A new one", str(world.company))
    world.erp.edit_root("DEP", str(world.company), active=False)
    select.execute("start")
    assert marks(select) == {"DEP": False, "ROU": True, "NEW": False}
    assert not next(line for line in select.form.lines if line.code == "DEP").selectable
    select.execute("review")
    assert select.form.selected == "ROU"


def test_a_selected_dimension_that_the_erp_does_not_show_stays_selected(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP", "ROU")
    away = "UPDATE analytic_account_account SET company = ? WHERE type = 'root' AND code = 'ROU' AND company = ?"
    world.erp.execute(away, int(world.erp.company), world.company)
    select = admin.wizard("pleo_erp.select")
    assert marks(select) == {"DEP": True, "ROU": True}
    select.execute("review")
    assert (select.form.selected, select.form.new or "") == ("DEP, ROU", "")
    select.execute("save")
    world.erp.execute(away, world.company, int(world.erp.company))
    assert marks(admin.wizard("pleo_erp.select")) == {"DEP": True, "ROU": True}


@pytest.mark.parametrize(("language", "name"), [("fr", "Tournée du matin"), ("en", "Route 1")])
def test_names_are_read_in_the_language_of_the_companys_party(world: World, language: str, name: str) -> None:
    world.tryton.configure(pleo_erp={"language": None})
    with world.tryton.serve() as server:
        person = server.login()
        person.work_in(world.company)
        party = person.model("company.company")(world.company).party
        (spoken,) = person.model("ir.lang").find([("code", "=", language)])
        party.lang = spoken
        party.save()
        route = world.erp.value("ROU", "R01", str(world.company))
        world.erp.translate("analytic_account_account", route, "Tournée du matin")
        connected(person)
        choose(person, "ROU")
        why = form(person, "pleo_erp.why", kind="tag", dimension="ROU", code="R01")
        why.execute("done")
        assert name in why.form.erp


def test_an_administrator_turns_the_last_run_back(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP")
    released(admin)
    assert run_now(admin).form.status == "success"
    preview = form(admin, "pleo_erp.preview", job="undo")
    preview.execute("plan")
    assert {line.action for line in preview.form.changes} == {"archive"}
    assert admin.model("pleo_erp.connection")(world.company).state == "paused"
    preview.execute("release")
    preview.execute("end")
    assert run_now(admin, job="undo").form.status == "success"
    assert groups(world) == {"DEP": True}
    assert admin.model("pleo_erp.run").find([], limit=1)[0].job == "undo"
