"""The configuration: where it is found, what may stand in it, and how what is wrong with it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.command import call
from cli.refusal import check_refusal
from cli.world import World, toml
from pleo_erp_module.hosts.standalone import config
from pleo_erp_module.hosts.standalone.standalone_host import StandaloneHost, operating_system_user
from servers import PostgreSQL, free_port


def test_the_file_is_named_or_stands_in_the_environment_or_here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    away = world.folder / "away"
    away.mkdir()
    monkeypatch.chdir(away)
    monkeypatch.delenv("PLEO_ERP_CONFIG", raising=False)
    answer = call(["companies", "--json"])
    assert (answer.code, answer.error) == (2, "config_missing")
    assert "pleo-erp.toml" in answer.data["error"]["message"]

    monkeypatch.setenv("PLEO_ERP_CONFIG", str(world.config))
    assert len(call(["companies", "--json"]).data["companies"]) == 2
    named = call(["--config", "nowhere.toml", "companies", "--json"])  # what is named comes before the environment
    assert (named.code, named.error) == (2, "config_missing")
    monkeypatch.delenv("PLEO_ERP_CONFIG")
    monkeypatch.chdir(world.folder)
    assert len(call(["companies", "--json"]).data["companies"]) == 2


@pytest.mark.parametrize(
    "order",
    [
        ["--config", "FILE", "--json", "companies"],
        ["companies", "--config", "FILE", "--json"],
        ["--json", "companies", "--config", "FILE"],
        ["--config=FILE", "companies", "--json"],
        ["-v", "--json", "companies", "-v", "--config", "FILE"],
    ],
)
def test_common_options_stand_before_or_after_the_command(world: World, order: list[str]) -> None:
    answer = call([word.replace("FILE", str(world.config)) for word in order])
    assert answer.code == 0
    assert list(answer.data) == ["companies", "more"]


def test_values_come_from_the_environment_and_from_files(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (world.folder / "connection.txt").write_text(world.erp.connection + "\n", "utf-8")
    monkeypatch.setenv("PLEO_ADDRESS", world.pleo.base_url)
    monkeypatch.setenv("PLEO_PACE", "700000")
    world.configure(
        erp={"connection": "file:connection.txt", "profile": "env:ERP_PROFILE"},
        pleo={"base_url": "env:PLEO_ADDRESS", "requests_per_minute": "env:PLEO_PACE"},
    )
    check_refusal(world, "companies", "config_invalid", network=False)
    monkeypatch.setenv("ERP_PROFILE", "tryton")
    world.connect("2", "DEP")
    assert world.synchronise()["status"] == "success"
    (world.folder / "connection.txt").write_text(world.erp.connection, "utf-16")
    assert "UTF-16" in check_refusal(world, "companies", "config_invalid", network=False).data["error"]["message"]
    (world.folder / "connection.txt").unlink()
    check_refusal(world, "companies", "config_invalid", network=False)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[erp", "it is not valid TOML: Expected"),
        (b"[erp]\nconnection = \xff\xfe", "it is not UTF-8"),
        (b"", "connection is missing"),
        (b"[erp]\nprofile = 'tryton'", "connection is missing"),
        (b"[erb]\n", "erb is not a known key. Did you mean web? Known keys: erp, notify, pleo, schedule, vault, web"),
        (b"erp = 1", "erp: expected a table, got a whole number"),
        (
            b"[erp]\nconection = 'x'",
            "erp.conection is not a known key. Did you mean connection? Known keys: connection, language",
        ),
        (b"[erp]\nconnection = 1", "erp.connection: expected a string, got a whole number"),
        (b"[erp]\nconnection = true", "erp.connection: expected a string, got true or false"),
        (b"[erp]\nconnection = 'x'\nlanguage = ['fr']", "erp.language: expected a string, got a list"),
        (b"[erp]\nconnection = 'env:PLEO_NOT_SET'", "PLEO_NOT_SET"),
        (b"[erp]\nconnection = 'file:not-there.txt'", "not-there.txt"),
        (b"[erp]\nconnection = 'x'\n[pleo]\nrequests_per_minute = 0", "requests_per_minute"),
        (b"[erp]\nconnection = 'x'\n[pleo]\nrequests_per_minute = -1", "requests_per_minute"),
        (
            b"[erp]\nconnection = 'x'\n[pleo]\nrequests_per_minute = 'many'",
            "expected a number, got a string",
        ),
        (b"[erp]\nconnection = 'x'\n[pleo]\nrequests_per_minute = true", "requests_per_minute"),
        (b"[erp]\nconnection = 'x'\n[pleo]\nrequests_per_minute = inf", "requests_per_minute"),
        (b"[erp]\nconnection = 'x'\n[pleo]\nrequests_per_minute = nan", "requests_per_minute"),
        (b"[erp]\nconnection = 'x'\n[pleo]\nenvironment = 'test'", "pleo.environment: expected one of production, staging"),
        (
            b"[erp]\nconnection = 'x'\n[pleo]\nenvironment = 'staging'\nbase_url = 'https://pleo.example'",
            "exclude each other",
        ),
        (b"[erp]\nconnection = 'x'\nparameters = 1", "erp.parameters: expected a table, got a whole number"),
        (b"[vault]\nkey_file = 3\n[erp]\nconnection = 'x'", "vault.key_file: expected a path as a string"),
        (b'[erp]\nconnection = "x"\n[vault]\nkey_file = "C:\\temp"', "control character; write a Windows path in single quotes"),
        (b'[erp]\nconnection = "x"\n[vault]\nkey_file = "C:\\pleo"', "write a Windows path in single quotes"),
        ("[erp]\nconnection = 'x'".encode("utf-16"), "it is not UTF-8 but UTF-16, which Windows calls Unicode; save it as UTF-8"),
        ("[erp]\nconnection = 'x'".encode("utf-16-le"), "it is not UTF-8 but UTF-16"),
        (b'[erp]\nconnection = "file:C:\\temp"', "control character; write a Windows path in single quotes"),
        (b"[erp]\nconnection = 'x'\nparameters.a = " + b"[" * 5_000, "nested too deeply"),
        (b"[erp]\nconnection = 'x'\nparameters" + b".a" * 1_500 + b" = 1", "nested too deeply"),
        (b"[erp]\nconnection = 'x'\nprofiles_folder = '~no_such_user/x'", "the home folder in ~no_such_user/x does not exist"),
        (b"[erp]\nconnection = 'x'\n[schedule]\nthreads = 65", "schedule.threads: expected a whole number <= 64"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_named_with_its_place(world: World, content: bytes, told: str) -> None:
    world.config.write_bytes(content)
    answer = check_refusal(world, "companies", "config_invalid", network=False)
    assert str(world.config) in answer.data["error"]["message"]
    assert told in answer.data["error"]["message"]


def test_a_folder_is_not_a_configuration(world: World) -> None:
    answer = call(["companies", "--json", "--config", str(world.folder)])
    assert (answer.code, answer.error) == (2, "config_missing")


HIDDEN = "x" * 300  # no system looks for such a name: as with a folder that may not be searched, the answer is an error


def test_a_configuration_that_cannot_be_looked_at_is_named(world: World) -> None:
    answer = call(["companies", "--json", "--config", str(world.folder / HIDDEN)])
    assert (answer.code, answer.error) == (2, "config_invalid")
    assert "it cannot be read: File name too long." in answer.data["error"]["message"]


def test_a_folder_of_profiles_that_is_missing_or_cannot_be_read_is_named(world: World) -> None:
    for folder, code in (("absent", "profiles_folder_missing"), (HIDDEN, "profiles_folder_unreadable")):
        world.configure(erp={"profile": "mine", "profiles_folder": folder})
        answer = check_refusal(world, "companies", code, network=False)
        assert str(world.folder / folder) in answer.data["error"]["message"]
    world.configure(erp={"profile": "mine", "profiles_folder": "absent"})
    assert [one["code"] for one in world.cli("probe").data["warnings"]] == ["profiles_folder_missing"]


def test_other_paths_that_cannot_be_looked_at_are_errors_with_a_name(world: World) -> None:
    world.connect("2", "DEP")
    world.configure(vault={"key_file": HIDDEN})
    check_refusal(world, "plan --company 2", "vault_key_unreadable", network=False)
    world.configure(vault={"key_file": str(world.key_file)}, pleo={"base_url": "https://127.0.0.1:1", "ca_bundle": HIDDEN})
    check_refusal(world, "plan --company 2", "tls_failed", network=False)
    world.configure(erp={"connection": f"Driver={{SQLite3}};Database={world.folder / HIDDEN};"})
    check_refusal(world, "companies", "erp_unreachable", network=False)


def test_a_byte_order_mark_does_no_harm(world: World) -> None:
    world.config.write_text(toml(world.settings), "utf-8-sig")
    assert world.cli("companies").code == 0


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"profile": "nonsense"}, "unknown_profile"),
        ({"profile": "../custom"}, "unknown_profile"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone_unknown"),
        ({"connection": "Driver={No such driver};Database=x;"}, "driver_missing"),
        ({"connection": "DSN=no_such_dsn;"}, "dsn_unknown"),
        ({"connection": "nonsense"}, "connection_string_invalid"),
        ({"connection": "Driver={SQLite3"}, "connection_string_invalid"),
        ({"connection": "Driver={SQLite3};Database=/no/such/file.sqlite;"}, "database_unknown"),
        ({"connection": "Driver={SQLite3};Database=C:\temp.db;"}, "connection_string_invalid"),
        ({"schema": "accounting"}, "schema_unsupported"),
    ],
)
def test_an_erp_that_cannot_be_opened_is_told_before_a_request(world: World, keys: dict[str, str], code: str) -> None:
    world.connect("2", "DEP")
    world.configure(erp=keys)
    before = world.tables()
    world.pleo.reset_log()
    answer = world.cli("plan", "--company", "2")
    assert (answer.code, answer.error) == (2, code)
    assert (world.pleo.requests, world.tables()) == ([], before)


def test_a_postgresql_that_refuses_is_told(world: World, postgresql: PostgreSQL) -> None:
    good = postgresql.dsn("postgres")
    for connection, code, status in (
        (postgresql.dsn("postgres", password="wrong"), "login_failed", 2),
        (postgresql.dsn("postgres", user="nobody_known"), "login_failed", 2),
        (postgresql.dsn("no_such_database"), "database_unknown", 2),
        (good.replace(f"Port={postgresql.port}", f"Port={free_port()}"), "erp_unreachable", 1),
        (good, "erp_table_missing", 2),
    ):
        world.configure(erp={"connection": connection})
        answer = world.cli("companies")
        assert (answer.code, answer.error) == (status, code)
        assert postgresql.password not in answer.text
        assert world.pleo.requests == []


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"base_url": "http://pleo.example"}, "not_https"),
        ({"base_url": "ftp://127.0.0.1"}, "not_https"),
        ({"base_url": "nonsense"}, "base_url_invalid"),
        ({"base_url": "external.pleo.io:443"}, "base_url_invalid"),
        ({"base_url": "https://pleo.example", "proxy": "nonsense://x"}, "proxy_invalid"),
    ],
)
def test_an_address_that_cannot_be_used_is_told(world: World, keys: dict[str, str], code: str) -> None:
    world.connect("2", "DEP")
    world.configure(pleo=keys)
    check_refusal(world, "plan --company 2", code, network=False)
    check_refusal(world, "select --company 2 DEP", code, network=False)


def test_more_requests_than_pleo_permits_are_warned_of(world: World) -> None:
    world.configure(pleo={"requests_per_minute": 601})
    answer = world.human("companies")
    assert answer.code == 0
    assert "601" in answer.err
    assert "601" not in answer.out
    world.configure(pleo={"requests_per_minute": 600})
    assert world.human("companies").err == ""


def test_without_a_section_for_pleo_it_is_the_real_one(world: World, tmp_path: Path) -> None:
    world.settings.pop("pleo")
    world.settings.pop("vault")
    world.configure()
    found = config.load(world.config)
    assert (found.pleo.base_url, found.pleo.requests_per_minute) == ("https://external.pleo.io", 500)
    assert found.key_file == tmp_path / "pleo-erp.key"
    world.configure(pleo={"environment": "staging"})
    assert config.load(world.config).pleo.base_url == "https://external.staging.pleo.io"


def test_parameters_of_the_profile_are_for_all_companies_or_for_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFIX", "two$")
    lines = ["[erp.parameters]", "prefix = 'all$'", "year = 2026", "[erp.parameters.2]", "prefix = 'env:PREFIX'"]
    world.config.write_text(toml(world.settings) + "\n".join(lines), "utf-8")
    host = StandaloneHost(config.load(world.config))
    assert host.parameters("1") == {"prefix": "all$", "year": "2026"}
    assert host.parameters("2") == {"prefix": "two$", "year": "2026"}


def test_an_account_without_a_name_is_still_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nameless)
    assert operating_system_user().name == "unknown"
