"""A site with people: an ERP that is easy to change, a Pleo, the pages in front of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from argon2 import PasswordHasher
from flask import g
from jinja2.bccache import Bucket, BytecodeCache

from pleo_erp_hookspecs import Role
from pleo_erp_module.hosts.standalone.config import Config, WebAccess
from pleo_erp_module.hosts.standalone.host_tables import HostTables
from pleo_erp_module.hosts.standalone.web.app import Application, create_app
from pleo_erp_module.hosts.standalone.web.http_server import HttpServer
from pleo_erp_module.hosts.standalone.web.passwords import Passwords
from pleo_erp_module.hosts.standalone.web.site import Site, site
from pleo_erp_module.hosts.standalone.web.web_server import prepare, set_up_link
from pleo_erp_module.odbc import open_database
from web.browser import Browser
from world import World

PASSWORD = "correct horse battery"  # everybody's
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class CompiledTemplates(BytecodeCache):
    """Templates that were compiled once for all offices of the process; compiling takes longer than most tests."""

    def __init__(self) -> None:
        self.codes: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.codes[bucket.key] = bucket.code


COMPILED = CompiledTemplates()


@dataclass(slots=True)
class Office:
    """``anna`` is an administrator and ``ben`` a bookkeeper; the clock of site and module is the world's."""

    world: World
    site: Site
    app: Application

    @classmethod
    def of(cls, world: World, **web: Any) -> Office:
        """The pages of this world, with nobody in them."""
        config = Config(world.host.erp, world.host.pleo, world.host.key_file, web=WebAccess(**web))
        site = Site(config, world.host.modules, world.clock, QUICK)
        prepare(site)
        app = create_app(site)
        app.jinja_env.bytecode_cache = COMPILED
        return cls(world, site, app)

    @contextmanager
    def tables(self) -> Iterator[HostTables]:
        """The host's tables, on a connection of its own."""
        with self.site.open_tables() as tables:
            yield tables

    def add(self, login: str, role: Role) -> None:
        """A person with `PASSWORD`."""
        with self.tables() as tables:
            tables.users.add(login, login.title(), role, "tests")
            tables.users.set_password(login, QUICK.hash(PASSWORD))

    def browser(self, **where: str) -> Browser:
        """A browser in which nobody is logged in."""
        return Browser(self.app, **where)

    def as_(self, login: str, **where: str) -> Browser:
        """A browser in which this person is logged in."""
        browser = self.browser(**where)
        browser.log_in(login, PASSWORD)
        assert browser.status == 200, browser.text
        return browser

    @contextmanager
    def asking(self, login: str) -> Iterator[None]:
        """Inside, this person asks: for calls of `site` without a page."""
        with self.app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
            g.user = site.tables.users.get(login)
            yield

    def link(self) -> str:
        """The path of a new set-up link."""
        return "/link/" + set_up_link(self.site).rpartition("/")[2]

    def restarted(self, **web: Any) -> Office:
        """Another process on the same database, with other keys of [web]."""
        config = replace(self.site.config, web=replace(self.site.config.web, **web))
        site = Site(config, self.site.modules, self.site.now, QUICK)
        return Office(self.world, site, create_app(site))

    def audit(self) -> list[tuple[str, str, str | None, str]]:
        """(who, what, company, detail) of the latest changes, the newest first."""
        with self.tables() as tables:
            return [(one.user, one.action, one.company, one.detail) for one in tables.audit.page()]

    def stored(self) -> str:
        """Every row of the host's and the module's tables."""
        with open_database(self.site.config.erp.connection, purpose="store") as database:
            names = [name for name in database.dialect.table_columns(database) if name.startswith("pleo_erp_")]
            assert names
            return "\n".join(repr(tuple(row)) for name in names for row in database.rows(f"SELECT * FROM {name}"))

    @contextmanager
    def served(self) -> Iterator[str]:
        """The pages on a port of this machine, for a real browser; their address."""
        server, stopped = HttpServer(self.app, ("127.0.0.1", 0)), threading.Event()
        thread = threading.Thread(target=server.serve, args=(stopped.is_set,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            stopped.set()
            thread.join(20)
