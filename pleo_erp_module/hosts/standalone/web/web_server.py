"""`pleo-erp serve`: the tables, the set-up link, the server, until the operating system asks it to stop."""

from __future__ import annotations

import errno
import logging
import os
import ssl
from collections.abc import Callable

from pleo_erp_hookspecs import Message
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.config import Config, WebAccess
from pleo_erp_module.hosts.standalone.interruption import stop_signal
from pleo_erp_module.hosts.standalone.schedule import Scheduler
from pleo_erp_module.hosts.standalone.standalone_host import operating_system_user
from pleo_erp_module.hosts.standalone.terminal_language import _
from pleo_erp_module.hosts.standalone.web.app import create_app
from pleo_erp_module.hosts.standalone.web.http_server import HttpServer
from pleo_erp_module.hosts.standalone.web.site import Site

#: By the operating system's number of the error, Windows' own beside that of the others.
_BIND_ERRORS = {
    **dict.fromkeys((errno.EADDRINUSE, 10048), "port_used"),
    **dict.fromkeys((errno.EACCES, 10013), "port_forbidden"),
    **dict.fromkeys((errno.EADDRNOTAVAIL, 10049), "address_elsewhere"),
}


def serve(config: Config, say: Callable[[str], None]) -> None:
    """Serve until a signal comes. Raises ``listen_failed``, ``certificate_invalid`` and what making the tables raises."""
    with stop_signal() as asked:
        site = Site(config)
        prepare(site)
        server = _bound(site)
        site.port = server.port
        site.scheduler = scheduler = Scheduler(
            site.client_of, config.schedule, site.host(operating_system_user()).notifier, site.now
        )
        try:
            scheduler.start()
            with site.open_tables() as tables:
                link = set_up_link(site) if tables.users.none_yet() else None
            say(_("The web pages are on {address}", address=site.url("/")))
            if link:
                say(_("To become the first administrator, open this link within 24 hours. It works once:"))
                say(link)
            server.serve(asked)
        finally:
            ended = scheduler.stop()
        if not ended:  # a run is stuck in a request: its threads would keep the process; the next run makes up for it
            logging.shutdown()
            os._exit(0)


def prepare(site: Site) -> None:
    """Make or upgrade the module's tables and the host's own. May be repeated."""
    site.client_of(operating_system_user()).install()
    with site.open_tables() as tables:
        tables.install()
        tables.audit.prune()


def script(config: Config) -> str:
    """The SQL of the host's own tables that are missing, for a DBA."""
    with Site(config).open_tables() as tables:
        return tables.migrations.script()


def new_link(config: Config) -> str:
    """Another set-up link, also while the pages are being served."""
    site = Site(config)
    prepare(site)
    return set_up_link(site)


def set_up_link(site: Site) -> str:
    """A new one-time link that makes whoever opens it an administrator."""
    by = operating_system_user().name
    with site.open_tables() as tables:
        token = tables.links.make(None, by)
        tables.audit.add(by, "", "set-up link made")
    return site.url(f"/link/{token}")


def _bound(site: Site) -> HttpServer:
    web = site.config.web
    tls = _tls(web) if web.certificate else None
    try:
        return HttpServer(create_app(site), (web.host, web.port), tls, is_proxied=web.proxies > 0)
    except OSError as exc:
        known = _BIND_ERRORS.get(exc.errno or 0)
        why = Message(known) if known else exc.strerror or str(exc)
        raise error("listen_failed", address=f"{web.host}:{web.port}", detail=why) from None


def _tls(web: WebAccess) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(str(web.certificate), web.private_key and str(web.private_key))
    except (OSError, ssl.SSLError) as exc:
        raise error("certificate_invalid", detail=exc) from None
    return context
