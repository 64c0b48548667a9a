"""Servers on 127.0.0.1 that do to a connection exactly what a test says, and certificates that nobody trusts by nature."""

from __future__ import annotations

import datetime
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Handler = Callable[["Conversation"], None]


class Conversation:
    """One connection, seen from the server. ``number`` counts them from 1; ``over`` is set when the test is."""

    def __init__(self, connection: socket.socket, number: int, over: threading.Event) -> None:
        self.connection = connection
        self.number = number
        self.over = over
        self._unread = b""

    def request(self) -> str:
        """The next request's head and body, or "" when the client has gone."""
        while b"\r\n\r\n" not in self._unread:
            if not self._receive():
                return ""
        head, _, self._unread = self._unread.partition(b"\r\n\r\n")
        lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        length = int(lengths[0]) if lengths else 0
        while len(self._unread) < length and self._receive():
            pass
        body, self._unread = self._unread[:length], self._unread[length:]
        return (head + b"\r\n\r\n" + body).decode()

    def _receive(self) -> bool:
        piece = self.connection.recv(65536)
        self._unread += piece
        return bool(piece)

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def answer(self, body: bytes, status: str = "200 OK", headers: str = "") -> None:
        """A whole answer; the connection stays open."""
        self.send(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)

    def answer_json(self, data: Any, status: str = "200 OK") -> None:
        self.answer(json.dumps(data).encode(), status, "Content-Type: application/json;charset=UTF-8\r\n")

    def secure(self, context: ssl.SSLContext) -> None:
        """Go on over TLS."""
        self.connection = context.wrap_socket(self.connection, server_side=True)


class Server:
    """Where it listens, and how many connections it has taken."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connections = 0
        self.closed = threading.Event()  # the first conversation is over and its connection closed


@contextmanager
def serve(handler: Handler, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server that hands each connection to ``handler``, in a thread of its own, and closes it afterwards."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(listener.getsockname()[1])
    conversations: list[Conversation] = []
    threads: list[threading.Thread] = []

    def converse(conversation: Conversation) -> None:
        # A client that goes away in the middle is what many of these tests are about.
        with suppress(OSError):
            if context is not None:
                conversation.secure(context)
            handler(conversation)
        conversation.connection.close()
        server.closed.set()

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _address = listener.accept()
                if over.is_set():
                    connection.close()
                    return
                server.connections += 1
                conversations.append(Conversation(connection, server.connections, over))
                thread = threading.Thread(target=converse, args=[conversations[-1]])
                threads.append(thread)
                thread.start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield server
    finally:
        over.set()
        # Closing a listener does not wake who waits on it everywhere; one more connection does.
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", server.port), 5).close()
        acceptor.join()
        listener.close()
        for conversation in conversations:
            with suppress(OSError):
                conversation.connection.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def certificate(folder: Path, host: str) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for ``host``: the file that makes a client trust it, and the context of the server."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
    now = datetime.datetime.now(datetime.UTC)
    try:
        subject: x509.GeneralName = x509.IPAddress(ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([subject]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, both = folder / f"{host}.pem", folder / f"{host}.key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    both.write_bytes(
        public.read_bytes()
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return public, context
