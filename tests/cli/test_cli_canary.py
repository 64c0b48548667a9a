"""Secrets never leave the vault: not in anything printed, logged, stored, shown or raised."""

from __future__ import annotations

import base64
import traceback
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.command import Answer, process
from cli.conftest import WorldFactory
from cli.refusal import DEAD_END
from cli.world import World
from pleo_erp_hookspecs import ModuleClient, PleoErpError, load_modules
from pleo_erp_module.hosts.standalone import config
from pleo_erp_module.hosts.standalone.standalone_host import StandaloneHost
from pleo_erp_module.secret_text import SecretText
from sandbox import Fault
from sandbox.failures import Kind
from servers import PostgreSQL, database_name

KEY = "plp_CANARY_key_5f2b"
WRONG = "plp_CANARY_wrong_77aa"
PROXY = "CANARY-proxy-91"
DATABASE = "CANARY-db-pass-03"
BASIC = base64.b64encode(f"{KEY}:".encode()).decode().rstrip("=")
WORDS = ("CANARY", base64.b64encode(f"{KEY}:".encode()).decode()[:-4], base64.b64encode(f"{WRONG}:".encode()).decode()[:-4])

TROUBLES: tuple[Kind, ...] = ("drop", "html", "redirect", "broken-json")


def clean(text: str) -> None:
    for word in WORDS:
        assert word not in text, text[max(0, text.index(word) - 200) : text.index(word) + 100]


class Ear:
    """Hears everything that commands say."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.heard: list[Answer] = []

    def __call__(self, *arguments: str, stdin: str = "") -> Answer:
        for call in (self.world.human, self.world.cli):
            answer = call(*arguments, "-vv", stdin=stdin)
            self.heard.append(answer)
            clean(answer.text)
        return answer


@pytest.fixture(params=["sqlite", "postgresql"])
def guarded(request: pytest.FixtureRequest, world_factory: WorldFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world whose key, proxy password and (where there is one) database password are canaries."""
    world = world_factory(request.param)
    world.pleo.add_key(KEY)
    monkeypatch.setenv("PROXY_ADDRESS", f"http://clerk:{PROXY}@127.0.0.1:1")
    world.configure(pleo={"proxy": "env:PROXY_ADDRESS"})
    if request.param == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgresql")
        name = database_name(world.erp.connection)
        server.execute(f"CREATE ROLE canary_{name} LOGIN SUPERUSER PASSWORD '{DATABASE}'")
        world.configure(erp={"connection": server.dsn(name, user=f"canary_{name}", password=DATABASE)})
        yield world
        server.execute(f"DROP OWNED BY canary_{name}", name)
        server.execute(f"DROP ROLE canary_{name}")
    else:
        yield world


def stored(world: World) -> str:
    """Every row of every table of the module, and the file itself where the database is one."""
    names = sorted(name for name in world.table_names() if name.startswith("pleo_erp_"))
    assert names
    rows = "\n".join(repr(row) for name in names for row in world.erp.rows(f"SELECT * FROM {name}"))
    if world.erp.engine == "sqlite":
        path = Path(database_name(world.erp.connection))
        rows += "".join(part.read_bytes().decode("latin-1") for part in path.parent.glob(path.name + "*"))
    return rows


def test_no_secret_is_ever_said_or_stored(guarded: World) -> None:
    world, say = guarded, Ear(guarded)
    say("doctor")
    say("install")
    say("connect", "--company", "2", "--key-stdin", stdin=WRONG)
    assert say("connect", "--company", "2", "--key-stdin", stdin=KEY).code == 0
    say("connect", "--company", "2", "--key-stdin", stdin=WRONG)
    say("connect", "--company", "2", KEY)  # a key is never an argument
    say(KEY)
    say("history", "--company", "2", "--limit", KEY)
    say("select", "--company", "2", "DEP")
    plan = say("plan", "--company", "2").data["plan"]
    say("run", "sync", "--company", "2")
    say("release", "--company", "2", "--plan", plan)
    say("run", "sync-all", "--company", "2")
    say("rotate-key")
    say("settings", "--company", "2")
    say("why", "--company", "2", "account", "1")
    say("connections")
    clean(stored(world))
    for kind in TROUBLES:
        fault = world.pleo.fail(Fault(kind=kind, count=None))
        for command in ("plan", "run sync-all", "doctor"):
            say(*command.split(), *(() if command == "doctor" else ("--company", "2")))
        world.pleo.faults.active.remove(fault)
    world.pleo.fail(Fault(kind="answer", status=403, body={"message": f"{KEY} may not, Basic {BASIC}"}, count=None))
    say("plan", "--company", "2")
    say("run", "sync-all", "--company", "2")
    world.pleo.faults.clear()
    world.configure(erp={"time_zone": "env:PROXY_ADDRESS"})  # in the wrong place, but from a secret source
    assert "***" in say("plan", "--company", "2").text
    world.configure(erp={"time_zone": "UTC"})
    for address in (DEAD_END, "https://pleo.example"):
        world.configure(pleo={"base_url": address})
        say("plan", "--company", "2")
        say("doctor")
    world.configure(pleo={"base_url": world.pleo.base_url})
    world.pleo.change_key(KEY, revoked=True)
    report = say("run", "sync-all", "--company", "2").data
    say("history", "--company", "2")
    say("history", "--company", "2", report["run"])
    assert say("bundle", "--output", str(world.folder / "help.zip")).code == 0
    with zipfile.ZipFile(world.folder / "help.zip") as archive:
        for name in archive.namelist():
            clean(archive.read(name).decode())
    clean(stored(world))
    clean(world.key_file.read_text("utf-8"))
    real = process(world.arguments("run", "sync-all", "--company", "2", "--json", "-vv"))
    assert real.code == 1
    clean(real.text)
    assert len(say.heard) > 60


def test_a_database_that_refuses_does_not_repeat_the_password(world: World, postgresql: PostgreSQL) -> None:
    for connection in (
        postgresql.dsn("postgres", password=DATABASE),
        postgresql.dsn("no_such_database", user="canary_nobody", password=DATABASE),
        f"Driver={{No such driver}};Pwd={DATABASE};",
        f"DSN=no_such_dsn;Pwd={DATABASE};",
        f"Driver={{PostgreSQL Unicode}};Pwd={{{DATABASE}",
        f"Pwd={DATABASE}",
        f"{DATABASE}",
    ):
        world.configure(erp={"connection": connection})
        for command in ("companies", "install", "doctor"):
            for answer in (world.cli(command, "-vv"), world.human(command, "-vv")):
                assert answer.code in {1, 2}
                clean(answer.text)
    world.config.write_text(f"[erp]\nconnection = 'x'\npassword = '{DATABASE}'\n", "utf-8")
    clean(world.cli("companies", "-vv").text)
    world.config.write_text(f"[pleo]\nproxy = '{PROXY}\n", "utf-8")
    clean(world.cli("companies", "-vv").text)


def test_no_exception_that_leaves_the_module_carries_a_secret(guarded: World) -> None:
    world = guarded
    world.good("install")
    client = ModuleClient(load_modules(), StandaloneHost(config.load(world.config)))
    clean(repr(client))
    faults: list[PleoErpError] = []
    key, wrong = SecretText(KEY), SecretText(WRONG)

    def act(name: str, **arguments: Any) -> None:
        with pytest.raises(PleoErpError) as caught:
            client.run_action(name, company="2", **arguments)
        faults.append(caught.value)

    act("connect", key=wrong)
    act("connect", key=SecretText(f"{KEY} {KEY}"))
    act("nonsense", key=key)
    act("connect", key=key, nonsense=key)
    client.run_action("connect", company="2", key=key)
    world.pleo.fail(Fault(kind="drop", count=None))
    act("plan")
    world.configure(pleo={"base_url": "https://pleo.example"})
    client = ModuleClient(load_modules(), StandaloneHost(config.load(world.config)))
    act("plan")
    act("connect", key=key)
    for fault in faults:
        told: BaseException | None = fault
        while told is not None:
            clean("".join([repr(told), str(told), repr(told.args), repr(vars(told))]))
            told = told.__cause__ or told.__context__
        # What a crash reporter shows of each frame.
        for frame, _ in traceback.walk_tb(fault.__traceback__):
            clean(repr(frame.f_locals) if "pleo_erp_module" in frame.f_code.co_filename else "")
        # The traceback shows source lines, never values.
        clean("".join(traceback.format_exception(fault)).replace('"CANARY', ""))
