"""`pleo-erp serve`: the tables, the set-up link, the server, until the operating system asks it to stop."""

from __future__ import annotations

import errno
import logging
import os
import re
import ssl
import threading
from collections.abc import Callable
from socket import socket

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.config import Config, WebAccess
from pleo_erp_module.hosts.standalone.interruption import stop_signal
from pleo_erp_module.hosts.standalone.schedule import Scheduler
from pleo_erp_module.hosts.standalone.standalone_host import operating_system_user
from pleo_erp_module.hosts.standalone.web.app import create_app
from pleo_erp_module.hosts.standalone.web.security import LARGEST_BODY
from pleo_erp_module.hosts.standalone.web.site import Site

THREADS = 10
LARGEST_HEAD = 32_768  # bytes
_LOG = logging.getLogger("pleo_erp.web")
#: By the operating system's number of the error, Windows' own beside that of the others.
_BIND_ERRORS = {
    **dict.fromkeys((errno.EADDRINUSE, 10048), "port_used"),
    **dict.fromkeys((errno.EACCES, 10013), "port_forbidden"),
    **dict.fromkeys((errno.EADDRNOTAVAIL, 10049), "address_elsewhere"),
}


class _Server(Server):
    def error_log(self, msg: str = "", level: int = logging.WARNING, traceback: bool = False) -> None:
        """What the server has to say of connections that broke; the words of a request are not repeated."""
        _LOG.log(level, "server: %s", msg.partition("\n")[0])

    @staticmethod
    def bind_socket(socket_: socket, bind_addr: tuple[str, int]) -> socket:
        """The server's own leaves a socket open that could not be bound."""
        try:
            socket_.bind(bind_addr)
        except OSError:
            socket_.close()
            raise
        return socket_


def serve(config: Config, say: Callable[[str], None]) -> None:
    """Serve until a signal comes. Raises ``listen_failed``, ``certificate_invalid`` and what making the tables raises."""
    with stop_signal() as asked:
        site = Site(config)
        prepare(site)
        server = _bound(site)
        site.port = int(server.bind_addr[1])
        site.scheduler = scheduler = Scheduler(
            site.client_of, config.schedule, site.host(operating_system_user()).teller, site.now
        )
        try:
            scheduler.start()
            with site.open_desk() as desk:
                link = set_up_link(site) if desk.users.none_yet() else None
            say(f"The web pages are on {site.url('/')}")
            if link:
                say(f"To become their first administrator, open this link within 24 hours; it works once:\n{link}")
            _until(asked, server)
        finally:
            ended = scheduler.stop()
            server.stop()
        if not ended:  # a run is stuck in a request: its threads would keep the process; the next run makes up for it
            logging.shutdown()
            os._exit(0)


def prepare(site: Site) -> None:
    """Make or upgrade the module's tables and the host's own. May be repeated."""
    site.client_of(operating_system_user()).install()
    with site.open_desk() as desk:
        desk.install()
        desk.audit.prune()


def script(config: Config) -> str:
    """The SQL of the host's own tables that are missing, for a DBA."""
    with Site(config).open_desk() as desk:
        return desk.migrations.script()


def new_link(config: Config) -> str:
    """Another set-up link, also while the pages are being served."""
    site = Site(config)
    prepare(site)
    return set_up_link(site)


def set_up_link(site: Site) -> str:
    """A new one-time link that makes whoever opens it an administrator."""
    by = operating_system_user().name
    with site.open_desk() as desk:
        token = desk.links.make(None, by)
        desk.audit.add(by, "", "set-up link made")
    return site.url(f"/link/{token}")


def _bound(site: Site) -> Server:
    web = site.config.web
    server = _Server((web.host, web.port), create_app(site), numthreads=THREADS, server_name="pleo-erp", timeout=30)
    server.shutdown_timeout = 10
    server.max_request_header_size = LARGEST_HEAD
    server.max_request_body_size = LARGEST_BODY  # before any of it is read
    if web.certificate:
        server.ssl_adapter = _tls(web)
    try:
        server.prepare()
    except OSError as fault:
        raise error("listen_failed", address=f"{web.host}:{web.port}", detail=_why_not_bound(fault)) from None
    return server


def _why_not_bound(fault: OSError) -> Message | str:
    """The server's error is a text with the errors of all addresses that it tried; the last one counts."""
    numbers = re.findall(r"\[(?:Errno|WinError) (\d+)\]", str(fault))
    known = _BIND_ERRORS.get(int(numbers[-1])) if numbers else None
    return Message(known) if known else fault.strerror or str(fault)


def _tls(web: WebAccess) -> BuiltinSSLAdapter:
    try:
        adapter = BuiltinSSLAdapter(str(web.certificate), str(web.private_key or web.certificate))
    except (OSError, ssl.SSLError) as fault:
        raise error("certificate_invalid", detail=fault) from None
    adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2
    return adapter


def _until(asked: Callable[[], bool], server: Server) -> None:
    """Serve in a thread of its own: the main one must be free for signals, on Windows too."""
    thread = threading.Thread(target=server.serve, name="web", daemon=True)
    thread.start()
    while not asked():
        thread.join(0.2)
        if not thread.is_alive():
            raise error("internal", detail="the server ended by itself")
