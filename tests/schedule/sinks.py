"""A mail server and a webhook's receiver on this machine, which keep what they are given."""

from __future__ import annotations

import base64
import email
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOCAL = "127.0.0.1"


@dataclass(slots=True)
class Letter:
    """One mail: who it is for by the envelope, and the bytes between DATA and the dot."""

    to: list[str]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def text(self) -> str:
        content = self.mail.get_content()
        assert isinstance(content, str)
        return content.replace("\r\n", "\n")


@dataclass(slots=True)
class MailSink:
    """What a mail server was given. ``refuse`` maps a command's beginning to the answer that it gets instead."""

    port: int = 0
    letters: list[Letter] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None


@contextmanager
def mail_sink(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[MailSink]:
    """A server that speaks as much SMTP as a client needs; STARTTLS and AUTH if there is a certificate."""
    sink = MailSink(tls=tls)

    class Session(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")
            self.wfile.flush()

        def finish(self) -> None:
            with suppress(OSError, ValueError):
                super().finish()
            self.request.close()

        def handle(self) -> None:
            to: list[str] = []
            with suppress(ConnectionError, ssl.SSLError):
                self.say("220 sink")
                while line := self.rfile.readline().decode("latin-1").rstrip("\r\n"):
                    refused = next((answer for start, answer in sink.refuse.items() if line.upper().startswith(start)), None)
                    word = line.split(" ")[0].upper()
                    if refused is not None:
                        self.say(refused)
                    elif word == "EHLO":
                        secure = isinstance(self.request, ssl.SSLSocket)
                        offers = ["AUTH PLAIN"] if secure else ["STARTTLS"] if sink.tls else []
                        for offer in ["sink", *offers, "SIZE 100000"][:-1]:
                            self.say(f"250-{offer}")
                        self.say("250 SIZE 100000")
                    elif word == "STARTTLS" and sink.tls is not None:
                        self.say("220 go ahead")
                        self.request = sink.tls.wrap_socket(self.request, server_side=True)
                        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")
                    elif word == "AUTH":
                        sink.logins.append(base64.b64decode(line.split(" ")[2]).decode())
                        self.say("235 welcome")
                    elif word == "RCPT":
                        to.append(line.partition("<")[2].partition(">")[0])
                        self.say("250 ok")
                    elif word == "DATA":
                        self.say("354 go on")
                        lines: list[bytes] = []
                        while (got := self.rfile.readline()) not in {b".\r\n", b""}:
                            lines.append(got.removeprefix(b"."))
                        sink.letters.append(Letter(list(to), b"".join(lines)))
                        sink.encrypted.append(isinstance(self.request, ssl.SSLSocket))
                        to.clear()
                        self.say("250 taken")
                    elif word == "QUIT":
                        self.say("221 bye")
                        return
                    else:
                        self.say("250 ok")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server((LOCAL, port), Session) as server, _served(server):
        sink.port = server.server_address[1]
        yield sink


@dataclass(slots=True)
class Posted:
    """One request: its headers, and its body."""

    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class HookSink:
    """What a webhook was given; ``status`` is what it answers."""

    url: str = ""
    posted: list[Posted] = field(default_factory=list)
    status: int = 204


@contextmanager
def hook_sink() -> Iterator[HookSink]:
    """A receiver of webhooks."""
    sink = HookSink()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sink.posted.append(Posted(dict(self.headers.items()), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(sink.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Not on the terminal."""

    with ThreadingHTTPServer((LOCAL, 0), Receiver) as server, _served(server):
        sink.url = f"http://{LOCAL}:{server.server_address[1]}/hook"
        yield sink


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=lambda: server.serve_forever(0.02))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
