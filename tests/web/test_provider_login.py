"""Log-in through the company's own identity provider, and everything that may be wrong with it."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from pleo.sockets import certificate
from pleo_erp_hookspecs import Role
from pleo_erp_module.hosts.standalone.config import OidcAccess
from web.browser import Browser
from web.office import PASSWORD, Office
from web.oidc_server import CLIENT, SECRET, OidcServer, oidc_server

ANSWER = "/login/provider/answer"
REDIRECT = "http://127.0.0.1:8440" + ANSWER
BOOKS, BOSSES = "erp-books", "erp-bosses"


@pytest.fixture(autouse=True)
def contract() -> None:
    """Requests to the provider are not Pleo's; its server checks them itself."""


@pytest.fixture
def provider() -> Iterator[OidcServer]:
    with oidc_server(REDIRECT) as server:
        server.claims["groups"] = ["everybody", BOOKS]
        yield server


def with_provider(office: Office, issuer: str, **more: Any) -> Office:
    groups = {"administrators": (BOSSES,), "bookkeepers": (BOOKS,)}
    return office.restarted(oidc=OidcAccess(**{"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, **groups, **more}))


@pytest.fixture
def offered(office: Office, provider: OidcServer) -> Office:
    """Pages with this provider; "anna" and "ben" have local accounts."""
    return with_provider(office, provider.issuer)


def leave(browser: Browser, path: str = "/login/provider") -> str:
    """Press the button; the address that the provider sends the browser back to."""
    back = requests.get(browser.leave(path), allow_redirects=False, timeout=10).headers["Location"]
    assert back.startswith(REDIRECT + "?")
    return back.removeprefix("http://127.0.0.1:8440")


def log_in(office: Office) -> Browser:
    """A browser that has come back from the provider."""
    browser = office.browser()
    browser.get(leave(browser))
    return browser


def refused(office: Office, browser: Browser, code: str) -> str:
    """The page says so, nobody is logged in and no secret is shown."""
    assert code in browser.text
    assert browser.status in {400, 502}
    assert not any(secret in browser.html for secret in (SECRET, "CANARY"))
    text = browser.text
    browser.get("/")
    assert browser.title == "Log in"
    with office.tables() as tables:
        assert tables.users.get("carla") is None
    return text


def test_a_user_of_the_provider_gets_an_account_in_the_role_of_a_group(offered: Office, provider: OidcServer) -> None:
    browser = offered.browser()
    assert 'href="/login/provider' in browser.get("/login")
    browser.get(leave(browser, "/login/provider?next=/account"))
    assert (browser.title, browser.status) == ("Carla C.", 200)
    assert offered.audit() == [
        ("carla", "logged in by provider", None, ""),
        ("identity provider", "person added", None, "carla bookkeeper"),
    ]
    browser.get("/users")
    assert browser.status == 403
    provider.claims |= {"groups": [BOSSES, BOOKS], "preferred_username": "carla-renamed"}  # the same subject
    admin = log_in(offered)
    admin.get("/users")
    assert (admin.status, "carla-renamed" in admin.text) == (200, False)
    assert ("identity provider", "role changed", None, "carla administrator") in offered.audit()
    admin.get("/changes")
    assert "Logged in with the company account" in admin.text
    assert provider.requests.count("/.well-known/openid-configuration") == provider.requests.count("/keys") == 1


def test_local_accounts_still_log_in_whatever_the_provider_does(office: Office) -> None:
    offered = with_provider(office, "http://127.0.0.1:9", label="Acme ID")
    browser = offered.browser()
    assert "Acme ID" in browser.get("/login")
    browser.get("/login/provider")
    assert browser.status == 502
    assert "oidc_unreachable" in browser.text
    browser.log_in("anna", PASSWORD)
    assert browser.title == "Overview"


def test_without_a_provider_there_is_no_button_and_no_page(office: Office) -> None:
    browser = office.browser()
    assert "/login/provider" not in browser.get("/login")
    for path in ("/login/provider", ANSWER):
        browser.get(path)
        assert browser.status == 404


def test_an_answer_belongs_to_the_browser_that_asked_and_counts_once(offered: Office) -> None:
    asked, other = offered.browser(), offered.browser()
    answer = leave(asked)
    other.get(answer)
    refused(offered, other, "oidc_state")
    for forged in (answer.replace("state=", "state=x"), answer.partition("&")[0], ANSWER):
        asked.get(forged)
        refused(offered, asked, "oidc_state")
    asked.get(answer)
    assert asked.title == "Overview"
    again = offered.browser()
    again.get(answer)
    assert "oidc_state" in again.text


def signed_by_the_public_key(server: OidcServer) -> str:
    public = json.dumps(server.key.as_dict(private=False))
    claims = {"iss": server.issuer, "aud": CLIENT, "sub": "u-1", "exp": int(time.time()) + 300, "groups": [BOSSES]}
    return jwt.encode({"alg": "HS256", "kid": server.key.kid}, claims, OctKey.import_key(public))


def unsigned(server: OidcServer) -> str:
    parts = ({"alg": "none"}, {"iss": server.issuer, "aud": CLIENT, "sub": "u-1", "exp": int(time.time()) + 300})
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts) + "."


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"exp": int(time.time()) - 3600}, "expired"),
        ({"exp": None}, "exp"),
        ({"iat": int(time.time()) + 3600}, "in the future"),
        ({"nbf": int(time.time()) + 3600}, "The token is"),
        ({"aud": "another"}, "aud"),
        ({"aud": ["another", "third"], "azp": CLIENT}, "aud"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "azp"),
        ({"iss": "https://elsewhere.example"}, "iss"),
        ({"sub": None}, "sub"),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(offered: Office, provider: OidcServer, forged: dict[str, Any], told: str) -> None:
    provider.forged = forged
    assert told in refused(offered, log_in(offered), "oidc_token_invalid")


def test_clocks_may_differ_by_what_the_configuration_says(offered: Office, provider: OidcServer) -> None:
    provider.forged = {"exp": int(time.time()) - 30, "iat": int(time.time()) - 330}
    assert log_in(offered).title == "Overview"
    strict = with_provider(offered, provider.issuer, clock_skew_seconds=0)
    assert "oidc_token_invalid" in log_in(strict).text


def test_a_token_of_an_unknown_key_or_without_a_signature_is_refused(offered: Office, provider: OidcServer) -> None:
    published = provider.key
    provider.keys = [published]
    for kid in ("one", "two"):  # the kid of another key, and one that is not published
        provider.key = RSAKey.generate_key(2048, {"kid": kid})
        refused(offered, log_in(offered), "oidc_token_invalid")
    provider.key = published
    for token in (unsigned(provider), signed_by_the_public_key(provider), "a.b.c"):
        provider.token = token
        browser = log_in(offered)
        assert "oidc_token_invalid" in browser.text or "oidc_answer_invalid" in browser.text
        browser.get("/")
        assert browser.title == "Log in"
    provider.token = ""
    assert "id_token is missing" in refused(offered, log_in(offered), "oidc_answer_invalid")


def test_a_new_key_of_the_provider_is_fetched_when_it_is_met(offered: Office, provider: OidcServer) -> None:
    assert log_in(offered).title == "Overview"
    provider.key = RSAKey.generate_key(2048, {"kid": "two"})
    assert log_in(offered).title == "Overview"


def test_what_the_provider_refuses_is_told_by_its_code(offered: Office, provider: OidcServer) -> None:
    browser = offered.browser()
    leave(browser)
    browser.get(ANSWER + "?error=access_denied&error_description=CANARY&state=x")
    assert "access_denied" in refused(offered, browser, "oidc_refused")
    browser.get(ANSWER + "?error=%3Cscript%3E")
    assert "unknown" in refused(offered, browser, "oidc_refused")
    other = with_provider(offered, provider.issuer, client_secret="wrong")
    assert "invalid_client" in refused(other, log_in(other), "oidc_refused")


@pytest.mark.parametrize(
    ("published", "told"),
    [
        ({"issuer": "https://elsewhere.example"}, "another issuer"),
        ({"issuer": None}, "another issuer"),
        ({"token_endpoint": "http://elsewhere.example/token"}, "token_endpoint is not an https address"),
        ({"jwks_uri": None}, "jwks_uri is not an https address"),
    ],
)
def test_a_discovery_document_that_cannot_be_trusted_is_refused(
    offered: Office, provider: OidcServer, published: dict[str, Any], told: str
) -> None:
    provider.published = published
    browser = offered.browser()
    browser.get("/login/provider")
    assert told in refused(offered, browser, "oidc_answer_invalid")
    provider.published = {}  # nothing wrong is remembered
    assert log_in(offered).title == "Overview"


@pytest.mark.parametrize(
    ("path", "answer", "code"),
    [
        ("/.well-known/openid-configuration", (500, "{}"), "oidc_unreachable"),
        ("/.well-known/openid-configuration", (302, "http://127.0.0.1:9/"), "oidc_unreachable"),
        ("/.well-known/openid-configuration", (200, "<html>"), "oidc_answer_invalid"),
        ("/.well-known/openid-configuration", (200, "[]"), "oidc_answer_invalid"),
        ("/token", (503, "CANARY"), "oidc_unreachable"),
        ("/token", (200, "CANARY"), "oidc_answer_invalid"),
        ("/keys", (404, "CANARY"), "oidc_unreachable"),
        ("/keys", (200, "[]"), "oidc_answer_invalid"),
    ],
)
def test_a_provider_that_answers_wrongly_is_told(
    offered: Office, provider: OidcServer, path: str, answer: tuple[int, str], code: str
) -> None:
    provider.answers[path] = answer
    browser = offered.browser()
    browser.get(leave(browser) if path in {"/token", "/keys"} else "/login/provider")
    refused(offered, browser, code)


def test_its_certificate_is_checked_against_the_configured_authority(office: Office, tmp_path: Path) -> None:
    bundle, context = certificate(tmp_path, "127.0.0.1")
    with oidc_server(REDIRECT, context) as provider:
        browser = with_provider(office, provider.issuer).browser()
        browser.get("/login/provider")
        assert "oidc_unreachable" in browser.text
        trusted = with_provider(office, provider.issuer, ca_bundle=bundle).browser()
        assert trusted.leave("/login/provider").startswith(provider.issuer)


def test_roles_may_stand_in_a_nested_claim_or_with_the_user(offered: Office, provider: OidcServer) -> None:
    provider.claims |= {"groups": None, "realm_access": {"roles": [BOSSES]}}
    nested = with_provider(offered, provider.issuer, role_claim="realm_access.roles")
    assert log_in(nested).title == "Overview"
    provider.claims |= {"sub": "u-2", "preferred_username": "dora"}
    provider.userinfo = {"sub": "u-3", "groups": BOOKS}
    asked = with_provider(offered, provider.issuer)
    assert "another subject" in log_in(asked).text
    provider.userinfo["sub"] = "u-2"
    assert log_in(asked).title == "Overview"
    with offered.tables() as tables:
        roles = {one.login: one.role for one in tables.users.page()}
    assert (roles["carla"], roles["dora"]) == (Role.ADMINISTRATOR, Role.BOOKKEEPER)


def test_whoever_is_in_no_group_is_refused_and_logged_out_everywhere(offered: Office, provider: OidcServer) -> None:
    before = log_in(offered)
    assert before.title == "Overview"
    provider.claims["groups"] = ["everybody"]
    after = log_in(offered)
    assert "oidc_no_role" in after.text
    assert offered.audit()[0] == ("carla", "login failed", None, "identity provider: oidc_no_role")
    before.get("/")
    assert before.title == "Log in"


def test_a_local_account_is_never_taken_over(offered: Office, provider: OidcServer) -> None:
    provider.claims |= {"preferred_username": "ANNA", "groups": [BOSSES]}
    browser = log_in(offered)
    assert "oidc_login_taken" in browser.text
    assert offered.audit()[0] == ("anna", "login failed", None, "identity provider: oidc_login_taken")
    with offered.tables() as tables:
        tables.users.add("dora", "Dora", Role.BOOKKEEPER, "anna")  # without a password: made for this
    provider.claims |= {"preferred_username": "dora", "groups": [BOOKS]}
    assert log_in(offered).title == "Overview"
    provider.claims["sub"] = "u-9"  # another user with the same name
    assert "oidc_login_taken" in log_in(offered).text


def test_accounts_may_have_to_be_added_first_and_be_active(offered: Office, provider: OidcServer) -> None:
    closed = with_provider(offered, provider.issuer, create_users=False)
    refused(closed, log_in(closed), "oidc_user_unknown")
    assert log_in(offered).title == "Overview"
    with offered.tables() as tables:
        tables.users.change("carla", active=False)
    assert "oidc_user_inactive" in log_in(closed).text


def test_the_last_administrator_stays_one(offered: Office, provider: OidcServer) -> None:
    provider.claims["groups"] = [BOSSES]
    assert log_in(offered).title == "Overview"
    with offered.tables() as tables:
        tables.users.change("anna", role=Role.BOOKKEEPER)
    provider.claims["groups"] = [BOOKS]
    assert "last_administrator" in log_in(offered).text


def test_a_provider_without_the_users_name_is_told(offered: Office, provider: OidcServer) -> None:
    provider.claims["preferred_username"] = None
    assert "preferred_username is missing" in refused(offered, log_in(offered), "oidc_answer_invalid")
