"""Tryton's server and scheduler, forked from a process that has all of Tryton in memory: a start takes 0.1 s instead of 2 or 3.

Servers that fork do the same with ``trytond.application``. The tests of processes, and of whatever changes which modules are
active, start Tryton's own programs.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

AVAILABLE = sys.platform == "linux"


class Forked:
    """A program that was started; what `subprocess.Popen` says of one."""

    def __init__(self, news: int) -> None:
        self._news = os.fdopen(news, encoding="ascii")
        self._code: int | None = None
        self.pid = int(self._news.readline())

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        return self.wait(0)

    def wait(self, timeout: float) -> int | None:
        """Its exit code; None if it has not ended in that time."""
        if self._code is None and select.select([self._news], [], [], timeout)[0]:
            self._code = int(self._news.readline())
            self._news.close()
        return self._code


class Prefork:
    """The process that has Tryton in memory, and the modules of one database. It ends with this process."""

    def __init__(self, database: str, sections: str) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-m", __name__, str(theirs.fileno()), database, sections]
        with theirs:
            environ = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}  # where pytest found the tests
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], env=environ)
        assert self._orders.recv(10) == b"ready"

    def start(self, words: Sequence[str], log: Path) -> Forked:
        """One of `PROGRAMS` with Tryton's own arguments; its output goes to the end of ``log``."""
        news, theirs = os.pipe()
        try:
            with log.open("ab") as file:
                socket.send_fds(self._orders, [json.dumps(words).encode()], [theirs, file.fileno()])
        finally:
            os.close(theirs)
        return Forked(news)


_RUNNING: dict[tuple[str, str], Prefork] = {}


def prefork(sections: Mapping[str, Mapping[str, str]], database: str) -> Prefork:
    """This process's one for an engine and a web client. The first ``database`` that asks is the one that it loads."""
    loaded = {name: sections.get(name, {}) for name in ("database", "web")}
    key = loaded["database"]["uri"], loaded["web"].get("root", "")
    if key not in _RUNNING:
        _RUNNING[key] = Prefork(database, json.dumps(loaded))
    return _RUNNING[key]


# -- in the process that has Tryton in memory


def _serve(options: Any) -> None:
    import trytond.config as config
    from trytond.wsgi import app
    from werkzeug.serving import run_simple

    host, port = config.split_netloc(config.get("web", "listen"))
    run_simple(host, port, app, threaded=True)


def _look_once(options: Any) -> None:
    from trytond import cron

    cron.run(options)


PROGRAMS = {"trytond": ("get_parser_daemon", _serve), "trytond-cron": ("get_parser_cron", _look_once)}


def _run(loaded: str, program: str, *arguments: str) -> None:
    """What Tryton's script does, but for what is done already."""
    import trytond.commandline as commandline
    import trytond.config as config
    from trytond.pool import Pool

    parser, main = PROGRAMS[program]
    options = getattr(commandline, parser)().parse_args(arguments)
    config.update_etc(options.configfile)
    commandline.config_log(options)
    [database] = options.database_names
    if database != loaded:
        Pool._pools[database] = Pool._pools.pop(loaded)
        Pool._pool_modules[database] = Pool._pool_modules.pop(loaded)
    main(options)


def _keep(loaded: str, words: list[str], news: int, log: int) -> None:
    """Run a program in a child, tell which process it is, and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(news)
        os.dup2(log, 1)
        os.dup2(log, 2)
        _run(loaded, *words)
        sys.exit()
    os.write(news, f"{child}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(news, f"{code}\n".encode())
    os._exit(0)


def main(number: str, database: str, sections: str) -> None:
    """Load Tryton, then carry out orders until nobody can give further ones."""
    import trytond.config as config

    for section, options in json.loads(sections).items():
        for name, value in options.items():
            config.set(section, name, value)
    from trytond import backend
    from trytond.pool import Pool
    from trytond.wsgi import app

    assert app
    Pool.start()
    Pool(database).init()
    backend.Database(database).close()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that keep the programs
    orders = socket.socket(fileno=int(number))
    orders.send(b"ready")
    while True:
        order, handles, _flags, _address = socket.recv_fds(orders, 2**16, 2)
        if not order:
            return
        if os.fork() == 0:
            orders.close()
            _keep(database, json.loads(order), *handles)
        for handle in handles:
            os.close(handle)


if __name__ == "__main__":
    main(*sys.argv[1:])
