"""From an exception of the libraries below to one of our troubles, in our own words.

Their texts are never passed on: they may hold the proxy's password. Only names of hosts, the operating system's words and
what OpenSSL says of a certificate are.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError, ReadTimeoutError

from pleo_erp_hookspecs import Message
from pleo_erp_module.pleo.pleo_errors import Failure
from pleo_erp_module.pleo.wire import Attempt

_TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
_TUNNEL_MAY_COME_BACK = frozenset({"500", "502", "503", "504"})


@dataclass(frozen=True, slots=True)
class TransportFailure:
    """An attempt without a usable answer; ``detail`` is free of secrets."""

    trouble: Failure
    detail: Message | str = ""
    status: int | None = None
    limit: int | None = None


def diagnose(failed: BaseException, attempt: Attempt, place: str, *, proxied: bool) -> TransportFailure:
    """What ``failed`` means for a request to ``place`` ("host:port")."""
    causes = list(_causes(failed))
    if attempt.sent if attempt.tracked else not _came_before_sending(causes):
        if any(isinstance(cause, ReadTimeoutError | requests.ReadTimeout | TimeoutError) for cause in causes):
            return TransportFailure(Failure.TIMEOUT)
        return TransportFailure(Failure.BROKEN, Message("connection_broken", {"place": place}))
    tunnel = next((match[1] for cause in causes if (match := _TUNNEL.search(str(cause)))), None)
    if tunnel is not None:
        trouble = Failure.PROXY if tunnel in _TUNNEL_MAY_COME_BACK else Failure.PROXY_REFUSED
        proxy = Message("proxy_credentials") if tunnel == "407" else Message("proxy_status", {"status": tunnel})
        return TransportFailure(trouble, proxy)
    if any(isinstance(cause, ssl.SSLError | requests.exceptions.SSLError) for cause in causes):
        return _tls(causes, place)
    if proxied:
        return TransportFailure(Failure.PROXY, Message("proxy_no_connection", {"why": _why(causes)}))
    return TransportFailure(Failure.UNREACHABLE, Message("no_connection", {"place": place, "why": _why(causes)}))


def _came_before_sending(causes: list[BaseException]) -> bool:
    before = (
        NewConnectionError,
        ConnectTimeoutError,
        requests.ConnectTimeout,
        requests.exceptions.ProxyError,
        requests.exceptions.SSLError,
        requests.exceptions.InvalidURL,
        requests.exceptions.InvalidSchema,
    )
    return any(isinstance(cause, before) for cause in causes)


def _tls(causes: list[BaseException], place: str) -> TransportFailure:
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return TransportFailure(Failure.TLS, cause.verify_message or Message("certificate_not_valid"))
    if any(isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError) for cause in causes):
        return TransportFailure(Failure.UNREACHABLE, Message("tls_closed", {"place": place}))
    reasons = [cause.reason for cause in causes if isinstance(cause, ssl.SSLError) and cause.reason]
    return TransportFailure(Failure.TLS, reasons[0].replace("_", " ").lower() if reasons else Message("tls_not_agreed"))


def _why(causes: list[BaseException]) -> Message | str:
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return Message("name_unknown")
    said = [cause.strerror for cause in causes if isinstance(cause, OSError) and cause.errno and cause.strerror]
    if said:
        return said[0]
    timeouts = (ConnectTimeoutError, ReadTimeoutError, TimeoutError, requests.Timeout)
    plain = (NewConnectionError,)  # for urllib3 a kind of time-out, though it is none
    if any(isinstance(cause, timeouts) and not isinstance(cause, plain) for cause in causes):
        return Message("no_answer")
    return Message("connection_lost")


def _causes(failed: BaseException) -> Iterator[BaseException]:
    waiting, seen = [failed], set[int]()
    while waiting:
        cause = waiting.pop(0)
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        yield cause
        linked = (*cause.args, getattr(cause, "reason", None), cause.__cause__, cause.__context__)
        waiting += [link for link in linked if isinstance(link, BaseException)]
