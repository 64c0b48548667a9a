"""Set-up, login, logout, sessions and lockout."""

from __future__ import annotations

import pytest

from web.browser import Browser
from web.office import PASSWORD, Office


def test_the_set_up_link_makes_the_first_administrator_and_works_once(empty_office: Office) -> None:
    link, browser = empty_office.link(), empty_office.browser()
    assert "setup link" in browser.get("/login")
    browser.get(link)
    assert browser.title == "Set up the first administrator"
    browser.post(link, login=" Anna ", name="Anna A.", password=PASSWORD, repeated=PASSWORD)
    assert browser.title == "Log in"
    assert "Log in with it" in browser.text
    browser.post("/login", login="ANNA", password=PASSWORD)
    assert (browser.title, "Anna A." in browser.text, "Users" in browser.text) == ("Overview", True, True)
    browser.get(link)
    assert (browser.status, browser.title) == (404, "This link is no longer valid")
    assert browser.post(link, login="eve", password=PASSWORD, repeated=PASSWORD)
    assert browser.status in {400, 404}
    with empty_office.tables() as tables:
        assert [one.login for one in tables.users.page()] == ["anna"]


def test_a_set_up_link_is_void_after_a_day_and_when_another_one_is_made(empty_office: Office) -> None:
    first, second = empty_office.link(), empty_office.link()
    browser = empty_office.browser()
    browser.get(first)
    assert browser.status == 404
    browser.get(second)
    assert browser.status == 200
    empty_office.world.clock.pass_(hours=24)
    browser.get(second)
    assert browser.status == 404


@pytest.mark.parametrize(
    ("password", "repeated", "why"),
    [
        ("short", "short", "at least 12"),
        (PASSWORD, PASSWORD + "x", "do not match"),
        ("aaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa", "more different"),
        ("my name is anna", "my name is anna", "must not contain the login name"),
        ("x1" * 101, "x1" * 101, "more than 200"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason_and_the_link_stays_good(
    empty_office: Office, password: str, repeated: str, why: str
) -> None:
    link, browser = empty_office.link(), empty_office.browser()
    browser.get(link)
    browser.post(link, login="anna", password=password, repeated=repeated)
    assert browser.status == 400
    assert why in browser.text
    assert password not in browser.html
    browser.post(link, login="anna", password=PASSWORD, repeated=PASSWORD)
    assert browser.title == "Log in"


def test_a_login_name_of_a_few_letters_may_be_in_a_password(empty_office: Office) -> None:
    link, browser = empty_office.link(), empty_office.browser()
    browser.get(link)
    assert "must not contain the login name" in browser.text
    browser.post(link, login="ann", password="my name is anna", repeated="my name is anna")
    assert browser.title == "Log in"


def test_whoever_is_not_logged_in_is_asked_to_and_led_back(office: Office) -> None:
    browser = office.browser()
    browser.get("/account?x=1")
    assert browser.title == "Log in"
    browser.post(browser.page.request.full_path, login="ben", password=PASSWORD)
    assert browser.page.request.full_path == "/account?x=1"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\t/e"]
)
def test_login_leads_to_no_other_site(office: Office, target: str) -> None:
    browser = office.browser()
    browser.get("/login")
    browser.page = browser.client.post("/login", query_string={"next": target}, data={})  # without the form's token
    assert browser.status == 400
    browser.get("/login")
    answer = browser.send("/login?" + "next=" + target.replace("\t", "%09"), login="ben", password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_wrong_name_and_a_wrong_password_are_told_alike(office: Office) -> None:
    texts = set()
    for login, password in (("nobody", PASSWORD), ("anna", "wrong password"), ("", "")):
        browser = office.browser()
        browser.log_in(login, password)
        assert browser.status == 403
        texts.add(browser.text)
    assert len(texts) == 1


def test_logging_in_again_ends_the_session_before(office: Office) -> None:
    anna = office.as_("anna")
    first = anna.cookies()["pleo_erp"].value
    anna.get("/account")
    anna.post("/login", login="anna", password=PASSWORD)
    assert anna.cookies()["pleo_erp"].value != first
    thief = office.browser()
    thief.client.set_cookie("pleo_erp", first, domain="127.0.0.1")
    thief.get("/")
    assert thief.title == "Log in"


def test_logging_out_ends_the_session_for_good(office: Office) -> None:
    anna = office.as_("anna")
    token = anna.cookies()["pleo_erp"].value
    thief = office.browser()
    thief.client.set_cookie("pleo_erp", token, domain="127.0.0.1")
    thief.get("/")
    assert thief.title == "Overview"
    anna.get("/")
    anna.post("/logout")
    assert anna.title == "Log in"
    thief.get("/")
    assert thief.title == "Log in"


def test_a_session_ends_after_an_hour_without_use_and_twelve_hours_at_any_rate(office: Office) -> None:
    idle, busy = office.as_("anna"), office.as_("ben")
    for _ in range(13):
        office.world.clock.pass_(minutes=55)
        busy.get("/")
        assert busy.title == "Overview"
    idle.get("/")
    assert idle.title == "Log in"
    office.world.clock.pass_(minutes=10)
    busy.get("/")
    assert busy.title == "Log in"


def test_an_account_is_locked_for_longer_and_longer_and_opens_again(office: Office) -> None:
    def tries(number: int, address: str = "192.0.2.1") -> int:
        for _ in range(number):
            browser = office.browser(address=address)
            browser.log_in("anna", "wrong password")
        return browser.status

    assert tries(5) == 403
    assert tries(1) == 429
    browser = office.browser(address="192.0.2.99")
    browser.log_in("anna", PASSWORD)
    assert (browser.status, "Too many failed logins" in browser.text) == (429, True)
    office.world.clock.pass_(seconds=15)
    assert tries(1) == 403  # one more, and the next wait is twice as long
    office.world.clock.pass_(seconds=15)
    assert tries(1) == 429
    office.world.clock.pass_(seconds=15)
    browser.log_in("anna", PASSWORD)
    assert browser.status == 200
    assert tries(4) == 403  # a login forgets what was before
    assert office.as_("ben").title == "Overview"


def test_an_address_is_locked_after_failures_of_many_accounts_but_not_by_logins(office: Office) -> None:
    for _ in range(30):
        office.as_("ben", address="192.0.2.7")
    for number in range(20):
        browser = office.browser(address="192.0.2.7")
        browser.log_in(f"guess {number}", PASSWORD)
        assert browser.status == 403
    browser.log_in("ben", PASSWORD)
    assert browser.status == 429
    assert office.as_("ben", address="192.0.2.8").title == "Overview"


def test_changing_the_password_needs_the_old_one_and_logs_out_elsewhere(office: Office) -> None:
    here, there = office.as_("ben"), office.as_("ben")
    here.get("/account")
    here.post("/account/password", old="wrong password", password="a new one for ben 1", repeated="a new one for ben 1")
    assert here.status == 403
    here.post("/account/password", old=PASSWORD, password="short", repeated="short")
    assert here.status == 400
    here.post("/account/password", old=PASSWORD, password="quite a new one 1", repeated="quite a new one 1")
    assert (here.status, "The password was changed" in here.text) == (200, True)
    there.get("/")
    assert there.title == "Log in"
    there.log_in("ben", PASSWORD)
    assert there.status == 403
    there.log_in("ben", "quite a new one 1")
    assert there.title == "Overview"


def test_a_bookkeeper_sees_no_administrators_page_and_opens_none(office: Office, ben: Browser) -> None:
    ben.get("/")
    assert "Users" not in ben.text
    for path in ("/users", "/changes"):
        ben.get(path)
        assert (ben.status, ben.title) == (403, "You do not have permission")
    ben.get("/account")
    ben.post("/users/role", login="ben", role="administrator")
    assert ben.status == 403
    with office.tables() as tables:
        found = tables.users.get("ben")
        assert found is not None
        assert not found.is_administrator
