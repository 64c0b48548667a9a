"""The overview, the companies, asking the module, and what is shown when something goes wrong."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from flask import Flask, render_template, request

from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone import web
from pleo_erp_module.hosts.standalone.web.page_access import company, of_company
from pleo_erp_module.hosts.standalone.web.pages.audit_log import ACTIONS
from pleo_erp_module.hosts.standalone.web.site import site
from web.browser import Browser
from web.office import Office


def about(app: Flask) -> None:
    """A page about one company."""

    @of_company
    def view() -> str:
        return render_template("error.html", title=company().name)

    app.add_url_rule("/about", "about.index", view)


def test_the_overview_says_which_companies_are_connected_and_how(office: Office) -> None:
    office.world.erp.add_company("2", "Beta & Sons")
    ben = office.as_("ben")
    assert "No company is connected to Pleo yet." in ben.text
    assert "Connect a company" not in ben.text  # an administrator does that
    assert 'href="/companies?to=connect.index"' in office.as_("anna").html
    office.world.connect()
    ben.get("/")
    assert ("Acme" in ben.text, "Beta" in ben.text) == (True, False)
    assert "waiting for its first release" in ben.text
    office.world.plan()
    office.world.release()
    ben.get("/")
    assert " running " in ben.text
    office.world.run()
    ben.get("/")
    assert "Succeeded" in ben.text
    office.world.do("pause")
    ben.get("/")
    assert "paused" in ben.text
    assert office.world.host.user.name in ben.text
    ben.get("/?q=nobody")
    assert ("Acme" in ben.text, "No matches." in ben.text) == (False, True)
    ben.get("/?q=ac+1")
    assert "Acme" in ben.text


def test_a_page_of_a_company_asks_for_it_unless_there_is_one_only(office: Office) -> None:
    about(office.app)
    ben = office.as_("ben")
    ben.get("/about")
    assert ben.title == "Acme"
    second = office.restarted()
    second.world.erp.add_company("2/b c", "Beta")
    about(second.app)
    ben = second.as_("ben")
    ben.get("/about")
    assert ben.title == "Which company?"
    assert 'href="/about?company=2/b%20c"' in ben.html or 'href="/about?company=2/b+c"' in ben.html
    ben.get("/about?company=2/b%20c")
    assert ben.title == "Beta"
    assert 'href="/companies?to=about.index"' in ben.html  # none is connected that the switcher could list
    ben.get("/about?company=3")
    assert ben.status == 404


def test_a_connection_of_an_earlier_version_has_pages_though_the_erp_has_its_company_no_longer(office: Office) -> None:
    office.world.connect()
    office.world.erp.execute("UPDATE pleo_erp_connection SET company_name = NULL, key_end = NULL")
    ben = office.as_("ben")
    ben.get("/runs?company=1")
    assert (ben.status, "Company Acme" in ben.text) == (200, True)
    office.world.erp.execute("DELETE FROM firm")
    for path in ("/", "/runs?company=1", "/runs", "/preview?company=1"):
        ben.get(path)
        assert ben.status == 200, ben.text


def test_the_switcher_stays_small_with_many_companies(office: Office) -> None:
    for number in range(2, 152):
        office.world.erp.add_company(str(number), f"Company {number:03}")
    about(office.app)
    ben = office.as_("ben")
    page = ben.get("/about?company=7")
    assert "Company 008" not in page
    assert 'href="/companies?to=about.index"' in page
    ben.get("/companies?to=about.index")
    assert ben.html.count('<a href="/about') == 50
    ben.get("/companies?to=about.index&offset=150")
    assert ben.html.count('<a href="/about') == 1
    ben.get("/companies?to=about.index&q=14+company")
    assert ben.html.count('<a href="/about') == 12  # 14, 114, 140 to 149
    ben.get("/companies?to=login.log_out")
    assert "/logout?company" not in ben.html


def test_a_change_that_the_module_makes_is_recorded_without_its_secrets_and_a_look_is_not(office: Office) -> None:
    before = office.audit()
    with office.asking("anna"):
        site.ask("connections")
    assert office.audit() == before
    with office.asking("anna"):
        site.ask("connect", company="1", key=office.world.key)
        site.ask("settings", company="1")
        site.ask("settings", company="1", changes={"tags_interval": "90"})
        office.world.erp.set_dimensions("DEP")
        site.ask("select", company="1", codes=["DEP"], dry_run=True)
        site.ask("select", company="1", codes=["DEP"])
        site.ask("pause", company="1")
    assert office.audit()[:4] == [
        ("anna", "pause", "1", ""),
        ("anna", "select", "1", "codes=DEP"),
        ("anna", "settings", "1", "changes=tags_interval=90"),
        ("anna", "connect", "1", ""),
    ]


def test_running_a_job_is_recorded_and_answers_its_report(office: Office) -> None:
    office.world.connect()
    with office.asking("ben"):
        report = site.run("1", "sync-all")
    assert report["status"] == "held"
    assert office.audit()[0] == ("ben", "run", "1", "sync-all")


@pytest.mark.parametrize(
    ("code", "facts", "status"),
    [
        ("not_connected", {"company": "1"}, 400),
        ("busy", {"company": "1", "owner": "x"}, 409),
        ("pleo_timeout", {"detail": ""}, 502),
    ],
)
def test_what_the_module_refuses_is_a_page_with_its_sentence_next_step_and_code(
    office: Office, code: str, facts: dict[str, str], status: int
) -> None:
    def view() -> str:
        raise error(code, **facts)

    office.app.add_url_rule("/refused", "refused", view)
    ben = office.as_("ben")
    ben.get("/refused")
    fault = error(code, **facts)
    assert (ben.status, ben.title) == (status, "That did not work")
    assert fault.message in ben.text
    assert code in ben.text
    assert "pleo-erp connect" not in ben.text
    ben.get("/refused", Accept="application/json")
    assert ben.page.json is not None
    assert (ben.status, ben.page.json["error"]["code"]) == (status, code)


def test_a_next_step_names_the_page_and_not_the_command(office: Office) -> None:
    def view() -> str:
        raise error("not_connected", company="1")

    office.app.add_url_rule("/refused", "refused", view)
    ben = office.as_("ben")
    ben.get("/refused")
    assert "Connect it first (“Connection”)." in ben.text


def test_the_unexpected_is_a_page_with_a_number_and_the_log_has_the_place_but_not_the_words(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def view() -> str:
        raise ValueError(request.args["typed"])

    office.app.add_url_rule("/broken", "broken", view)
    ben = office.as_("ben")
    with caplog.at_level(logging.DEBUG):
        ben.get("/broken?typed=secret")
    assert (ben.status, ben.title) == (500, "That did not work")
    assert "Traceback" not in ben.html
    assert "secret" not in ben.html + caplog.text
    assert "test_pages.py" in caplog.text
    number = ben.text.split("Code: ")[1].split()[0]
    assert f"unexpected ValueError ({number}) on /broken" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nowhere", 404, "Page not found"),
        ("GET", "/users", 403, "You do not have permission"),
        ("GET", "/logout", 405, "This page does not support that request"),
    ],
)
def test_other_errors_are_calm_pages_too(ben: Browser, method: str, path: str, status: int, title: str) -> None:
    ben.get(path)
    assert (ben.status, ben.title) == (status, title)
    assert "Go to the overview" in ben.text


def test_a_script_gets_errors_as_json(office: Office, ben: Browser) -> None:
    ben.get("/users", Accept="application/json")
    assert ben.page.json is not None
    assert ben.page.json["error"]["code"] == "forbidden"
    stranger = office.browser()
    stranger.get("/account", Accept="application/json")
    assert stranger.status == 401


def test_a_database_that_is_away_is_a_page_and_not_a_crash(office: Office, ben: Browser) -> None:
    office.world.erp.execute("ALTER TABLE pleo_erp_web_session RENAME TO away")
    ben.get("/")
    assert (ben.status, ben.title) == (400, "That did not work")
    assert "tables_missing" in ben.text


def test_every_change_has_a_name_in_the_list_of_changes(office: Office) -> None:
    changing = {action.name for action in office.site.modules.hook.pleo_erp_actions(language="en") if not action.view}
    sources = Path(web.__file__).parent.rglob("*.py")
    words = [re.findall(r"(?:\brecord\(|tables\.audit\.add\([^\"]*\"\", )(.*)", path.read_text("utf-8")) for path in sources]
    own = {word for lines in words for line in lines for word in re.findall(r'"([a-z][a-z -]+)"', line.partition(", ")[0])}
    assert {"person added", "login failed", "person deactivated", "set-up link made"} <= own
    assert (changing | own) - set(ACTIONS) == set()
