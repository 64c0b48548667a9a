"""Diagnostics on the pages: the checks, the scheduler, messages, the ERP, and the file for whoever helps remotely."""

from __future__ import annotations

import io
import json
import time
import zipfile
from dataclasses import replace
from typing import Any

from pleo_erp_hookspecs import TEXT, Message
from pleo_erp_module.hosts.standalone.config import ScheduleAccess
from pleo_erp_module.hosts.standalone.notification.channel_access import MailAccess, NotifyAccess, WebhookAccess
from pleo_erp_module.hosts.standalone.schedule import Scheduler
from web.browser import Browser
from web.office import Office

CANARY = "CANARY"
SCRIPT = "<script>alert(1)</script>"


def bundle(browser: Browser, path: str = "/diagnostics/bundle") -> dict[str, Any]:
    answer = browser.fetch(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_a_bookkeeper_sees_the_checks_with_what_to_do_and_no_link_to_the_rest(office: Office, ben: Browser) -> None:
    ben.get("/diagnostics")
    assert (ben.title, "No check failed" in ben.text) == ("Diagnostics", True)  # the pace of the tests is a note
    assert "/diagnostics/bundle" not in ben.html
    assert "/diagnostics/erp" not in ben.html
    for path in ("/diagnostics/bundle", "/diagnostics/erp"):
        ben.get(path)
        assert ben.status == 403
    office.world.connect()
    office.world.pleo.change_key(office.world.key, revoked=True)
    ben.get("/diagnostics")
    assert "Some checks failed" in ben.text
    assert "Create a new key in Pleo and connect again (“Connection”)." in ben.text
    assert "key_rejected" in ben.text


def test_only_one_connection_is_tried_and_the_others_have_a_link(office: Office, ben: Browser) -> None:
    office.world.connect()
    for number in range(2, 70):
        office.world.erp.add_company(str(number), f"Company {number}")
        values = (str(number), f"00000000-0000-4000-8000-{number:012}", SCRIPT)
        office.world.erp.execute(
            "INSERT INTO pleo_erp_connection (company, pleo_company, pleo_name, fingerprint, connected_at, connected_by)"
            " SELECT ?, ?, ?, fingerprint, connected_at, connected_by FROM pleo_erp_connection WHERE company = '1'",
            *values,
        )
    first = len(office.world.pleo.requests)
    page = ben.get("/diagnostics")
    asked = len(office.world.pleo.requests) - first
    assert 0 < asked < 6
    assert "connection of company 1 " in ben.text
    assert "connection of company 2 " not in ben.text
    assert page.count(">Check</a>") == 49  # of a page of 50
    assert "<script>alert" not in page
    ben.get("/diagnostics?company=2")
    assert "connection of company 2 " in ben.text
    ben.get("/diagnostics?company=nonsense")
    assert "connection of company 1 " in ben.text


def test_it_says_whether_the_scheduler_runs_at_all(office: Office, ben: Browser) -> None:
    ben.get("/diagnostics")
    assert "The scheduler is not running" in ben.text
    notifier = office.site.host(office.world.host.user).notifier
    for enabled, state in ((True, "State running"), (False, "turned off in the configuration")):
        scheduler = Scheduler(office.site.client_of, ScheduleAccess(enabled, 600, 1, 5), notifier, office.world.clock)
        office.site.scheduler = scheduler
        scheduler.start()
        try:
            until = time.monotonic() + 20
            while enabled and scheduler.status()["looked_at"] is None and time.monotonic() < until:
                time.sleep(0.02)
            ben.get("/diagnostics")
            assert state in ben.text
            assert ("Last check never" in ben.text) is not enabled
        finally:
            assert scheduler.stop()
        ben.get("/diagnostics")
        assert "not running" in ben.text


def test_the_next_due_run_and_what_waits_to_be_sent_are_shown(office: Office, ben: Browser) -> None:
    office.world.connect()
    with office.tables() as tables:
        tables.outbox.add("1", "run_failed", f"It failed {SCRIPT}", "Look.", ["mail"])
        [waiting] = tables.outbox.due()
        tables.outbox.claim(waiting)
        tables.outbox.failed(waiting, Message("mail_status", {"status": 421}))
    page = ben.get("/diagnostics")
    assert "Queue 1" in ben.text
    assert "the mail server answered 421" in ben.text
    assert "<script>alert" not in page
    assert page.count("<time") >= 1


def test_the_erp_is_told_with_what_would_be_read(office: Office, anna: Browser) -> None:
    office.world.erp.set_dimensions(("DEP", "Departments"), ("OLD", "Old", "it is closed"))
    office.world.erp.set_accounts([("1", "100", "Cash")])
    office.world.erp.execute("UPDATE firm SET name = ?", SCRIPT)
    page = anna.get("/diagnostics/erp?company=1")
    assert "ERP Easy easy set in the configuration" in anna.text
    assert "Dimensions 1 2" in anna.text
    assert "Accounts 1 1" in anna.text
    assert SCRIPT in anna.text
    assert "<script>alert" not in page
    office.world.erp.spoil("ledger", 0)
    anna.get("/diagnostics/erp?company=1")
    assert "erp_row_invalid" in anna.text


def test_the_file_has_all_that_helps_and_no_secret(office: Office, anna: Browser) -> None:
    world = office.world
    key = world.pleo.add_key(f"plp_{CANARY}_key")
    world.connect(key=key)
    world.settings(count_gone="7")
    world.erp.set_dimensions("DEP")
    world.erp.set_values("DEP", ["A", "B"])
    world.select("DEP")
    world.plan()
    world.release()
    world.fail("answer", "create tag", status=400, body={"message": "no"}, count=None)
    world.run(counted=False)
    erp = replace(office.site.config.erp, connection=f"{office.site.config.erp.connection.rstrip(';')};PWD={CANARY}-database;")
    pleo = replace(office.site.config.pleo, requests_per_minute=500)
    mail = MailAccess("127.0.0.1", "erp@example.com", ("anna@example.com",), user="clerk", password=f"{CANARY}-smtp")
    notify = NotifyAccess(mail, WebhookAccess(f"https://example.com/{CANARY}-hook", f"{CANARY}-signature"))
    office.site.config = replace(office.site.config, erp=erp, pleo=pleo, notify=notify)
    with office.tables() as tables:
        tables.outbox.add("1", "x", f"Of {CANARY}-smtp and {CANARY}-database", "", ["webhook"])
        [waiting] = tables.outbox.due()
        tables.outbox.failed(waiting, Message(TEXT, {"text": f"https://example.com/{CANARY}-hook said {CANARY}-signature"}))
    found = bundle(anna)
    assert set(found) == {
        *("made_at.json", "versions.json", "doctor.json", "schedule.json", "companies.json"),
        *("scheduler.json", "messages.json", "web.json"),
    }
    [company] = found["companies.json"]
    assert (company["company"], company["settings"]["count_gone"], company["selection"]) == ("1", 7, ["DEP"])
    assert company["runs"][0]["status"] == "partial"
    assert {(one["unit"], one["code"], one["count"]) for one in company["failures"]} == {("tags:DEP", "pleo_refused", 2)}
    assert found["doctor.json"]["checks"]
    assert found["versions.json"]["module"]
    text = json.dumps(found)
    assert CANARY not in text
    assert "Of *** and ***" in text
    for secret in (world.host.key_file.read_text("utf-8"), *anna.cookies()["pleo_erp"].value.split()):
        assert secret.strip() not in text
    assert office.audit()[0][:3] == ("anna", "bundle downloaded", "1")


def test_the_file_comes_also_when_something_is_broken(office: Office, anna: Browser) -> None:
    office.world.connect()
    office.world.settings(count_gone="7")
    office.world.erp.execute("UPDATE pleo_erp_setting SET setting_value = 'many' WHERE setting_name = 'count_gone'")
    office.world.erp.execute("DROP TABLE firm")
    found = bundle(anna)
    assert found["doctor.json"]["ok"] is False
    assert found["companies.json"][0]["settings"]["error"]["code"] == "setting_invalid"
    anna.get("/diagnostics")
    assert (anna.status, "erp_table_missing" in anna.text, "setting_invalid" in anna.text) == (200, True, True)
