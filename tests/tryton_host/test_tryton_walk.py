"""docs/hosts/tryton.md, step by step as it stands there, from a Tryton without the module to the first scheduled run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest
from msgspec import structs
from pleo_erp_installer.system import MANAGER, POSTGRESQL, SQLITE

import servers
from pleo_erp_module.hosts.pleo_options import PleoOptions
from sandbox import Sandbox
from tryton_erp import cache
from tryton_erp.erp import TrytonErp
from tryton_host.processes import due
from tryton_host.tryton import PASSWORD, SECONDS, Person, Tryton, Wizard
from tryton_host.world import FAST, KEY, LOGISTIQUE, World, groups

PAGE = Path(__file__).resolve().parents[2] / "docs" / "hosts" / "tryton.md"
MOST = 9  # steps


def steps() -> list[str]:
    """The numbered steps of the page, each with all its lines."""
    section = PAGE.read_text("utf-8").split("## From installation to the first scheduled run\n")[1].split("\n## ")[0]
    return [text.strip() for text in re.split(r"^\d+\. ", section, flags=re.M)[1:]]


def named(step: str) -> list[str]:
    """What stands between single backticks."""
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", step)


def words(step: str, world: World) -> list[str]:
    """The command of a step, with this installation in place of the example's."""
    return [
        {"trytond.conf": str(world.tryton.config), "DATABASE": world.tryton.database}.get(word, word)
        for word in shlex.split(named(step)[0])
    ]


def call(command: list[str], world: World) -> None:
    """A command as it stands there; its program is the one of this environment."""
    program = world.tryton.command(command[0])[0]
    done = subprocess.run(
        [program, *command[1:]], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=SECONDS
    )
    assert done.returncode == 0, done.stdout + done.stderr


def opened(person: Person, step: str) -> Wizard:
    """The wizard behind the menu that a step names, as *A > B > C*."""
    (path,) = re.findall(r"\*([^*\n]+ > [^*\n]+)\*", step)
    menus, parent = person.model("ir.ui.menu"), None
    for name in path.split(" > "):
        (entry,) = menus.find([("name", "=", name), ("parent", "=", parent)])
        parent = entry.id
    return person.wizard(entry.action.wiz_name)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A Tryton that has never seen the module, and a Pleo that is found through the environment."""
    with Sandbox(rate=0) as pleo:
        company = pleo.add_company("Ateliers")
        pleo.add_key(KEY)
        monkeypatch.setenv("TRYTOND_PLEO_ERP__BASE_URL", pleo.base_url)
        monkeypatch.setenv("TRYTOND_PLEO_ERP__REQUESTS_PER_MINUTE", str(FAST))
        file = cache.copy_sqlite(cache.sqlite_template(), tmp_path / "erp.sqlite")
        tryton = Tryton(tmp_path, file.stem)
        tryton.configure(database={"uri": "sqlite://", "path": tmp_path})
        password = tmp_path / "password"
        password.write_text(PASSWORD, "utf-8")
        tryton.call("trytond-admin", "-p", environment={"TRYTONPASSFILE": str(password)})
        yield World(tryton, TrytonErp("sqlite", servers.sqlite_connection(file)), pleo, company, 2)


def test_the_page_leads_from_the_installation_to_the_first_scheduled_run(bare: World) -> None:
    drivers, install, option, activate, people, connect, dimensions, preview, schedule = steps()
    assert len(steps()) <= MOST

    packages = [name for text in named(drivers) for name in text.removeprefix("apt-get install ").split()]
    assert packages == [need.packages["apt-get"] for need in (MANAGER, POSTGRESQL, SQLITE)]
    assert all(need.present() for need in (MANAGER, POSTGRESQL, SQLITE))

    command = shlex.split(named(install)[0])
    done = subprocess.run([sys.executable, "-m", *command, "--no-index"], capture_output=True, encoding="utf-8", timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr

    parser = ConfigParser()
    parser.read_string(re.sub(r"^ +", "", option.split("```")[1], flags=re.M))
    ((section, options),) = ((name, dict(parser[name])) for name in parser.sections())
    key_file = bare.tryton.folder / Path(options["key_file"]).relative_to("/")
    bare.tryton.configure(**{section: {**options, "key_file": key_file}})

    call(words(activate, bare), bare)
    with bare.tryton.serve() as server:
        admin = server.login()
        admin.work_in(bare.company)
        (user,) = admin.model("res.user").find([("login", "=", "admin")])
        administration, bookkeeping, login = named(people)
        assert login == "admin"
        assert administration in [group.name for group in user.groups]
        assert len(admin.model("res.group").find([("name", "in", [administration, bookkeeping])])) == 2

        wizard = opened(admin, connect)
        wizard.form.api_token = KEY
        wizard.execute("connect")
        assert (wizard.form.company_name, wizard.form.pleo_name) == (LOGISTIQUE, "Ateliers")
        wizard.execute("end")

        wizard = opened(admin, dimensions)
        for line in wizard.form.lines:
            line.selected = line.code == "DEP"
        wizard.execute("review")
        wizard.execute("save")

        wizard = opened(admin, preview)
        wizard.execute("plan")
        wizard.execute("release")
        assert wizard.form.approved > 0
    assert key_file.is_file()
    assert groups(bare) == {}

    assert bare.erp.rows("SELECT interval_number, interval_type FROM ir_cron WHERE method LIKE 'pleo%'") == [(1, "hours")]
    due(bare)
    call([*words(schedule, bare), "--once", "-n", "1"], bare)
    assert groups(bare) == {"DEP": False}


def test_every_option_is_on_the_page() -> None:
    source = (PAGE.parents[2] / "pleo_erp_module" / "hosts" / "tryton" / "configuration.py").read_text("utf-8")
    options = [*re.findall(r"^    (\w+): ", source, re.MULTILINE), *(field.name for field in structs.fields(PleoOptions))]
    assert "run_seconds" in options
    assert [name for name in options if f"`{name}`" not in PAGE.read_text("utf-8").split("## Options")[1]] == []
