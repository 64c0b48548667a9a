"""The server under connections that send nothing, a byte at a time, or nonsense."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pleo_erp_module.hosts.standalone.web import http_server
from pleo_erp_module.hosts.standalone.web.http_server import CONNECTIONS_OF_ADDRESS, THREADS, HttpServer
from web.certificate import self_signed

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = 60  # until a test gives up
LARGE = b"x" * 400_000
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Echo:
    """Answers with the length of what it received, or with much; `/wait` waits until it may go on."""

    def __init__(self) -> None:
        self.entered, self.free = threading.Event(), threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/wait":
            self.entered.set()
            assert self.free.wait(SECONDS)
        received = environ["wsgi.input"].read()
        body = LARGE if environ["PATH_INFO"] == "/large" else str(len(received)).encode()
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]


@contextmanager
def serving(
    app: WSGIApplication, tls: ssl.SSLContext | None = None, *, is_proxied: bool = False
) -> Iterator[tuple[int, threading.Event]]:
    """The port, and the event that stops the server."""
    server, stopped = HttpServer(app, ("127.0.0.1", 0), tls, is_proxied=is_proxied), threading.Event()
    with running(server, stopped):
        yield server.port, stopped


@contextmanager
def running(server: HttpServer, stopped: threading.Event) -> Iterator[None]:
    """Serve in another thread until the end of the block."""
    thread = threading.Thread(target=server.serve, args=(stopped.is_set,))
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(SECONDS)
        assert not thread.is_alive()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


def answered(connection: socket.socket, request: bytes = REQUEST) -> bytes:
    """Everything until the server closes the connection."""
    connection.sendall(request)
    return connection.makefile("rb").read()


def is_closed(connection: socket.socket) -> bool:
    """Whether the server closes the connection without an answer."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.fixture
def tls(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's certificate, and a client that trusts it."""
    certificate = str(self_signed(tmp_path))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    return server, ssl.create_default_context(cafile=certificate)


@pytest.mark.parametrize(
    "sent", [b"", b"G", b"GET / HTTP/1.1\r\nX: ", REQUEST[:-2], b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"]
)
def test_connections_that_wait_keep_nobody_waiting(sent: bytes) -> None:
    with serving(Echo()) as (port, _), ExitStack() as stack:
        for _ in range(3 * THREADS):
            stack.enter_context(connected(port)).sendall(sent)
        assert answered(stack.enter_context(connected(port))).endswith(b"\r\n\r\n0")


def test_handshakes_that_wait_keep_nobody_waiting(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    with serving(Echo(), tls[0]) as (port, _), ExitStack() as stack:
        for sent in (b"", b"\x16\x03\x01") * 2 * THREADS:
            stack.enter_context(connected(port)).sendall(sent)
        assert answered(encrypted(stack, port, tls[1])).endswith(b"\r\n\r\n0")


@pytest.mark.parametrize("sent", [b"", REQUEST[:20]])
def test_a_request_that_takes_too_long_is_ended(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_server, "REQUEST_SECONDS", 0)
    with serving(Echo()) as (port, _), connected(port) as connection:
        connection.sendall(sent)
        assert is_closed(connection)


def test_an_answer_under_way_is_never_late(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Echo()
    with serving(app) as (port, _), connected(port) as waiting, connected(port) as idle:
        waiting.sendall(REQUEST.replace(b"/ ", b"/wait ", 1))
        assert app.entered.wait(SECONDS)
        monkeypatch.setattr(http_server, "REQUEST_SECONDS", 0)
        assert is_closed(idle)
        app.free.set()
        assert b"200 OK" in waiting.makefile("rb").read()


def test_one_address_has_so_many_connections_and_no_more() -> None:
    with serving(Echo()) as (port, _), ExitStack() as stack:
        taken = [stack.enter_context(connected(port)) for _ in range(CONNECTIONS_OF_ADDRESS)]
        assert is_closed(stack.enter_context(connected(port)))
        assert answered(taken[0]).endswith(b"0")
        assert answered(stack.enter_context(connected(port))).endswith(b"0")


def test_a_proxy_may_have_more() -> None:
    with serving(Echo(), is_proxied=True) as (port, _), ExitStack() as stack:
        for _ in range(CONNECTIONS_OF_ADDRESS):
            stack.enter_context(connected(port))
        assert answered(stack.enter_context(connected(port))).endswith(b"0")


def test_much_goes_both_ways_through_tls(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    upload = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (len(LARGE), LARGE)
    with serving(Echo(), tls[0]) as (port, _), ExitStack() as stack:
        assert answered(encrypted(stack, port, tls[1]), upload).endswith(str(len(LARGE)).encode())
        assert answered(encrypted(stack, port, tls[1]), REQUEST.replace(b"/ ", b"/large ", 1)).endswith(LARGE)


def test_what_is_not_tls_ends_its_own_connection_only(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    with serving(Echo(), tls[0]) as (port, _), ExitStack() as stack:
        plain = stack.enter_context(connected(port))
        plain.sendall(REQUEST)
        with suppress(ConnectionResetError):
            assert b"200 OK" not in plain.makefile("rb").read()
        assert answered(encrypted(stack, port, tls[1])).endswith(b"0")


def test_a_client_that_is_gone_before_it_is_met_does_not_end_the_server(tls: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    server, stopped = HttpServer(Echo(), ("127.0.0.1", 0), tls[0]), threading.Event()
    gone = connected(server.port)
    gone.sendall(b"\x16")
    gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    gone.close()  # a reset, as health checks and port scanners send it
    with running(server, stopped), ExitStack() as stack:
        assert answered(encrypted(stack, server.port, tls[1])).endswith(b"0")


def test_an_error_of_one_connection_does_not_end_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    server, stopped, errors = HttpServer(Echo(), ("127.0.0.1", 0)), threading.Event(), iter([OSError, RuntimeError])
    accept, maintain = server.handle_accept, server.maintenance

    def failing(work: Callable[..., None]) -> Callable[..., None]:
        def work_in_vain(*arguments: float) -> None:
            if kind := next(errors, None):
                raise kind("broken")
            work(*arguments)

        return work_in_vain

    monkeypatch.setattr(server, "handle_accept", failing(accept))
    monkeypatch.setattr(server, "maintenance", failing(maintain))
    with running(server, stopped), connected(server.port) as connection:
        assert answered(connection).endswith(b"0")
    assert next(errors, None) is None


def test_a_one_time_link_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    def fail(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise RuntimeError("a bug")

    with serving(fail) as (port, _), connected(port) as connection:
        assert b" 500 " in answered(connection, REQUEST.replace(b"/ ", b"/link/s3cret-t0ken ", 1))
    assert "Exception while serving /link/***" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_stop_finishes_the_request_under_way() -> None:
    app = Echo()
    with serving(app) as (port, stopped), connected(port) as connection:
        connection.sendall(REQUEST.replace(b"/ ", b"/wait ", 1))
        assert app.entered.wait(SECONDS)
        stopped.set()
        app.free.set()
        assert connection.makefile("rb").read().endswith(b"0")


def encrypted(stack: ExitStack, port: int, client: ssl.SSLContext) -> ssl.SSLSocket:
    return stack.enter_context(client.wrap_socket(connected(port), server_hostname="127.0.0.1"))
