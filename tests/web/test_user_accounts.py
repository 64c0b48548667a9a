"""The people's page, and what stands in the audit trail."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable

import pytest

from pleo_erp_hookspecs import PleoErpError, Role
from pleo_erp_module.odbc import Database
from web.browser import Browser
from web.office import PASSWORD, Office
from world import WorldFactory

LINK = re.compile(r"http://127\.0\.0\.1:8440(/link/[\w-]+)")


def the_link(browser: Browser) -> str:
    found = LINK.search(browser.html)
    assert found, browser.text
    return found[1]


def test_a_person_is_added_and_chooses_a_password_by_a_link_that_is_shown_once(office: Office, anna: Browser) -> None:
    anna.get("/users")
    anna.post("/users", login="Carl", name="Carl C.", role="bookkeeper")
    link = the_link(anna)
    carl = office.browser()
    carl.get(link)
    carl.post(link, password=PASSWORD, repeated=PASSWORD)
    carl.post("/login", login="carl", password=PASSWORD)
    assert carl.title == "Overview"
    assert office.audit()[:2] == [
        ("carl", "password chosen by link", None, ""),
        ("anna", "person added", None, "carl bookkeeper"),
    ]
    anna.get("/users")
    assert "/link/" not in anna.html.replace('action="/users/link"', "")


@pytest.mark.parametrize("login", ["", "   ", "x" * 101, "a\tb"])
def test_an_odd_login_name_is_refused(anna: Browser, login: str) -> None:
    anna.get("/users")
    anna.post("/users", login=login, role="bookkeeper")
    assert "Choose a login name" in anna.text


def test_a_login_name_is_taken_once_whatever_its_case(anna: Browser) -> None:
    anna.get("/users")
    anna.post("/users", login="BEN", role="bookkeeper")
    assert "The account 'ben' already exists. Choose another login name. [person_exists]" in anna.text


def test_a_reset_voids_password_and_sessions_and_gives_a_link(office: Office, anna: Browser, ben: Browser) -> None:
    anna.get("/users")
    anna.post("/users/link", login="ben")
    link = the_link(anna)
    ben.get("/")
    assert ben.title == "Log in"
    ben.log_in("ben", PASSWORD)
    assert ben.status == 403
    ben.get(link)
    ben.post(link, password=PASSWORD + "2", repeated=PASSWORD + "2")
    ben.post("/login", login="ben", password=PASSWORD + "2")
    assert ben.title == "Overview"
    assert ("anna", "password reset", None, "ben") in office.audit()
    anna.get("/users")
    anna.post("/users/link", login="nobody")
    assert "person_unknown" in anna.text


def test_a_role_counts_at_once(office: Office, anna: Browser, ben: Browser) -> None:
    anna.get("/users")
    anna.post("/users/role", login="ben", role="administrator")
    ben.get("/users")
    assert ben.status == 200
    anna.post("/users/role", login="ben", role="bookkeeper")
    ben.get("/users")
    assert ben.status == 403
    anna.get("/users")
    anna.post("/users/role", login="ben", role="owner")
    assert anna.status == 400


def test_a_deactivated_person_is_out_at_once_and_comes_back_when_activated(office: Office, anna: Browser, ben: Browser) -> None:
    anna.get("/users")
    anna.post("/users/active", login="ben", active="0")
    ben.get("/")
    assert ben.title == "Log in"
    ben.log_in("ben", PASSWORD)
    assert ben.status == 403
    anna.post("/users/active", login="ben", active="1")
    ben.log_in("ben", PASSWORD)
    assert ben.title == "Overview"


def test_the_last_administrator_stays_one(office: Office, anna: Browser) -> None:
    anna.get("/users")
    for path, form in (("/users/role", {"role": "bookkeeper"}), ("/users/active", {"active": "0"})):
        anna.post(path, login="anna", **form)
        assert "'anna' is the last active administrator. Make another user an administrator first." in anna.text
    anna.get("/users")
    assert anna.status == 200


@pytest.mark.parametrize("engine", ["postgresql", "mariadb"])
def test_two_administrators_cannot_remove_each_other_at_the_same_moment(new_world: WorldFactory, engine: str) -> None:
    office = Office.of(new_world(engine))
    for login in ("anna", "berta"):
        office.add(login, Role.ADMINISTRATOR)
    for _ in range(5):
        barrier = threading.Barrier(2)
        refused: list[str] = []

        def demote(login: str, barrier: threading.Barrier = barrier, refused: list[str] = refused) -> None:
            with office.tables() as tables:
                barrier.wait(30)
                try:
                    tables.users.change(login, role=Role.BOOKKEEPER)
                except PleoErpError as exc:
                    refused.append(exc.code)

        threads = [threading.Thread(target=demote, args=(login,)) for login in ("anna", "berta")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert refused == ["last_administrator"]
        with office.tables() as tables:
            for login in ("anna", "berta"):
                tables.users.change(login, role=Role.ADMINISTRATOR)


def test_the_address_of_earlier_versions_still_leads_to_the_users(anna: Browser) -> None:
    anna.get("/people")
    assert anna.title == "Users"


def test_lists_of_people_and_changes_are_shown_in_pages(office: Office, anna: Browser) -> None:
    for number in range(60):
        office.add(f"p{number:03}", Role.BOOKKEEPER)
    with office.tables() as tables:
        for number in range(120):
            tables.audit.add("anna", "", "counted", None, f"no {number}.")
    anna.get("/users")
    assert ("p047" in anna.text, "p048" in anna.text) == (True, False)
    anna.get("/users?offset=50")
    assert ("p047" in anna.text, "p048" in anna.text, "p059" in anna.text) == (False, True, True)
    seen: list[str] = []
    path: str | None = "/changes"
    while path:
        anna.get(path)
        seen += re.findall(r"no (\d+)\.", anna.text)
        older = re.search(r'<a href="([^"]+)" rel="next"', anna.html)
        path = older and older[1]
    assert seen == [str(number) for number in reversed(range(120))]


def test_the_oldest_changes_go_and_the_numbers_go_on(office: Office) -> None:
    with office.tables() as tables:
        tables.audit.add("anna", "", "old")
        office.world.clock.pass_(days=731)
        tables.audit.prune()
        tables.audit.add("anna", "", "new")
        office.world.clock.pass_(days=2)
        tables.audit.prune()
        assert [one.action for one in tables.audit.page()] == ["new"]
        assert tables.audit.oldest() == tables.audit.latest() > 1


def test_language_and_time_zone_follow_the_account_then_the_browser(office: Office, ben: Browser) -> None:
    assert '<html lang="de">' in ben.get("/account", **{"Accept-Language": "de-AT,de;q=0.9"})
    assert '<html lang="en">' in ben.get("/account", **{"Accept-Language": "pt"})
    ben.post("/account/choices", language="da", time_zone="Asia/Tokyo")
    assert '<html lang="da">' in ben.get("/account", **{"Accept-Language": "de"})
    office.world.connect()
    office.world.do("pause")
    ben.get("/")
    assert "25. nov. 2026" in ben.text  # 24 November, 19:38 UTC
    assert "04.38." in ben.text
    ben.post("/account/choices", language="xx", time_zone="Mars/Base")
    assert '<html lang="en">' in ben.get("/account")


@pytest.mark.parametrize("path", ["/users", "/changes"])
def test_a_page_costs_the_same_however_long_its_list_is(
    office: Office, anna: Browser, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    run = Database._run

    def counted(database: Database, sql: str, params: Iterable[object]) -> object:
        sent.append(sql)
        return run(database, sql, params)

    with office.tables() as tables:
        tables.audit.add("anna", "", "counted")
    monkeypatch.setattr(Database, "_run", counted)
    anna.get(path)
    few = len(sent)
    with office.tables() as tables:
        for number in range(150):
            tables.users.add(f"p{number:03}", "", Role.BOOKKEEPER, "tests")
            tables.audit.add("anna", "", "counted")
    sent.clear()
    anna.get(path)
    assert 0 < len(sent) <= few
    assert anna.html.count("<tr>") == 51
