"""What somebody would try who means harm: with no account, with a bookkeeper's, with names, with a page of another site."""

from __future__ import annotations

import html
import io
import re
import socket
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from werkzeug.routing import Rule

from web.browser import TOKEN, Browser
from web.office import PASSWORD, Office
from web.page_steps import change, previewed, put_plan, put_runs, ran
from web.process import SECONDS, configuration, served
from world import World

EVIL = """<script>alert('x')</script>"><img src=x onerror=alert(1)>"""
#: What a bookkeeper may send: looking, releasing, running, pausing, and the own account. Every other form is an administrator's.
BOOKKEEPERS = {
    "/logout",
    "/account/password",
    "/account/choices",
    "/preview/tasks",
    "/preview/plan/<plan>/release",
    "/runs/now",
    "/runs/task/<task_id>/stop",
    "/runs/pause",
    "/runs/resume",
}
#: What a bookkeeper may not even see.
ADMINISTRATORS = {
    "/users",
    "/changes",
    "/connect",
    "/connect/pair",
    "/dimensions",
    "/dimensions/review",
    "/settings",
    "/settings/export",
    "/diagnostics/erp",
    "/diagnostics/bundle",
}
PROVIDER = {"/login/provider", "/login/provider/answer"}  # not there unless a provider is configured (test_provider_login.py)
PUBLIC = {"/login", "/link/<token>", "/static/<path:filename>", *PROVIDER}
NASTY = (
    "-1",
    "9" * 40,
    "1e9",
    "'; DROP TABLE pleo_erp_run; --",
    "\x00",
    "%s%(x)s",
    "../../etc/passwd",
    "\r\nX-Evil: 1",
    "☃" * 3000,
)


def rules(office: Office, method: str) -> Iterator[Rule]:
    return (rule for rule in office.app.url_map.iter_rules() if method in (rule.methods or ()))


def path_of(rule: Rule, value: str = "x") -> str:
    """An address of this rule."""
    return re.sub(r"<[^>]+>", quote(value, safe=""), str(rule))


# -- without an account


def test_whoever_is_not_logged_in_gets_no_further_than_the_login(office: Office) -> None:
    stranger, before = office.browser(), office.stored()
    assert {stranger.fetch(path).status_code for path in PROVIDER} == {404}
    for method in ("GET", "POST"):
        for rule in rules(office, method):
            if str(rule) in PUBLIC:
                continue
            if method == "GET":
                stranger.get(path_of(rule))
                assert stranger.title == "Log in", rule
            else:
                stranger.get("/login")  # with a token that is good
                answer = stranger.send(path_of(rule), company="1")
                assert (answer.status_code, urlsplit(answer.location).path) == (302, "/login"), rule
    assert office.stored() == before


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "/%0d%0aSet-Cookie:%20a=b", "https:evil.example", "\\\\evil"]
)
def test_neither_login_nor_an_odd_address_leads_to_another_site(office: Office, target: str) -> None:
    stranger = office.browser()
    stranger.get("/login")
    for answer in (
        stranger.send(f"/login?next={quote(target, safe='%')}", login="ben", password=PASSWORD),
        stranger.client.get("//evil.example/%2e%2e", base_url="http://127.0.0.1:8440"),
        stranger.client.get("/\\evil.example", base_url="http://127.0.0.1:8440"),
    ):
        assert urlsplit(answer.headers.get("Location", "/")).netloc in {"", "127.0.0.1:8440"}
        assert "evil" not in urlsplit(answer.headers.get("Location", "/")).netloc
        assert not any(name == "Set-Cookie" and "a=b" in value for name, value in answer.headers)


def test_a_lock_is_not_evaded_by_claiming_another_address(office: Office) -> None:
    browser = office.browser()
    for number in range(21):
        browser.get("/login")
        found = TOKEN.search(browser.html)
        assert found
        form = {"csrf_token": found[1], "login": f"guess {number}", "password": "wrong"}
        claimed = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}", "X-Real-IP": "203.0.113.9"}
        answer = browser.client.post("/login", data=form, headers=claimed, base_url="http://127.0.0.1:8440")
    assert answer.status_code == 429


def test_a_session_that_was_planted_before_the_login_is_worth_nothing_after_it(office: Office) -> None:
    thief = office.browser()
    thief.get("/login")
    planted = {name: thief.cookies()[name].value for name in thief.cookies()}
    found = TOKEN.search(thief.html)
    assert found
    victim = office.browser()
    victim.client.set_cookie("pleo_erp", "planted" * 6, domain="127.0.0.1")
    for name, value in planted.items():
        victim.client.set_cookie(name, value, domain="127.0.0.1")
    victim.log_in("ben", PASSWORD)
    assert victim.cookies()["pleo_erp"].value != "planted" * 6
    answer = victim.send("/account/choices", token=found[1], language="da")  # what the thief's own page would send
    assert answer.status_code == 400
    thief.client.set_cookie("pleo_erp", "planted" * 6, domain="127.0.0.1")
    thief.get("/account")
    assert thief.title == "Log in"


@pytest.mark.parametrize("token", ["", "x", "x" * 8000, "' OR 1=1 --", "%00", "ключ"])
def test_a_made_up_session_is_nobodys(office: Office, token: str) -> None:
    stranger = office.browser()
    answer = stranger.client.get("/account", headers={"Cookie": f"pleo_erp={quote(token)}"}, base_url="http://127.0.0.1:8440")
    assert (answer.status_code, urlsplit(answer.location).path) == (302, "/login")


@pytest.mark.parametrize(
    "path", ["/static/..%2fapp.py", "/static/../app.py", "/static/%2e%2e/%2e%2e/config.py", "/static//etc/passwd"]
)
def test_no_file_but_the_pages_own_is_served(office: Office, path: str) -> None:
    answer = office.app.test_client().get(path, base_url="http://127.0.0.1:8440", follow_redirects=True)
    assert answer.status_code == 404
    assert b"import" not in answer.data


# -- from a page of somebody else's


def test_under_tls_a_form_of_another_site_is_refused_even_with_the_token(office: Office) -> None:
    ben = office.as_("ben", scheme="https")
    ben.get("/account")
    found = TOKEN.search(ben.html)
    assert found
    data = {"csrf_token": found[1], "language": "da"}
    for headers in ({"Referer": "https://evil.example/"}, {"Referer": "http://127.0.0.1:8440/"}, {}):
        answer = ben.client.post("/account/choices", data=data, headers=headers, base_url="https://127.0.0.1:8440")
        assert answer.status_code == 400, headers
    assert ben.send("/account/choices", language="da").status_code == 303


def test_no_other_way_of_sending_gets_past_the_token(ben: Browser) -> None:
    ben.get("/account")
    here, path = "http://127.0.0.1:8440", "/account/choices"
    assert ben.client.post(path, json={"language": "da"}, base_url=here).status_code == 400
    assert ben.client.post(path, data="language=da", content_type="text/plain", base_url=here).status_code == 400
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        answer = ben.client.open(path, method=method, data={"language": "da"}, base_url=here)
        assert answer.status_code in {400, 405}, method
    override = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    assert ben.client.get(f"{path}?_method=POST&language=da", headers=override, base_url=here).status_code == 405
    assert '<html lang="en">' in ben.get("/account")


def test_looking_changes_nothing_and_no_other_site_may_read(office: Office, anna: Browser) -> None:
    office.world.connect()
    before = office.world.rows()
    for rule in rules(office, "GET"):
        headers = anna.fetch(path_of(rule), Origin="https://evil.example").headers
        assert not [name for name, _value in headers if name.startswith("Access-Control-")], rule
        assert headers["X-Frame-Options"] == "DENY"
    assert office.world.rows() == before


# -- with a bookkeeper's account


def test_every_form_is_public_a_bookkeepers_or_refused_to_one(office: Office, ben: Browser) -> None:
    office.world.connect()
    before, seen = office.world.rows(), set()
    for rule in rules(office, "POST"):
        if str(rule) in PUBLIC | BOOKKEEPERS:
            seen.add(str(rule))
            continue
        ben.get("/account")
        answer = ben.send(path_of(rule), company="1", login="ben", role="administrator", key="plp_x", code="DEP")
        assert answer.status_code == 403, rule
        assert b"forbidden" in answer.data
    assert seen >= BOOKKEEPERS
    assert office.world.rows() == before
    with office.tables() as tables:
        assert [(one.login, one.is_administrator) for one in tables.users.page()] == [("anna", True), ("ben", False)]


def test_every_page_is_a_bookkeepers_or_refused_to_one(office: Office, ben: Browser) -> None:
    office.world.connect()
    refused = set()
    for rule in rules(office, "GET"):
        ben.get(path_of(rule) + "?company=1")
        if ben.status == 403:
            refused.add(str(rule))
    assert refused == ADMINISTRATORS


@pytest.mark.parametrize("value", NASTY)
def test_no_odd_value_in_an_address_or_a_form_breaks_a_page(office: Office, anna: Browser, value: str) -> None:
    office.world.connect()
    names = (
        "offset",
        "before",
        "after",
        "q",
        "unit",
        "action",
        "status",
        "held",
        "code",
        "kind",
        "dimension",
        "to",
        "next",
        "chosen",
    )
    query = "&".join(f"{name}={quote(value)}" for name in names)
    for rule in rules(office, "GET"):
        answer = anna.client.get(f"{path_of(rule, value)}?company=1&{query}", base_url="http://127.0.0.1:8440")
        assert answer.status_code < 500, (rule, answer.get_data(as_text=True))
        assert "X-Evil" not in answer.headers
    for rule in rules(office, "POST"):
        if str(rule) == "/logout":
            continue
        anna.get("/account")
        fields = {
            "login",
            "name",
            "role",
            "job",
            "plan",
            "key",
            "text",
            "language",
            "time_zone",
            "old",
            "password",
            "active",
            "expires",
        }
        answer = anna.send(path_of(rule, value), company="1", **dict.fromkeys((*fields, *names, "tags_interval", "moved"), value))
        assert answer.status_code < 500, (rule, answer.get_data(as_text=True))
        assert "X-Evil" not in answer.headers
    assert office.site.runner.stop(SECONDS)


@pytest.mark.parametrize("place", ["9" * 23, "9" * 5000, "-1", "1.5", "²", "٣" * 12, ".", "x.9", f"x.{'9' * 23}", "\x00.1"])
def test_no_odd_place_in_a_list_breaks_it(office: Office, anna: Browser, place: str) -> None:
    office.world.connect()
    plan, runs = put_plan(office, [change(number) for number in range(60)]), put_runs(office, 60, changes=60)
    for page in (f"/preview/plan/{plan}", f"/runs/run/{runs[-1]}", "/runs", "/companies", "/changes", "/users"):
        anna.get(f"{page}?company=1&after={quote(place)}&offset={quote(place)}&before={quote(place)}")
        assert anna.status == 200, (page, anna.text)


# -- with names


def test_no_name_of_erp_pleo_or_person_is_ever_markup(office: Office) -> None:
    world = office.world
    world.erp.execute("UPDATE firm SET name = ?", EVIL)
    world.erp.set_dimensions(("DEP", EVIL), ("BAD", EVIL, EVIL))
    world.erp.set_values("DEP", [(EVIL, EVIL), ("B", EVIL), ("C", "-", EVIL)])
    world.erp.set_accounts([("1", EVIL, EVIL), ("2", "2", EVIL, EVIL)])
    world.pleo.add_group(EVIL, company=world.pleo.dump()["companies"][0]["id"])
    anna = office.as_("anna")
    pages = []

    def shown(page: str) -> None:
        pages.append(page)
        assert anna.status < 500, anna.text

    anna.get("/users")
    shown(anna.post("/users", login=EVIL[:60], name=EVIL, role="bookkeeper"))
    anna.get("/connect")
    shown(anna.post("/connect", key=world.key))
    world.select("DEP")
    previewed(anna, office)
    shown(anna.html)
    plan = anna.page.request.path
    shown(anna.get(plan + "/usage"))
    anna.get(plan)
    shown(anna.post(plan + "/release"))
    shown(ran(anna, office))
    for path in (
        "/",
        "/users",
        "/changes",
        "/companies",
        "/connect",
        "/connect/pair",
        "/dimensions",
        "/dimensions/review?code=DEP",
    ):
        shown(anna.get(path))
    for path in ("/preview", "/runs", "/settings", "/diagnostics", "/diagnostics/erp"):
        shown(anna.get(path))
    for query in (f"kind=tag&dimension=DEP&code={quote(EVIL)}", f"kind=account&code={quote(EVIL)}", f"kind={quote(EVIL)}&code=B"):
        shown(anna.get(f"/why?{query}"))
    anna.get("/settings")
    found = TOKEN.search(anna.html)
    assert found
    text = '{"' + EVIL.replace('"', '\\"') + '": 1}'
    data = {"csrf_token": found[1], "company": "1", "file": (io.BytesIO(text.encode()), EVIL)}
    anna.page = anna.client.post("/settings/import", data=data, base_url="http://127.0.0.1:8440", follow_redirects=True)
    shown(anna.html)
    assert sum(html.escape(EVIL, quote=False)[:20] in page for page in pages) > 12
    for page in pages:
        assert "<script>alert" not in page
        assert "<img" not in page


@pytest.mark.parametrize("company", ['../../etc/passwd"; filename=x.exe', "a\r\nSet-Cookie: a=b", "..\\..\\x", "☃/", "."])
def test_a_downloaded_file_has_a_plain_name_whatever_the_company_is_called(office: Office, company: str) -> None:
    office.world.erp.add_company(company, "Odd")
    office.world.company = company
    office.world.connect()
    anna = office.as_("anna")
    for path in ("/settings/export", "/diagnostics/bundle"):
        answer = anna.fetch(f"{path}?company={quote(company, safe='')}")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert re.fullmatch(r'attachment; filename="pleo-erp-[A-Za-z0-9._-]+"', answer.headers["Content-Disposition"])
        assert "a=b" not in answer.headers.get("Set-Cookie", "")
        if path.endswith("bundle"):
            names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
            assert [name for name in names if not re.fullmatch(r"[a-z_-]+\.json", name)] == []


# -- with what is too large


def test_a_file_or_a_form_that_is_too_large_is_refused(office: Office, anna: Browser) -> None:
    office.world.connect()
    anna.get("/settings")
    found = TOKEN.search(anna.html)
    assert found

    def imported(size: int) -> int:
        parts = {'name="csrf_token"': found[1], 'name="company"': "1", 'name="file"; filename="x.json"': "[" * size}
        body = "".join(f"--x\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n" for name, value in parts.items())
        kind, where = "multipart/form-data; boundary=x", "http://127.0.0.1:8440"
        return anna.client.post("/settings/import", data=body + "--x--\r\n", content_type=kind, base_url=where).status_code

    assert imported(1_500_000) == 413
    assert imported(400_000) == 303  # refused as no file of settings, however deep it is nested
    many = {f"field{number}": "x" for number in range(2_000)}
    assert anna.send("/settings", company="1", **many).status_code in {303, 400, 413}


def test_the_server_itself_refuses_endless_heads_and_bodies_and_odd_methods(world: World, tmp_path: Path) -> None:
    with served(configuration(world, tmp_path, schedule={"enabled": False}), 3) as (running, lines):
        found = re.search(r":(\d+)/", lines[0])
        assert found
        port = int(found[1])
        head = f"Host: 127.0.0.1:{port}\r\n"
        assert _said(port, f"GET /login HTTP/1.1\r\n{head}X: {'x' * 200_000}\r\n\r\n") == 431
        assert _said(port, f"POST /login HTTP/1.1\r\n{head}Content-Length: 99999999999\r\n\r\n") == 413
        assert _said(port, f"POST /login HTTP/1.1\r\n{head}Content-Length: -1\r\n\r\n") in {400, 411}
        assert _said(port, f"GET /{'x' * 200_000} HTTP/1.1\r\n{head}\r\n") in {414, 431}
        assert _said(port, f"BREW /login HTTP/1.1\r\n{head}\r\n") == 405
        assert _said(port, "GET http://evil.example/login HTTP/1.1\r\nHost: evil.example\r\n\r\n") == 400
        assert _said(port, f"GET /login HTTP/1.1\r\n{head}\r\n") == 200
        running.terminate()
        assert running.wait(SECONDS) == 0


def _said(port: int, request: str) -> int:
    """The status of the answer to raw bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it has answered already
            connection.sendall(request.encode("latin-1"))
        answer = connection.makefile("rb").readline().decode("latin-1")
    return int(answer.split()[1])
