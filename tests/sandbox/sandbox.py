"""The sandbox as one object."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from contract import find, named

from . import control
from .api import Api
from .failures import Fault, Faults
from .journal import Journal
from .keys import secret_of
from .paging import cursor, identity, place
from .replies import Reply, Request
from .seeds import Seeds
from .state import Row, State
from .switches import Switches
from .web import CLOSE, Logged, WebServer, Wire, as_json


class Sandbox(Seeds):
    """A Pleo on this machine.

    Give it state with the ``add_…`` methods, `start` it (or use it as a context manager), send requests to `base_url`, then look
    at `requests`, `writes` and the tables. `switches` and `faults` may be changed at any time. ``before`` is called with each API
    request before anything is done about it, from the thread of its connection.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        port: int = 0,
        state_file: Path | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        before: Callable[[Logged], None] = lambda logged: None,
        **switches: Any,
    ) -> None:
        self.switches = Switches()
        self.switches.replace(switches)
        self.faults = Faults(seed)
        self.lock = threading.RLock()
        self.quit = threading.Event()
        self.requests: list[Logged] = []
        self.before = before
        self.state = State(seed=seed, now=lambda: self._stamp(now()))
        self._journal = None if state_file is None else Journal(state_file, self.state)
        self._api = Api(self.state, self.switches, now, monotonic)
        self._port = port
        self._web: WebServer | None = None

    # -- life

    def start(self) -> str:
        """Serves from a thread until `stop`; the base URL. Raises OSError when the port is taken."""
        self._web = WebServer(self._port, self._serve)
        self._port = self._web.port
        return self._web.address

    def stop(self) -> None:
        """Ends every connection and keeps the state. May be repeated, and followed by `start` on the same port."""
        if self._web is not None:
            self._web.stop()
            self._web = None
        with self.lock:
            if self._journal is not None:
                self._journal.fold()

    def close(self) -> None:
        """`stop` for good: the state file is complete and no journal is left beside it."""
        self.stop()
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def base_url(self) -> str:
        """Raises RuntimeError when not started."""
        if self._web is None:
            raise RuntimeError("the sandbox is not started")
        return self._web.address

    # -- looking

    def writes(self) -> list[Logged]:
        """The logged requests that write: all but GET and searches."""
        return [entry for entry in list(self.requests) if entry.writes]

    def calls(self, operation: str) -> list[Logged]:
        """The logged requests of one operation of the contract. Raises KeyError for a name that it does not have."""
        named(operation)
        return [entry for entry in list(self.requests) if entry.operation == operation]

    def reset_log(self) -> None:
        with self.lock:
            self.requests.clear()

    # -- changing

    def fail(self, fault: Fault) -> Fault:
        """Sets an error; its ``seen`` and ``hits`` count on."""
        if fault.operation not in (None, "writes"):
            named(fault.operation or "")
        with self.lock:
            return self.faults.add(fault)

    def dump(self) -> dict[str, list[Row]]:
        """The whole state as JSON-able data."""
        return self.everything()

    def load(self, data: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Replaces the whole state. Raises ValueError, and then changes nothing."""
        with self.lock:
            before, changed = self.state.dump(), self.state.on_change
            self.state.on_change = lambda kind, row: None
            try:
                self.state.load(data)
            except (ValueError, TypeError, KeyError):
                self.state.load(before)
                raise
            finally:
                self.state.on_change = changed
            if self._journal is not None:
                self._journal.fold()

    # -- one request

    def _serve(self, request: Request) -> Wire:
        if request.path.startswith(control.PREFIX + "/"):
            with self.lock:
                return _wire(control.answer(self, request))
        match = find(request.method, request.path)
        operation = match.operation if match else None
        with self.lock:
            entry = self._log(request, operation.name if operation else None)
            delay, fault = self.faults.hit(operation, request)
            entry.fault = fault.kind if fault else None
        self.before(entry)
        self._wait(delay + self.switches.latency_ms / 1000)
        wire = self._answer(request, fault)
        entry.status = wire.status
        return wire

    def _log(self, request: Request, operation: str | None) -> Logged:
        secret = secret_of(request.headers.get("authorization"))
        entry = Logged(
            number=len(self.requests) + 1,
            method=request.method,
            path=request.path,
            query=request.query_lists(),
            body=_body(request.body),
            key=secret[-4:] if secret else None,
            operation=operation,
            writes=request.writes,
        )
        self.requests.append(entry)
        return entry

    def _answer(self, request: Request, fault: Fault | None) -> Wire:
        kind = fault.kind if fault else None
        if fault is None:
            return _wire(self._process(request))
        if kind == "drop":
            return CLOSE
        if kind == "hang":
            self._wait(fault.seconds)
            return CLOSE
        if kind == "answer":
            return Wire(fault.status, fault.headers, fault.payload())
        if kind == "html":
            page = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"
            return Wire(fault.status, {"Content-Type": "text/html; charset=utf-8", **fault.headers}, page)
        if kind == "redirect":
            return Wire(fault.status if 300 <= fault.status < 400 else 302, {"Location": fault.location}, b"")
        if kind == "huge":
            return Wire(200, {}, b'{"data":[], "padding":"' + b"x" * fault.size + b'"}')
        reply = self._process(request)
        body = as_json(reply.body)
        if kind == "lose":
            return CLOSE
        if kind == "lose-slowly":
            self._wait(fault.seconds)
            return CLOSE
        if kind == "truncated":
            return Wire(reply.status, reply.headers, body[: len(body) // 2], promised=len(body), close=True)
        if kind == "broken-json":
            return Wire(reply.status, reply.headers, body[: len(body) // 2])
        if kind == "trickle":
            return Wire(reply.status, reply.headers, body, pause=fault.seconds)
        return _wire(self._endless(request, reply, fresh=kind == "endless"))

    def _process(self, request: Request) -> Reply:
        with self.lock:
            return self._api.answer(request)

    def _endless(self, request: Request, reply: Reply, *, fresh: bool) -> Reply:
        """The same page, but its next page is itself: under the same cursor, or under a fresh one each time."""
        match = find(request.method, request.path)
        if match is None or reply.status != 200 or not reply.body["data"]:
            return reply
        query = request.query_lists()
        about = identity(match.operation.name, request.path, query, _body(request.body))
        sequence, salt = place(query["after"][0], about, bound=False) if "after" in query else (0, 0)
        again = cursor(sequence, about, salt + 1 if fresh else salt)
        pagination = reply.body["pagination"] | {"hasNextPage": True, "endCursor": again}
        return Reply(reply.status, reply.body | {"pagination": pagination}, reply.headers)

    def _wait(self, seconds: float) -> None:
        """Returns early when the sandbox stops."""
        if seconds > 0 and self._web is not None:
            self._web.stopped.wait(seconds)

    def _stamp(self, now: datetime) -> str:
        text = now.strftime("%Y-%m-%dT%H:%M:%S")
        digits = self.switches.fraction_digits
        fraction = f"{now.microsecond:06}000"[:digits]
        return f"{text}.{fraction}Z" if digits else f"{text}Z"


def _wire(reply: Reply) -> Wire:
    return Wire(reply.status, reply.headers, as_json(reply.body))


def _body(body: bytes) -> Any:
    """As JSON where it is JSON, else as text; None when there is none."""
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
