"""Settings on the pages: every one with its help, errors beside the field, export and import, the test message."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from pleo_erp_module.hosts.standalone.notification.channel_access import MailAccess, NotifyAccess, WebhookAccess
from pleo_erp_module.kinds.registry import setting_groups
from pleo_erp_module.sync.setting_registry import known_settings
from web.browser import Browser
from web.office import Office


@pytest.fixture
def set_up(office: Office) -> Office:
    """Connected, with one dimension selected."""
    office.world.erp.set_dimensions(("DEP", "Departments"), ("PRJ", "Projects"))
    office.world.connect()
    office.world.select("DEP")
    return office


def fields(page: str) -> dict[str, str]:
    """What the form sends if nothing is changed."""
    inputs = dict(re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', page.partition('action="/settings')[2]))
    lists = re.findall(r'<select id="s-\w+" name="(\w+)".*?<option value="(\w+)" selected', page, re.DOTALL)
    found = {**inputs, **dict(lists)}
    return {name: value for name, value in found.items() if name.removeprefix("was-") in known_settings()}


def values(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = office.world.do("settings")["settings"]
    return found


def file(content: Any) -> tuple[io.BytesIO, str]:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return io.BytesIO(text), "settings.json"


def test_every_setting_has_its_place_and_its_texts() -> None:
    placed = [name for _title, texts in setting_groups() for name in texts]
    assert sorted(placed) == sorted(known_settings())
    assert all(text.label and text.help for _title, texts in setting_groups() for text in texts.values())


def test_settings_are_shown_with_unit_default_and_help_and_saved(set_up: Office, anna: Browser) -> None:
    page = anna.get("/settings")
    assert "minutes Between two runs. From 60 minutes to one day (1440). Default: 60" in anna.text
    sent = fields(page)
    assert set(sent) == {*known_settings(), *(f"was-{name}" for name in known_settings())}
    before = values(set_up)
    anna.post("/settings", company="1", **sent)
    assert "Nothing was changed" in anna.text
    anna.post("/settings", company="1", **{**sent, "tags_interval": " 120 ", "accounts": "off", "key_expires": "2027-01-31"})
    assert "The settings were saved" in anna.text
    assert values(set_up) == {**before, "tags_interval": 120, "accounts": "off", "key_expires": "2027-01-31"}
    who, what, company, detail = set_up.audit()[0]
    assert (who, what, company) == ("anna", "settings", "1")
    assert sorted(detail.removeprefix("changes=").split()) == ["accounts=off", "key_expires=2027-01-31", "tags_interval=120"]


def test_what_is_refused_stands_beside_its_field_and_nothing_is_saved(set_up: Office, anna: Browser) -> None:
    sent, before = fields(anna.get("/settings")), values(set_up)
    wrong = {"tags_interval": "5", "history_days": '"><script>alert(1)</script>', "key_expires": "soon"}
    anna.post("/settings", company="1", **{**sent, **wrong, "accounts_interval": "600"})
    assert (anna.status, "3 values are invalid" in anna.text) == (400, True)
    assert len(re.findall(r'<small class="wrong"', anna.html)) == 3
    assert "a whole number from 60 to 1440" in anna.text
    assert "<script>alert" not in anna.html
    assert fields(anna.html)["tags_interval"] == "5"
    assert fields(anna.html)["accounts_interval"] == "600"  # typed, and not lost
    assert values(set_up) == before
    anna.post("/settings", company="1", **{**fields(anna.html), "tags_interval": "90", "history_days": "30", "key_expires": ""})
    assert (values(set_up)["tags_interval"], values(set_up)["accounts_interval"]) == (90, 600)


def test_what_somebody_else_has_changed_meanwhile_stays(set_up: Office, anna: Browser) -> None:
    sent = fields(anna.get("/settings"))
    set_up.world.settings(tags_interval="240")
    anna.post("/settings", company="1", **{**sent, "count_gone": "7"})
    assert (values(set_up)["tags_interval"], values(set_up)["count_gone"]) == (240, 7)


def test_sent_twice_is_saved_once(set_up: Office, anna: Browser) -> None:
    sent = {**fields(anna.get("/settings")), "count_gone": "7"}
    for _time in range(2):
        anna.post("/settings", company="1", **sent)
        assert anna.status == 200
    assert values(set_up)["count_gone"] == 7


def test_a_company_that_was_never_connected_is_told_to_connect(office: Office, anna: Browser) -> None:
    anna.get("/settings")
    assert (anna.status, "Connect it first (“Connection”)" in anna.text) == (400, True)


def exported(anna: Browser) -> dict[str, Any]:
    anna.get("/settings/export?company=1")
    assert anna.page.headers["Content-Disposition"] == 'attachment; filename="pleo-erp-settings-1.json"'
    found: dict[str, Any] = json.loads(anna.html)
    return found


def test_an_export_holds_settings_and_selection_and_no_secret_and_its_import_changes_nothing(
    set_up: Office, anna: Browser
) -> None:
    set_up.world.settings(tags_interval="120", key_expires="2027-01-31")
    found = exported(anna)
    assert (found["settings"]["tags_interval"], found["selection"]) == ("120", ["DEP"])
    assert "key_expires" not in found["settings"]
    assert set_up.world.key not in anna.html
    anna.get("/settings")
    anna.post("/settings/import", company="1", file=file(found))
    assert "The settings and the selection were imported" in anna.text


def test_an_import_shows_what_it_changes_before_it_does(set_up: Office, anna: Browser) -> None:
    set_up.world.go("DEP")
    found = exported(anna)
    found["settings"]["tags_interval"], found["selection"] = "300", ["PRJ"]
    before = set_up.world.rows()
    anna.get("/settings")
    anna.post("/settings/import", company="1", file=file(found))
    assert "Tags tags_interval 60 300" in anna.text
    assert "Selected dimensions DEP PRJ" in anna.text
    assert "archives this tag group" in anna.text
    assert "Departments" in anna.text
    assert set_up.world.rows() == before
    for _time in range(2):
        anna.post("/settings/import/save", company="1", text=json.dumps(found))
        assert "The settings and the selection were imported" in anna.text
    assert (values(set_up)["tags_interval"], set_up.world.selected()) == (300, ["PRJ"])
    assert [what for _who, what, _company, _detail in set_up.audit()[:2]] == ["settings", "select"]


GOOD = {"format": "pleo-erp settings 1", "settings": {"tags_interval": "300"}, "selection": ["PRJ"]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"", "it is not JSON"),
        ([], "exported from these pages"),
        ({**GOOD, "format": "another"}, "exported from these pages"),
        ({**GOOD, "key": "x"}, "exported from these pages"),
        ({**GOOD, "settings": {"tags_interval": "300", "unheard_of": "1"}}, "no setting 'unheard_of'"),
        ({**GOOD, "settings": {"tags_interval": "300", "count_gone": "many"}}, "Invalid value 'many' for setting count_gone"),
        ({**GOOD, "settings": {"tags_interval": ["300"]}}, "settings.tags_interval: expected"),
        ({**GOOD, "selection": "PRJ"}, "selection: expected"),
        ({**GOOD, "selection": ["PRJ", "NONE"]}, "no dimension 'NONE'"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_as_a_whole(set_up: Office, anna: Browser, content: Any, reason: str) -> None:
    before = set_up.world.rows()
    anna.get("/settings")
    anna.post("/settings/import", company="1", file=file(content))
    assert (anna.title, reason in anna.text) == ("Settings", True), anna.text
    text = content.decode("latin-1") if isinstance(content, bytes) else json.dumps(content)
    anna.post("/settings/import/save", company="1", text=text)
    assert (anna.title, reason in anna.text) == ("Settings", True), anna.text
    assert set_up.world.rows() == before


def test_a_file_that_pleo_refuses_writes_nothing(set_up: Office, anna: Browser) -> None:
    anna.get("/settings")
    before = set_up.world.rows()
    set_up.world.fail("answer", "list groups", status=401, count=None)
    anna.post("/settings/import/save", company="1", text=json.dumps(GOOD))
    assert "[key_rejected]" in anna.text
    assert set_up.world.rows() == before


def test_recipients_are_shown_and_secrets_of_messages_are_not(set_up: Office, anna: Browser) -> None:
    anna.get("/settings")
    assert "Mail to nobody" in anna.text
    assert "<button disabled>" in anna.html
    anna.post("/settings/test-message", company="1")
    assert "No notification channel" in anna.text
    mail = MailAccess("127.0.0.1", "erp@example.com", ("anna@example.com",), port=9, user="clerk", password="CANARY-smtp")
    hook = WebhookAccess("http://127.0.0.1:9/CANARY-hook", "CANARY-secret")
    for webhook, shown in ((hook, "configured"), (None, "none")):
        set_up.site.config = replace(set_up.site.config, notify=NotifyAccess(mail, webhook))
        anna.get("/settings")
        assert f"Mail to anna@example.com Webhook {shown}" in anna.text
        assert "CANARY" not in anna.html
    anna.post("/settings/test-message", company="1")
    assert "The test message was not sent (anna@example.com)" in anna.text
    assert "CANARY" not in anna.html
    assert set_up.audit()[0] == ("anna", "test message", "1", "")


def test_a_bookkeeper_is_refused_and_sees_no_link(set_up: Office) -> None:
    ben = set_up.as_("ben")
    assert "/settings" not in ben.get("/").partition("<nav")[2].partition("</nav>")[0]
    before = set_up.world.rows()
    for path in ("/settings", "/settings/export"):
        ben.get(path)
        assert ben.status == 403
    ben.get("/account")
    for path in ("/settings", "/settings/import", "/settings/import/save", "/settings/test-message"):
        assert ben.send(path, company="1", text=json.dumps(GOOD), tags_interval="300").status_code == 403
    assert set_up.world.rows() == before
