"""The pages speak the user's language, and nothing of them is left in English."""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from flask import abort

from pleo_erp_hookspecs import Role
from pleo_erp_module import __version__
from pleo_erp_module.hosts.standalone.notification.channel_access import MailAccess, NotifyAccess
from pleo_erp_module.messages.catalogue import LANGUAGES
from pseudo_language import LANGUAGE, untranslated
from web.browser import Browser
from web.office import PASSWORD, Office
from web.page_steps import ANSWERED
from web_browser.scenes import LONG, fill, scenes, under_way

#: What people read in attributes.
_ATTRIBUTES = re.compile(r'\b(?:title|placeholder|aria-label|alt|data-confirm)="([^"]*)"')
_CODE = re.compile(r"<(script|style|code|pre)\b.*?</\1>", re.DOTALL)
#: What is data in the scenes: names and codes of the ERP, of Pleo and of users, versions, ids, commands.
DATA = (
    *("Acme", "Beta & Sønner", "Gamma Ltd", "Gamma", "Pleo", "pleo-erp", __version__),
    *("Anna", "anna", "Ben", "ben", "Carl", "carl", "Dora", "dora", "nobody"),
    *("DIM0", "Dimension", LONG, "Omsætning i alt", "Omsætning", "Löhne und Gehälter", "No code", "Obsolete", "Harbour"),
    *("it has no values that are in use", "it has no code", "<script>alert('P2')</script>", "because of a test", "Værdi", "none"),
    *("Easy", "easy", "SQLite", "sqlite3odbc.so", "pleo_erp_module", "Python", "flask", "waitress", "APScheduler", "pyodbc"),
    *(
        "anna@example.com",
        "Connection refused",
        "tags_interval",
        "settings",
        "format",
        "selection",
        "company",
        "version",
        "more",
        "root",
        "administrator",
        "bookkeeper",
    ),
    *("scheduler", "id", "code", "sync-all", "sync-accounts", *LANGUAGES.values(), *available_timezones()),
)
#: Paths, ids, the operating system, keys of the configuration, codes of errors, and what a change in the audit trail was.
_MACHINE = re.compile(
    r"\S*/\S*|\b[0-9a-f]{8,}\b|\d{8}T\S+|Linux\S*|\[pleo\] \w+|\[\w+\]|\b(?:codes|changes|plan)=\S*|\bsettings\.\w+"
)

STATUSES = (400, 401, 403, 405, 413, 418, 500)


def left(browser: Browser) -> set[str]:
    """The words of a page, in its head and in attributes, too, that were not translated."""
    page = _CODE.sub(" ", browser.html)
    text = html.unescape(" ".join((re.sub(r"<[^>]+>", " ", page), *_ATTRIBUTES.findall(page))))
    return untranslated(_MACHINE.sub(" ", text), DATA)


def reader(office: Office, login: str = "") -> Browser:
    """A browser whose language is the one of other letters."""
    browser = office.browser()
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGE
    if login:
        browser.log_in(login, PASSWORD)
    return browser


def test_no_page_has_a_word_that_was_not_translated(office: Office, other_letters: None) -> None:
    fill(office)
    found = {}
    anna = reader(office, "anna")
    for scene in scenes(office):
        anna.get(scene.path)
        assert anna.status == scene.status, scene
        if words := left(anna):
            found[scene.name] = words
    with under_way(office) as scene:
        anna.get(scene.path)
        if words := left(anna):
            found[scene.name] = words
    assert found == {}


def test_nor_has_what_is_said_of_a_form_that_was_sent(office: Office, other_letters: None) -> None:
    office.app.add_url_rule("/status/<int:status>", "status", abort)
    fill(office)
    mail = NotifyAccess(MailAccess("127.0.0.1", "erp@example.com", ("anna@example.com",), security="none", port=9))
    found: dict[str, set[str]] = {}
    nobody, anna = reader(office), reader(office, "anna")

    def send(browser: Browser, page: str, path: str, /, **form: Any) -> None:
        browser.get(page)
        browser.post(path, **form)
        note(f"{path} {form}", browser)

    def note(what: str, browser: Browser) -> None:
        if words := left(browser):
            found[what] = words

    send(nobody, "/login", "/login", login="anna", password="wrong")
    for path in ("/login", "/link/nothing", "/nowhere"):
        nobody.get(path)
        note(path, nobody)
    link = office.link()
    send(nobody, link, link, login="", password="x", repeated="x")
    for password, repeated in (("short", "short"), ("carl carl carl", "carl carl carl"), (PASSWORD, "another")):
        send(nobody, link, link, login="carl", password=password, repeated=repeated)
    send(nobody, link, link, login="carl", password=PASSWORD, repeated=PASSWORD)
    for form in ({"login": "", "role": "bookkeeper"}, {"login": "ben", "role": "bookkeeper"}, {"login": "x", "role": "none"}):
        send(anna, "/users", "/users", **form)
    send(anna, "/users", "/users/link", login="ben")
    send(anna, "/users", "/users/role", login="ben", role="administrator")
    for active in "0", "1":
        send(anna, "/users", "/users/active", login="ben", active=active)
    send(anna, "/users", "/users/active", login="nobody", active="0")
    send(anna, "/account", "/account/password", old="wrong", password="x", repeated="x")
    send(anna, "/account", "/account/password", old=PASSWORD, password="x", repeated="x")
    send(anna, "/account", "/account/choices", language="", time_zone="")
    send(anna, "/settings?company=1", "/settings", company="1", tags_interval="1", **{"was-tags_interval": "60"})
    send(anna, "/settings?company=1", "/settings", company="1", tags_interval="90", **{"was-tags_interval": "60"})
    send(anna, "/settings?company=1", "/settings", company="1")
    good = {"format": "pleo-erp settings 1", "settings": {"tags_interval": "120"}, "selection": ["DIM0"]}
    for content in ({}, {**good, "settings": {"tags_interval": "1"}}, {**good, "selection": "DIM0"}, {**good, "more": 1}, good):
        send(
            anna,
            "/settings?company=1",
            "/settings/import",
            company="1",
            file=(io.BytesIO(json.dumps(content).encode()), "x.json"),
        )
    send(anna, "/settings?company=1", "/settings/import", company="1", file=(io.BytesIO(b"{"), "x.json"))
    send(anna, "/settings?company=1", "/settings/import/save", company="1", text=json.dumps(good))
    send(anna, "/settings?company=1", "/settings/test-message", company="1")
    office.site.config = replace(office.site.config, notify=mail)
    send(anna, "/settings?company=1", "/settings/test-message", company="1")
    for codes in (["DIM0", "NOWHERE"], [f"DIM{number}" for number in range(7)], ["OLD"], ["DIM0"]):
        send(anna, "/dimensions?company=2", "/dimensions", company="2", code=codes)
    send(anna, "/runs?company=1", "/runs/pause", company="1")
    send(anna, "/runs?company=1", "/runs/resume", company="1")
    send(anna, "/preview?company=1", "/preview/tasks", company="1", job="sync-all")
    preview = office.site.previews.find(anna.page.request.path.rpartition("/")[2])
    plan = preview.plan if preview and preview.wait(ANSWERED) else anna.page.request.path.rpartition("/")[2]
    send(anna, f"/preview/plan/{plan}?company=1", f"/preview/plan/{plan}/release", company="1")
    note("released", anna)
    send(anna, "/preview?company=1", f"/preview/plan/{'d' * 64}/release", company="1")
    send(anna, "/runs?company=1", "/runs/now", company="1", job="sync-all")
    assert office.site.runner.stop(ANSWERED)
    anna.get(anna.page.request.path + "?company=1")
    note("run", anna)
    send(anna, "/connect?company=1", "/connect", company="1", key="no key")
    send(anna, "/connect?company=1", "/connect", company="1", key=office.world.key, expires="soon")
    send(anna, "/connect?company=1", "/connect", company="1", key=office.world.key, expires="2027-01-31")
    send(anna, "/connect?company=2", "/connect", company="2", key=office.world.key)
    send(anna, "/connect?company=1", "/connect/disconnect", company="1")
    send(anna, "/connect?company=1", "/connect/disconnect", token="old", company="1")
    ben = reader(office, "ben")
    office.add("dora", Role.BOOKKEEPER)
    dora = reader(office, "dora")
    dora.get("/users")
    note("forbidden", dora)
    ben.get("/?q=x&company=9")
    note("no company", ben)
    for status in STATUSES:
        ben.get(f"/status/{status}")
        note(f"{status}", ben)
    anna.get("/changes")
    note("changes", anna)
    assert found == {}


def test_a_sentence_that_nobody_translates_is_found(office: Office, other_letters: None) -> None:
    anna = reader(office, "anna")
    anna.get("/")
    assert left(anna) == set()
    office.app.jinja_env.globals["_"] = lambda text, **facts: text
    office.app.jinja_env.cache = {}
    anna.get("/account")
    assert {"Current", "password", "Save"} <= left(anna)
