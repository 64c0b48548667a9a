"""A Tryton with the module, a Pleo, and what people do with them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from filelock import FileLock

import servers
from sandbox import Sandbox
from tryton_erp import cache
from tryton_erp.erp import TrytonErp
from tryton_host.tryton import BOOKKEEPER, PASSWORD, STRANGER, Person, Tryton, Wizard

KEY = "plp_sandbox_0001"
FAST = 1_000_000  # requests a minute
ATELIERS, LOGISTIQUE = "Ateliers Dubois", "Dubois Logistique"  # the second one is small: its runs are quick


@dataclass(slots=True)
class World:
    """``pleo_company`` is the Pleo company of `KEY`; ``company`` is "Dubois Logistique", where people work."""

    tryton: Tryton
    erp: TrytonErp
    pleo: Sandbox
    pleo_company: str
    company: int


def templates(state: Path, engine: str, server: servers.PostgreSQL | None) -> str:
    """The database to copy, with the module activated and its people in it: a file, or a name in ``server``."""
    name = f"tryton_host_{engine}"
    folder = state / name
    ready = folder / "ready"
    with FileLock(state / f"{name}.lock"):
        if ready.is_file():
            return ready.read_text("utf-8")
        folder.mkdir(exist_ok=True)
        if server is None:
            copied = cache.copy_sqlite(cache.sqlite_template(), folder / "erp.sqlite")
            tryton, template = sqlite_tryton(folder, copied), str(copied)
        else:
            template = servers.database_name(server.create_database(name, cache.postgresql_template(server, state)))
            tryton = postgresql_tryton(folder, server, template)
        tryton.activate()
        with tryton.serve() as running:
            add_people(running.login())
        ready.write_text(template, "utf-8")
        return template


def sqlite_tryton(folder: Path, file: Path, *, copied: bool = False) -> Tryton:
    """A Tryton on one file."""
    return _configured(Tryton(folder, file.stem, {"database": {"uri": "sqlite://", "path": str(file.parent)}}, copied))


def postgresql_tryton(folder: Path, server: servers.PostgreSQL, database: str, *, copied: bool = False) -> Tryton:
    """A Tryton on one database of a server."""
    return _configured(Tryton(folder, database, {"database": {"uri": server.url()}}, copied))


def _configured(tryton: Tryton) -> Tryton:
    tryton.configure(pleo_erp={"key_file": tryton.folder / "keys" / "pleo-erp.key"})
    return tryton


def add_people(admin: Person) -> None:
    """A bookkeeper of both companies, and one who has nothing to do with Pleo."""
    users, companies = admin.model("res.user"), admin.model("company.company").find([])
    groups = admin.model("res.group")
    for login, wanted in ((BOOKKEEPER, ["Pleo Bookkeeping"]), (STRANGER, [])):
        user = users(login=login, name=login, password=PASSWORD)
        for company in companies:
            user.companies.append(admin.model("company.company")(company.id))
        user.company = companies[0]
        for group in groups.find([("name", "in", wanted)]):
            user.groups.append(groups(group.id))
        user.save()


def state_folder() -> Path:
    """What the session shares."""
    return Path(os.environ["PLEO_ERP_TEST_STATE"])


# -- what people do, through the forms that they see


def form(person: Person, wizard: str, company: int | None = None, **values: Any) -> Wizard:
    """A wizard at its first form, filled in."""
    opened = person.wizard(wizard, company)
    for name, value in values.items():
        setattr(opened.form, name, value)
    return opened


def connected(person: Person, key: str = KEY) -> None:
    """Connect the company that the person works in."""
    connect = form(person, "pleo_erp.connect", api_token=key)
    connect.execute("connect")
    connect.execute("end")


def choose(person: Person, *codes: str) -> SimpleNamespace:
    """Select exactly these dimensions; what the form said that this does."""
    select = person.wizard("pleo_erp.select")
    for line in select.form.lines:
        line.selected = line.code in codes
    select.execute("review")
    told = select.form
    select.execute("save")
    return told


def released(person: Person) -> int:
    """Preview everything and release it; how many changes were approved."""
    preview = form(person, "pleo_erp.preview")
    preview.execute("plan")
    preview.execute("release")
    approved: int = preview.form.approved
    preview.execute("end")
    return approved


def run_now(person: Person, **values: Any) -> Wizard:
    """Run, and see what became of it."""
    run = form(person, "pleo_erp.run_now", **values)
    run.execute("execute_")
    return run


def groups(world: World) -> dict[str, bool]:
    """The tag groups in Pleo by code, and whether they are archived."""
    return {row["code"]: bool(row["archived"]) for row in world.pleo.dump()["groups"]}
