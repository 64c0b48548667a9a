"""Host names, headers, forms, cookies, proxies."""

from __future__ import annotations

import pytest

from web.browser import TOKEN, Browser
from web.office import PASSWORD, Office
from world import World


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8440", 200),
        ("localhost", 200),
        ("[::1]:8440", 200),
        ("pleo.example:8443", 200),
        ("PLEO.example", 200),
        ("other.example", 200),
        ("evil.example", 400),
        ("pleo.example.evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("[", 400),
    ],
)
def test_only_known_names_are_answered(world: World, host: str, status: int) -> None:
    office = Office.of(world, url="https://pleo.example", names=frozenset({"pleo.example", "other.example"}))
    answer = office.app.test_client().get("/login", headers={"Host": host})
    assert answer.status_code == status
    assert (status == 200) == (b"<form" in answer.data)


@pytest.mark.parametrize("path", ["/login", "/", "/users", "/no/such/page", "/static/style.css", "/link/x"])
def test_every_answer_has_the_headers_that_keep_browsers_from_harm(anna: Browser, path: str) -> None:
    anna.get(path)
    headers = anna.page.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == ("no-cache" if path.startswith("/static") else "no-store")


@pytest.mark.parametrize("path", ["/login", "/", "/users", "/changes", "/account", "/companies", "/nowhere"])
def test_no_page_has_inline_script_or_style_or_anything_of_another_host(anna: Browser, path: str) -> None:
    page = anna.get(path)
    assert "<script>" not in page
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
    assert "http://" not in page
    assert "https://" not in page


POSTS = (
    "/login",
    "/logout",
    "/users",
    "/users/link",
    "/users/role",
    "/users/active",
    "/account/password",
    "/account/choices",
)


def test_every_form_needs_the_token_of_its_own_browser(office: Office, anna: Browser) -> None:
    rules = {str(rule) for rule in office.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert set(POSTS) <= rules
    foreign = office.as_("ben")
    foreign.get("/account")
    found = TOKEN.search(foreign.html)
    assert found
    before = office.audit()
    for path in (*POSTS, *(rule for rule in rules - set(POSTS) if "<" not in rule)):
        for token in ("", "forged", found[1]):
            anna.page = anna.send(path, token=token, login="ben", role="administrator", password=PASSWORD)
            assert (anna.status, anna.title) == (400, "Send the form again"), path
    assert office.audit() == before


def test_under_tls_cookies_are_bound_to_the_host_and_never_sent_in_clear(office: Office) -> None:
    plain, secret = office.as_("anna"), office.as_("anna", scheme="https")
    assert set(plain.cookies()) == {"pleo_erp", "pleo_erp_form"}
    assert set(secret.cookies()) == {"__Host-pleo_erp", "__Host-pleo_erp_form"}
    for cookie in (*plain.cookies().values(), *secret.cookies().values()):
        assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert not any(cookie.secure for cookie in plain.cookies().values())
    assert all(cookie.secure for cookie in secret.cookies().values())


def test_the_word_of_a_proxy_is_taken_only_where_there_is_one(world: World) -> None:
    forwarded = {"X-Forwarded-For": "198.51.100.9, 203.0.113.5", "X-Forwarded-Proto": "https"}
    alone, behind = Office.of(world), Office.of(world, proxies=1)
    for office, scheme, path in ((alone, "http", "pleo_erp_form"), (behind, "https", "__Host-pleo_erp_form")):
        client = office.app.test_client()
        answer = client.get("/login", headers={"Host": "localhost", **forwarded})
        assert path + "=" in answer.headers["Set-Cookie"], scheme
    link = behind.link()
    browser = behind.browser(scheme="https")
    browser.get(link)
    found = TOKEN.search(browser.html)
    assert found
    data = {"csrf_token": found[1], "login": "anna", "password": PASSWORD, "repeated": PASSWORD}
    headers = {"Referer": "https://127.0.0.1:8440/", **forwarded}
    answer = browser.client.post(link, data=data, headers=headers, base_url="https://127.0.0.1:8440")
    assert answer.status_code == 303
    with behind.tables() as tables:
        assert tables.audit.page()[0].address == "203.0.113.5"


def test_what_is_too_large_is_refused(anna: Browser) -> None:
    anna.get("/account")
    anna.post("/account/choices", language="x" * 1_100_000)
    assert (anna.status, anna.title) == (413, "The request was too large")
