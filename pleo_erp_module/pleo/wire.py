"""Connections that know whether a request has left this machine.

A create may be repeated only if Pleo certainly never saw it (C-30), and the exceptions of the libraries below do not tell: a
time-out during the TLS handshake looks like one after the request. So the connections themselves keep the record.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class Attempt:
    """One attempt: ``tracked`` once a connection of ours works for it, ``sent`` once the first byte may have left."""

    __slots__ = ("sent", "tracked")

    def __init__(self) -> None:
        self.tracked = False
        self.sent = False


ATTEMPT: ContextVar[Attempt] = ContextVar("pleo_attempt")  # set by whoever sends


@dataclass(frozen=True, slots=True)
class _Idle:
    """For how many seconds of ``clock`` a connection may be unused and still be used again."""

    clock: Callable[[], float]
    seconds: float


class _TrackedHTTP(HTTPConnection):
    """Marks the attempt, and counts as closed after a while without use.

    A server may close an idle connection at the very moment at which the next request is sent on it; a create would then be
    lost, truly or not. urllib3 sees a closing that has arrived; not reusing connections that have been idle for long leaves
    only the race within one round trip, and that one is settled by reading again.
    """

    idle: ClassVar[_Idle]
    _connecting = False
    _used = float("-inf")

    def connect(self) -> None:
        ATTEMPT.get().tracked = True
        self._connecting = True
        try:
            super().connect()
        finally:
            self._connecting = False

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        # What is sent while connecting goes to the proxy (CONNECT), not to Pleo.
        if not self._connecting:
            attempt = ATTEMPT.get()
            attempt.tracked = attempt.sent = True
        super().send(data)
        self._used = self.idle.clock()

    def getresponse(self) -> Any:
        response = super().getresponse()
        self._used = self.idle.clock()
        return response

    @property
    def is_connected(self) -> bool:
        return self.idle.clock() - self._used <= self.idle.seconds and super().is_connected


class _TrackedHTTPS(_TrackedHTTP, HTTPSConnection):
    """The same over TLS."""


class TrackingAdapter(HTTPAdapter):
    """Opens tracked connections, directly and through a proxy; never repeats a request by itself."""

    def __init__(self, *, clock: Callable[[], float], idle_seconds: float, connections: int) -> None:
        settings = {"idle": _Idle(clock, idle_seconds)}
        plain = type("HTTPConnection", (_TrackedHTTP,), settings)
        secure = type("HTTPSConnection", (_TrackedHTTPS,), settings)
        self._pools: dict[str, type[HTTPConnectionPool]] = {
            "http": type("HTTPPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("HTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
        super().__init__(pool_connections=1, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, *arguments: Any, **settings: Any) -> None:
        super().init_poolmanager(*arguments, **settings)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **settings: Any) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(proxy, **settings)
        manager.pool_classes_by_scheme = self._pools
        return manager
