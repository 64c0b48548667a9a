"""Connecting on the pages: the key, the pair, replacing, disconnecting, and what an error asks for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from web.browser import Browser
from web.office import Office

SCRIPT = "<script>alert('x')</script> & Sons"


def connect(browser: Browser, key: str, **more: str) -> str:
    browser.get("/connect?company=1")
    return browser.post("/connect", company="1", key=key, **more)


def test_a_key_is_tried_at_once_and_the_page_asks_whether_the_pair_is_right(office: Office, anna: Browser) -> None:
    before, page = office.world.pleo.everything(), anna.get("/connect")
    assert "not connected" in anna.text
    assert "Settings > API Keys" in anna.text
    assert re.search(r'<input id="f-key" name="key" type="password"(?![^>]*value)[^>]*autocomplete="off"', page)
    connect(anna, office.world.key)
    assert (anna.status, anna.title) == (200, "Is this correct?")
    [connection] = office.world.host.do("connections")["connections"]
    pleo = connection["pleo_company"]["id"]
    assert f"This is the Pleo company Acme {pleo}" in anna.text
    assert "and you are connecting the ERP company Acme 1" in anna.text
    assert office.world.pleo.everything() == before
    assert office.audit()[0] == ("anna", "connect", "1", "")
    anna.get("/connect")
    assert "connected waiting for its first release" in anna.text
    assert pleo in anna.text


def test_a_wrong_pair_is_undone_by_its_button_and_settings_and_selection_stay(office: Office, anna: Browser) -> None:
    office.world.erp.set_dimensions("DEP")
    connect(anna, office.world.key)
    office.world.select("DEP")
    office.world.settings(tags_interval="90")
    anna.get("/connect/pair")
    anna.post("/connect/disconnect", company="1")
    assert "Nothing was archived in Pleo" in anna.text
    assert " not connected " in anna.text
    assert office.world.selected() == ["DEP"]
    assert office.audit()[0] == ("anna", "disconnect", "1", "")
    anna.post("/connect/disconnect", company="1")  # pressed twice, in another window
    assert (anna.status, "is not connected" in anna.text) == (200, True)
    anna.get("/connect/pair")
    assert anna.title == "Connection"
    connect(anna, office.world.key)
    assert office.world.do("settings")["settings"]["tags_interval"] == 90


@pytest.mark.parametrize("key", ["plp_wrong-key-0000", "two words", "", "ключ"])
def test_a_key_that_is_refused_leaves_nothing_behind_and_is_never_shown(office: Office, anna: Browser, key: str) -> None:
    before = office.world.rows()
    connect(anna, key)
    assert anna.status == 400
    assert ("API key" in anna.text, "not connected" in anna.text) == (True, True)
    assert re.search(r"<code>(key_rejected|key_malformed)</code>", anna.html)
    assert not key or key not in anna.html
    assert office.world.rows() == before
    connect(anna, office.world.key)
    assert anna.title == "Is this correct?"


def test_replacing_the_key_keeps_everything_and_asks_nothing_and_twice_is_once(office: Office, anna: Browser) -> None:
    office.world.erp.set_dimensions("DEP")
    office.world.go("DEP")
    new = office.world.pleo.add_key("plp_sandbox_0002")
    for _time in range(2):
        connect(anna, new, expires="2026-12-01")
        assert (anna.title, "The key was replaced" in anna.text) == ("Connection", True)
    assert "2026-12-01 7 days left" in anna.text
    assert new not in anna.html + office.stored()
    assert "plp_" not in str(office.audit())
    assert (office.world.confirmed, office.world.selected()) == (True, ["DEP"])
    office.world.again()
    office.world.clock.pass_(days=8)
    anna = office.as_("anna")
    anna.get("/connect")
    assert "2026-12-01 expired" in anna.text


def test_a_day_that_is_none_is_refused_before_the_key_is_tried(office: Office, anna: Browser) -> None:
    connect(anna, office.world.key, expires=office.world.key)  # in the wrong field
    assert (anna.status, "a date such as 2027-01-31" in anna.text) == (400, True)
    assert office.world.key not in anna.html
    assert office.world.host.do("connections") == {"connections": [], "more": False}


def test_the_key_of_another_company_asks_which_is_meant(office: Office, anna: Browser) -> None:
    office.world.go()
    other = office.world.pleo.add_company("Beta")
    key = office.world.pleo.add_key("plp_sandbox_0002", company=other)
    assert 'name="pleo_company"' not in anna.get("/connect")
    connect(anna, key)
    assert (anna.status, "pleo_company_differs" in anna.text) == (400, True)
    assert "--pleo-company" not in anna.text
    assert 'name="pleo_company"' in anna.html
    assert office.world.confirmed
    anna.post("/connect", company="1", key=key, asked="pleo_company", pleo_company="plp_in_the_wrong_field")
    assert "A Pleo company is identified by its ID" in anna.text
    assert "--help" not in anna.text
    assert "plp_in" not in anna.html
    anna.post("/connect", company="1", key=key, asked="pleo_company", pleo_company=other)
    assert anna.title == "Is this correct?"
    assert "The connection to Acme was replaced" in anna.text
    assert "Beta" in anna.text
    assert not office.world.confirmed


def test_a_database_that_was_moved_asks_whether_that_is_meant(office: Office, anna: Browser) -> None:
    office.world.connect()
    office.world.erp.execute("UPDATE pleo_erp_connection SET fingerprint = 'elsewhere'")
    assert 'name="moved"' not in anna.get("/connect")
    anna.post("/connect", company="1", key=office.world.key, moved="1")  # not asked for
    assert (anna.status, "database_moved" in anna.text) == (400, True)
    assert 'name="moved"' in anna.html
    anna.post("/connect", company="1", key=office.world.key, asked="moved")
    assert anna.status == 400
    anna.post("/connect", company="1", key=office.world.key, asked="moved", moved="1")
    assert "The key was replaced" in anna.text


def test_what_the_key_may_not_read_is_a_warning(office: Office, anna: Browser) -> None:
    office.world.fail("answer", "search accounts", status=403, count=None)
    connect(anna, office.world.key)
    assert anna.title == "Is this correct?"
    assert "lacks the permission" in anna.text


def test_names_of_erp_and_pleo_are_text_and_no_markup(office: Office, anna: Browser) -> None:
    office.world.erp.execute("UPDATE firm SET name = ?", SCRIPT)
    other = office.world.pleo.add_company(SCRIPT)
    connect(anna, office.world.pleo.add_key("plp_sandbox_0002", company=other))
    assert anna.title == "Is this correct?"
    assert anna.text.count(SCRIPT) >= 2
    assert "<script>alert" not in anna.html
    assert "<script>alert" not in anna.get("/connect")


def test_the_environment_is_shown_without_what_its_address_hides(office: Office, anna: Browser) -> None:
    anna.get("/connect")
    assert office.world.pleo.base_url.partition("//")[2] in anna.text
    for url, name in (("https://external.pleo.io", "production"), ("https://external.staging.pleo.io/", "staging")):
        office.site.config = replace(office.site.config, pleo=replace(office.site.config.pleo, base_url=url))
        anna.get("/connect")
        assert f"Environment {name}" in anna.text


def test_a_bookkeeper_is_refused_and_sees_no_link(office: Office, ben: Browser) -> None:
    home = ben.get("/")
    assert "/connect" not in home.partition("<nav")[2].partition("</nav>")[0]
    for path in ("/connect", "/connect/pair"):
        ben.get(path)
        assert (ben.status, ben.title) == (403, "You do not have permission")
    before = office.world.rows()
    ben.get("/account")
    for path in ("/connect", "/connect/disconnect"):
        assert ben.send(path, company="1", key=office.world.key).status_code == 403
    assert office.world.rows() == before


def test_a_form_without_its_token_is_refused(office: Office, anna: Browser) -> None:
    anna.get("/connect")
    assert anna.send("/connect", token="", company="1", key=office.world.key).status_code == 400
    assert office.world.host.do("connections") == {"connections": [], "more": False}
