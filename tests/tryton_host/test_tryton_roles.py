"""Who may do what is decided on the server, whatever a client shows or asks for."""

from __future__ import annotations

from typing import Any

import pytest

from tryton_host.tryton import BOOKKEEPER, STRANGER, Person, Server
from tryton_host.world import KEY, World, choose, connected, form, groups, released, run_now

ADMINISTRATION = ("pleo_erp.connect", "pleo_erp.select", "pleo_erp.settings")
BOOKKEEPING = ("pleo_erp.preview", "pleo_erp.run_now", "pleo_erp.why", "pleo_erp.doctor")
MODELS = ("pleo_erp.connection", "pleo_erp.run", "pleo_erp.run.unit", "pleo_erp.run.change")


def logged_in(server: Server, world: World, name: str) -> Person:
    person = server.login(name)
    person.work_in(world.company)
    return person


def test_a_bookkeeper_previews_releases_runs_pauses_and_reads(admin: Person, world: World) -> None:
    connected(admin)
    choose(admin, "DEP")
    bookkeeper = logged_in(admin.server, world, BOOKKEEPER)
    assert released(bookkeeper) > 0
    assert run_now(bookkeeper).form.status == "success"
    assert groups(world) == {"DEP": False}
    (run,) = bookkeeper.model("pleo_erp.run").find([])
    assert (run.user, run.state) == (BOOKKEEPER, "success")
    connection = bookkeeper.model("pleo_erp.connection")(world.company)
    connection.click("pause")
    assert connection.state == "paused"


@pytest.mark.parametrize("name", ADMINISTRATION)
def test_a_bookkeeper_is_refused_what_an_administrator_does(server: Server, world: World, name: str) -> None:
    bookkeeper = logged_in(server, world, BOOKKEEPER)
    with pytest.raises(Exception, match=r"not allowed to execute wizard|enough|access"):
        bookkeeper.wizard(name)


def test_a_bookkeeper_is_refused_past_all_forms(admin: Person, world: World) -> None:
    """A session of somebody else's wizard, or a button that is not shown, opens no way round."""
    connected(admin)
    bookkeeper = logged_in(admin.server, world, BOOKKEEPER)
    session = admin.ask("pleo_erp.connect", "create", kind="wizard")[0]
    stolen = {"start": {"api_token": KEY}}
    with pytest.raises(Exception, match=r"not allowed|access"):
        bookkeeper.ask("pleo_erp.connect", "execute", session, stolen, "connect", kind="wizard")
    with pytest.raises(Exception, match=r"button|access"):
        bookkeeper.ask("pleo_erp.connection", "disconnect", [world.company])
    assert admin.model("pleo_erp.connection")(world.company).state == "unconfirmed"


@pytest.mark.parametrize("name", [*ADMINISTRATION, *BOOKKEEPING])
def test_who_is_in_neither_group_opens_no_wizard(server: Server, world: World, name: str) -> None:
    with pytest.raises(Exception, match=r"not allowed|access"):
        logged_in(server, world, STRANGER).wizard(name)


@pytest.mark.parametrize("name", MODELS)
def test_who_is_in_neither_group_reads_nothing(server: Server, world: World, name: str) -> None:
    stranger = logged_in(server, world, STRANGER)
    with pytest.raises(Exception, match=r"not allowed|access"):
        stranger.ask(name, "search", [], 0, None, None)
    with pytest.raises(Exception, match=r"not allowed|access"):
        stranger.ask(name, "read", [world.company], ["id"])


@pytest.mark.parametrize("name", MODELS)
def test_nobody_writes_what_tryton_does_not_own(admin: Person, world: World, name: str) -> None:
    attempts: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("create", ([{}],)),
        ("write", ([world.company], {})),
        ("delete", ([world.company],)),
    )
    for method, arguments in attempts:
        with pytest.raises(Exception, match=r"."):
            admin.ask(name, method, *arguments)


def test_a_company_that_one_does_not_work_in_is_neither_shown_nor_used(admin: Person, world: World) -> None:
    user = admin.model("res.user").find([("login", "=", BOOKKEEPER)])[0]
    other = int(world.erp.company)
    admin.ask("res.user", "write", [user.id], {"company": world.company, "companies": [("remove", [other])]})
    bookkeeper = logged_in(admin.server, world, BOOKKEEPER)
    assert [one.id for one in bookkeeper.model("pleo_erp.connection").find([])] == [world.company]
    context = dict(bookkeeper.session.context)
    bookkeeper.session._context = {**context, "company": other}
    wizard = bookkeeper.ask("pleo_erp.run_now", "create", kind="wizard")[0]
    with pytest.raises(Exception, match=r"company|access"):
        bookkeeper.ask("pleo_erp.run_now", "execute", wizard, {"start": {"job": "sync-all"}}, "execute_", kind="wizard")


def test_the_key_is_in_no_log_no_table_of_tryton_and_no_answer(world: World) -> None:
    with world.tryton.serve("-vvv") as server:
        admin = logged_in(server, world, "admin")
        wrong = "plp_canary_wrong_0123456789"
        attempt = form(admin, "pleo_erp.connect", api_token=wrong)
        with pytest.raises(Exception, match="key_rejected"):
            attempt.execute("connect")
        connect = form(admin, "pleo_erp.connect", api_token=KEY)
        connect.execute("connect")
        assert not any(KEY in str(value) for value in vars(connect.form).values())
        sessions = world.erp.rows("SELECT data FROM ir_session_wizard")
        logs = world.erp.rows("SELECT * FROM ir_model_log")
        connect.execute("end")
    log = world.tryton.log.read_text("utf-8", "replace")
    assert "pleo_erp.connect.execute" in log
    for secret in (KEY, wrong):
        assert secret not in log
        assert secret not in repr(sessions)
        assert secret not in repr(logs)
    assert KEY.encode() not in (world.tryton.folder / "erp.sqlite").read_bytes()
