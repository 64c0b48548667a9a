"""The HTTP server: waitress, with TLS, a time limit for each request, and a limit of connections for each address.

Waitress receives requests in one thread and takes another only to answer a complete one. A connection that sends nothing, or one
byte at a time, therefore keeps nobody waiting.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import ssl
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from pleo_erp_module.hosts.standalone.web.security import LARGEST_BODY

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 10  # requests that are answered at once
CONNECTIONS = 480  # in all: select() on Windows watches at most 512
CONNECTIONS_OF_ADDRESS = 100
REQUEST_SECONDS = 20  # for a request to arrive whole, also on a connection that is kept open
STALL_SECONDS = 30  # in which a client must take some of its answer
STOP_SECONDS = 10  # for the requests under way
LARGEST_HEAD = 32_768  # bytes
_TICK = 0.2  # seconds: how often a wish to stop is noticed
_LOG = logging.getLogger("pleo_erp.web")


def _hide_links(record: logging.LogRecord) -> bool:
    """Waitress logs the path of a request that fails, and that of a one-time link logs whoever reads it in."""
    record.msg = re.sub(r"(/link/)\S+", r"\1***", str(record.msg))
    return True


_LOG.addFilter(_hide_links)


class _Channel(HTTPChannel):
    """One connection."""

    logger = _LOG

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.idle_since = time.monotonic()  # connected, or the last request was answered

    def service(self) -> None:
        """Answer one request."""
        super().service()
        self.idle_since = time.monotonic()

    def is_late(self, now: float) -> bool:
        """Whether the next request takes too long to arrive."""
        return not self.requests and not self.total_outbufs_len and now - self.idle_since > REQUEST_SECONDS


class _TlsChannel(_Channel):
    """One connection whose socket encrypts. The handshake is part of what is received, so nobody waits for it either."""

    def handle_read(self) -> None:
        """Receive until nothing is left: select() does not see what is already decrypted."""
        while self.connected and self.readable():
            try:
                data = self.socket.recv(self.adj.recv_bytes)
            except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError:  # a broken handshake, too
                data = b""
            if not data:
                self.handle_close()
                return
            self.last_activity = time.time()
            self.received(data)

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the socket takes now."""
        try:
            sent: int = super().send(data, do_close)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return 0
        return sent


class HttpServer(TcpWSGIServer):
    """Serves ``app`` on ``address`` until it is told to stop. Raises OSError if the address is not free.

    ``is_proxied``: all connections come from a proxy, so its address says nothing of who is behind it.
    """

    logger = _LOG

    def __init__(
        self, app: WSGIApplication, address: tuple[str, int], tls: ssl.SSLContext | None = None, *, is_proxied: bool = False
    ) -> None:
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        listening = socket.create_server(address, family=family, backlog=CONNECTIONS)
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.logger = dispatcher.queue_logger = _LOG
        dispatcher.set_thread_count(THREADS)
        limits = Adjustments(
            sockets=[listening],
            ident="pleo-erp",
            url_scheme="https" if tls else "http",
            connection_limit=CONNECTIONS,
            channel_timeout=STALL_SECONDS,
            cleanup_interval=1,
            max_request_header_size=LARGEST_HEAD,
            max_request_body_size=LARGEST_BODY,
            clear_untrusted_proxy_headers=False,  # the application knows how many proxies to believe
            log_socket_errors=False,
        )
        where = (family, listening.type, listening.proto, listening.getsockname())
        super().__init__(app, {}, True, listening, dispatcher, limits, where, bind_socket=False)
        self.port: int = listening.getsockname()[1]
        self.channel_class = _TlsChannel if tls else _Channel
        self._tls = tls
        self._is_proxied = is_proxied

    def set_reuse_addr(self) -> None:
        """Keep what `create_server` chose: on Windows this option would let another program take the port."""

    def serve(self, is_stopped: Callable[[], bool]) -> None:
        """Serve until ``is_stopped``, then finish the requests under way."""
        while not is_stopped():
            self._look()
        self.accepting = False
        end = time.monotonic() + STOP_SECONDS
        while time.monotonic() < end and any(channel.requests or channel.total_outbufs_len for channel in self._channels()):
            self._look()
        self.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map)

    def handle_accept(self) -> None:
        """Take one connection, unless its address has too many."""
        try:
            connection, peer = self.socket.accept()
        except OSError:  # it has gone already
            return
        try:
            self._admit(connection, peer)
        except OSError:  # reset since: `ssl` refuses to wrap it
            connection.close()

    def handle_error(self) -> None:
        """Log what nobody expected, and go on listening: waitress would close the port."""
        _LOG.exception("a connection was not taken")

    def maintenance(self, now: float) -> None:
        """Close what has stalled."""
        super().maintenance(now)
        for channel in self._channels():
            if channel.is_late(time.monotonic()):
                channel.will_close = True

    def _admit(self, connection: socket.socket, peer: tuple[str, int]) -> None:
        if not self._is_proxied and sum(channel.addr[0] == peer[0] for channel in self._channels()) >= CONNECTIONS_OF_ADDRESS:
            connection.close()
            return
        connection.setblocking(False)
        if self._tls:
            connection.getpeername()  # before the socket is handed over, which nobody would close
            connection = self._tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        self.channel_class(self, connection, peer, self.adj, map=self._map)

    def _channels(self) -> list[_Channel]:
        return list(self.active_channels.values())

    def _look(self) -> None:
        try:
            wasyncore.loop(timeout=_TICK, use_poll=os.name == "posix", map=self._map, count=1)
        except Exception:  # noqa: BLE001 - such as a socket that another thread closed meanwhile
            _LOG.exception("the server's loop met an unknown error")
            time.sleep(_TICK)  # an error that stays must not fill the log and the processor
