"""`pleo-erp serve` as a process."""

from __future__ import annotations

import re
import signal
import socket
import ssl
import sys
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPSHandler, ProxyHandler, build_opener

import pytest

from cli.command import call, process
from web.browser import TOKEN
from web.certificate import self_signed
from web.office import PASSWORD
from web.process import SECONDS, configuration, served
from world import World


@pytest.fixture
def config(world: World, tmp_path: Path) -> Path:
    """A configuration of the world's ERP, whose pages are on any free port."""
    return configuration(world, tmp_path)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_the_set_up_link_serves_and_ends_cleanly_on_a_signal(config: Path, number: int) -> None:
    with served(config, 3) as (running, lines):
        link = lines[2].strip()
        opener = build_opener(ProxyHandler({}), HTTPCookieProcessor())
        with opener.open(link, timeout=SECONDS) as page:
            found = TOKEN.search(page.read().decode())
        assert found
        form = {"csrf_token": found[1], "login": "anna", "password": PASSWORD, "repeated": PASSWORD}
        with opener.open(link, urlencode(form).encode(), timeout=SECONDS) as page:
            assert "Log in with it" in page.read().decode()
        running.send_signal(number)
        assert running.wait(SECONDS) == 0
        assert running.stderr is not None
        assert running.stderr.read() == ""
    with served(config, 1) as (running, lines):  # now that there is an administrator no link is printed
        assert re.fullmatch(r"The web pages are on http://127\.0\.0\.1:\d+/\n", lines[0])
        running.terminate()
        assert running.wait(SECONDS) == 0


def test_another_link_is_printed_on_demand(config: Path) -> None:
    answer = process(["serve", "--new-link", "--config", str(config)])
    assert answer.code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:0/link/[\w-]{43}\n", answer.out)


def test_the_script_for_a_dba_is_printed_and_changes_nothing(config: Path) -> None:
    for _ in range(2):
        answer = call(["serve", "--sql", "--config", str(config)])
        assert answer.code == 0
        assert "CREATE TABLE pleo_erp_web_person" in answer.out
    assert call(["serve", "--new-link", "--config", str(config)]).code == 0
    assert call(["serve", "--sql", "--config", str(config)]).out.strip() == ""


def test_dropping_the_modules_tables_drops_the_desks_too(config: Path, world: World) -> None:
    assert call(["serve", "--new-link", "--config", str(config)]).code == 0
    assert call(["uninstall", "--drop-tables", "--config", str(config)]).code == 0
    with world.store() as store:
        tables = store._tables.database.dialect.table_columns(store._tables.database)
    assert [name for name in tables if name.startswith("pleo_erp_")] == []


def with_web(config: Path, text: str) -> Path:
    config.write_text(config.read_text("utf-8").replace('listen = "127.0.0.1:0"', text), "utf-8")
    return config


def test_an_address_in_use_is_a_sentence(config: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = call(["serve", "--json", "--config", str(with_web(config, f'listen = "127.0.0.1:{port}"'))])
    assert (answer.code, answer.error) == (1, "listen_failed")
    assert f"127.0.0.1:{port}: another program uses this port" in answer.data["error"]["message"]


def test_an_address_of_another_machine_is_a_sentence(config: Path) -> None:
    text = 'listen = "192.0.2.1:0"\nproxies = 1\nurl = "https://pleo.example"'
    answer = call(["serve", "--json", "--config", str(with_web(config, text))])
    assert (answer.code, answer.error) == (1, "listen_failed")
    assert "this machine does not have that address" in answer.data["error"]["message"]


def test_a_certificate_that_is_none_is_a_sentence(config: Path) -> None:
    text = 'listen = "127.0.0.1:0"\ncertificate = "pleo-erp.toml"'
    answer = call(["serve", "--json", "--config", str(with_web(config, text))])
    assert (answer.code, answer.error) == (2, "certificate_invalid")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('listen = "8440"', "ADDRESS:PORT"),
        ('listen = "127.0.0.1:x"', "ADDRESS:PORT"),
        ('listen = "127.0.0.1:70000"', "ADDRESS:PORT"),
        ('listen = "0.0.0.0:8440"', "neither a certificate nor a proxy"),
        ('listen = "[::]:8440"', "neither a certificate nor a proxy"),
        ('listen = "erp.example:8440"', "neither a certificate nor a proxy"),
        ('url = "pleo.example"', "https://NAME"),
        ('url = "https://pleo.example/path"', "https://NAME"),
        ('private_key = "key.pem"', "no certificate"),
        ('proxies = 1\n[web.oidc]\nissuer = "https://a.example"\nclient_id = "x"\nbookkeepers = ["b"]', "oidc needs url"),
        ('[web.oidc]\nissuer = "http://a.example"\nclient_id = "x"\nbookkeepers = ["b"]', "issuer must begin with https://"),
        ('[web.oidc]\nissuer = "https://a.example"\nclient_id = "x"', "administrators or bookkeepers must name a group"),
        ('[web.oidc]\nissuer = "https://a.example"\nbookkeepers = ["b"]', "web.oidc.client_id is missing"),
        ('[web.oidc]\nissuers = "https://a.example"', "web.oidc.issuers is not a known key. Did you mean issuer?"),
        ('[web.oidc]\nissuer = "https://a.example"\nclient_id = "x"\nscopes = ["email"]', "scopes must contain openid"),
        ("proxies = -1", "web.proxies: expected a whole number >= 0"),
        ('hosts = "pleo.example"', "web.hosts: expected a list, got a string"),
    ],
)
def test_what_cannot_be_served_is_refused_before_anything_is_done(config: Path, text: str, why: str) -> None:
    answer = call(["serve", "--json", "--config", str(with_web(config, text))])
    assert (answer.code, answer.error) == (2, "config_invalid")
    assert why in answer.data["error"]["message"]


def test_without_its_libraries_the_command_says_what_to_install(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("pleo_erp_module.hosts.standalone.web")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "waitress", None)
    answer = call(["serve", "--json", "--config", str(config)])
    assert (answer.code, answer.error) == (2, "web_missing")
    assert "pip install" in answer.data["error"]["next"]
    assert "waitress" in answer.data["error"]["message"]


def test_with_a_certificate_the_pages_are_on_https(config: Path, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with_web(config, 'listen = "127.0.0.1:0"\ncertificate = "own.pem"')
    with served(config, 3) as (running, lines):
        link = lines[2].strip()
        assert link.startswith("https://127.0.0.1:")
        trust = ssl.create_default_context(cafile=str(certificate))
        opener = build_opener(ProxyHandler({}), HTTPSHandler(context=trust))
        with opener.open(link, timeout=SECONDS) as page:
            assert page.status == 200
            assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
            assert "__Host-pleo_erp_form=" in page.headers["Set-Cookie"]
            assert "Secure" in page.headers["Set-Cookie"]
        running.terminate()
        assert running.wait(SECONDS) == 0
