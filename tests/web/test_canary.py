"""Passwords, keys and tokens are nowhere but where they belong: not in logs, pages, tables or the audit trail."""

from __future__ import annotations

import logging

import pytest

from web.office import Office
from world import WorldFactory

PASSWORD, OTHER, WRONG = "CANARY password 1", "CANARY password 2", "CANARY wrong 3"
KEY = "plp_CANARY_key_4"


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "mariadb"])
def test_no_secret_is_ever_shown_logged_or_stored(new_world: WorldFactory, engine: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office = Office.of(new_world(engine))
    office.world.pleo.add_key(KEY)
    secrets, shown = ["CANARY"], []
    link, browser = office.link(), office.browser()
    secrets.append(link.rpartition("/")[2])
    browser.get(link)
    for password, repeated in ((PASSWORD, OTHER), (PASSWORD, PASSWORD)):
        shown.append(browser.post(link, login="anna", password=password, repeated=repeated))
        browser.get(link)
    for login, password in (("anna", WRONG), (PASSWORD, WRONG), (PASSWORD, ""), ("anna", PASSWORD)):
        shown.append(browser.log_in(login, password))
    secrets.append(browser.cookies()["pleo_erp"].value)
    shown.append(browser.get("/account"))
    for old, new, again in ((WRONG, OTHER, OTHER), (PASSWORD, OTHER, WRONG), (PASSWORD, OTHER, OTHER)):
        shown.append(browser.post("/account/password", old=old, password=new, repeated=again))
    secrets.append(browser.cookies()["pleo_erp"].value)
    browser.get("/users")
    browser.post("/users", login="ben", role="bookkeeper")  # this page shows the link, this once
    secrets.append(browser.html.split("/link/")[1].split("<")[0])
    shown += [browser.get(path) for path in ("/", "/users", "/changes", "/companies", "/account")]
    with office.asking("anna"):
        office.site.ask("connect", company="1", key=KEY)
    shown += [browser.get("/changes"), browser.get("/")]
    assert all(len(secret) >= 6 for secret in secrets)
    assert len(set(secrets)) == 5
    for text in (office.stored(), caplog.text, *shown):
        assert [secret for secret in secrets if secret in text] == []
    assert "Company connected" in shown[-2]
