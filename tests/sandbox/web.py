"""HTTP/1.1 on the loopback: one thread for each connection, keep-alive, and full control of how a connection ends."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import responses as reasons
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .replies import Request


@dataclass(slots=True)
class Logged:
    """One request in the log. ``status`` None: no answer was sent (yet). ``key`` is the key's last four characters."""

    number: int
    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    key: str | None
    operation: str | None
    writes: bool
    status: int | None = None
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Wire:
    """What to put on the connection. ``status`` None: close without an answer.

    ``promised`` is the Content-Length when it is not the true one; ``pause`` the seconds between single bytes.
    """

    status: int | None
    headers: Mapping[str, str]
    body: bytes
    promised: int | None = None
    pause: float = 0.0
    close: bool = False


Serve = Callable[[Request], Wire]
CLOSE = Wire(None, {}, b"", close=True)
LARGEST_BODY = 16 * 1024 * 1024


def as_json(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")


class WebServer:
    """Listens from the moment it is made; ``stopped`` is set when it ends, and interrupts every wait of ``serve``."""

    def __init__(self, port: int, serve: Serve) -> None:
        self.stopped = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._guard = threading.Lock()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def answer(self) -> None:
                request = _read(self)
                if request is None:
                    self.close_connection = True
                    return
                if not _write(self, serve(request), owner.stopped):
                    self.close_connection = True

            def __getattr__(self, name: str) -> Callable[[], None]:
                if name.startswith("do_"):  # one way for every method
                    return self.answer
                raise AttributeError(name)

            def log_message(self, format: str, *args: Any) -> None:
                """The sandbox keeps its own log."""

        class Server(TCPServer):
            allow_reuse_address = os.name == "posix"  # elsewhere it would let two listen on one port
            request_queue_size = 128

            def process_request(self, request: Any, client_address: Any) -> None:
                owner._begin(request, lambda: Handler(request, client_address, self))

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = int(self._server.server_address[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._accept, name="sandbox", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends every connection and thread. May be repeated."""
        if self.stopped.is_set():
            return
        self.stopped.set()
        # Wakes the thread that waits for a connection.
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
            self._thread.join(5)
        self._server.server_close()
        with self._guard:
            left = dict(self._open)
        for connection in left:
            # No further request; an answer on its way still arrives.
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        for thread in left.values():
            if thread is not threading.current_thread():
                thread.join(5)

    def _accept(self) -> None:
        while not self.stopped.is_set():
            self._server.handle_request()

    def _begin(self, connection: socket.socket, handle: Callable[[], object]) -> None:
        def run() -> None:
            try:
                with contextlib.suppress(OSError):  # the other side went away
                    handle()
            finally:
                self._server.shutdown_request(connection)
                with self._guard:
                    del self._open[connection]

        thread = threading.Thread(target=run, name="sandbox connection", daemon=True)
        with self._guard:
            self._open[connection] = thread
        thread.start()


def _read(handler: BaseHTTPRequestHandler) -> Request | None:
    """The request, or None when its body cannot be read."""
    headers = {name.lower(): value for name, value in handler.headers.items()}
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > LARGEST_BODY:
        handler.send_error(411)
        return None
    body = handler.rfile.read(int(length))
    if len(body) < int(length):
        return None
    parts = urlsplit(handler.path)
    query = tuple(parse_qsl(parts.query, keep_blank_values=True))
    return Request(handler.command, parts.path, query, headers, body)


def _write(handler: BaseHTTPRequestHandler, wire: Wire, stopped: threading.Event) -> bool:
    """Puts the answer on the connection in one piece, or trickles it; whether the connection may be used again."""
    if wire.status is None:
        return False
    lines = [f"HTTP/1.1 {wire.status} {reasons.get(wire.status, '')}"]
    headers = {"Content-Type": "application/json;charset=UTF-8"} if wire.body else {}
    headers |= dict(wire.headers)
    if wire.status != 204:
        headers["Content-Length"] = str(len(wire.body) if wire.promised is None else wire.promised)
    if wire.close:
        headers["Connection"] = "close"
    lines += [f"{name}: {value}" for name, value in headers.items()]
    head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
    if not wire.pause:
        handler.connection.sendall(head + wire.body)
        return not wire.close
    handler.connection.sendall(head)
    for position in range(len(wire.body)):
        if stopped.wait(wire.pause):
            return False
        handler.connection.sendall(wire.body[position : position + 1])
    return not wire.close
