"""One attempt: a request goes out, an answer or a failure comes back. Nothing is repeated here and nothing raised.

Failures are values and not exceptions, so that no chain of exceptions can carry the request, and with it the key, to a log.
"""

from __future__ import annotations

import http.client
import os
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3
from requests.auth import HTTPBasicAuth
from requests.cookies import RequestsCookieJar
from urllib3.exceptions import DecodeError, ReadTimeoutError

from pleo_erp_hookspecs import Message, PleoAccess
from pleo_erp_module import __version__
from pleo_erp_module.loopback import is_loopback
from pleo_erp_module.path_check import holds_or_hidden
from pleo_erp_module.pleo.base_url import check_base_url, check_key, check_proxy
from pleo_erp_module.pleo.limits import Limits
from pleo_erp_module.pleo.pleo_errors import Failure
from pleo_erp_module.pleo.transport_diagnosis import TransportFailure, diagnose
from pleo_erp_module.pleo.wire import ATTEMPT, Attempt, TrackingAdapter
from pleo_erp_module.secret_text import SecretText

_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what came with it; the body of an answer that is not a success may be cut off."""

    status: int
    body: bytes = field(repr=False)
    content_type: str = ""
    retry_after: str | None = None
    date: str | None = None


class _Session(requests.Session):
    """Safe to share between threads: it keeps no cookies and follows nothing, so a request changes nothing in it."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False  # the proxy and the authority are those of the configuration, and the key never comes from .netrc
        self.cookies = RequestsCookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Never any: requests would read a redirect's whole body only to prepare for it."""
        return None


class Transport:
    """The way to Pleo for one key. May be used by several threads at once."""

    def __init__(self, access: PleoAccess, key: SecretText, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises ``key_malformed``, ``not_https``, ``base_url_invalid`` and ``proxy_invalid``."""
        parts = check_base_url(access.base_url)
        proxy = check_proxy(access.proxy)
        self.base_url = parts.geturl().rstrip("/")
        host = parts.hostname or ""
        self._place = f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
        self._proxies = {} if proxy is None or is_loopback(host) else {"https": proxy}
        self._authority = access.ca_bundle
        self._auth = HTTPBasicAuth(check_key(key).reveal(), "")
        self._limits = limits
        self._clock = clock
        self._session = _Session()
        adapter = TrackingAdapter(clock=clock, idle_seconds=limits.idle_seconds, connections=limits.threads)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def send(self, method: str, path: str, params: Mapping[str, str], body: object | None) -> Answer | TransportFailure:
        """One attempt. ``params`` go into the query, ``body`` as JSON."""
        if self._authority is not None and not os.access(self._authority, os.R_OK):
            code = "file_not_opened" if holds_or_hidden(self._authority.exists) else "file_not_there"
            return TransportFailure(Failure.TLS, Message(code, {"path": str(self._authority)}))
        request = requests.Request(
            method,
            self.base_url + path,
            params=dict(params),
            json=body,
            auth=self._auth,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": f"pleo-erp-module/{__version__}",
            },
        ).prepare()
        attempt = Attempt()
        token = ATTEMPT.set(attempt)
        try:
            deadline = self._clock() + self._limits.answer_seconds
            with closing(
                self._session.send(
                    request,
                    stream=True,
                    timeout=(self._limits.connect_seconds, self._limits.read_seconds),
                    verify=True if self._authority is None else str(self._authority),
                    proxies=self._proxies,
                    allow_redirects=False,
                )
            ) as response:
                return self._receive(response, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as failed:
            return diagnose(failed, attempt, self._place, proxied=bool(self._proxies))
        finally:
            ATTEMPT.reset(token)

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def _receive(self, response: requests.Response, deadline: float) -> Answer | TransportFailure:
        success = response.status_code // 100 == 2
        limit = self._limits.answer_bytes if success else self._limits.error_bytes
        body, failure = self._read(response, limit, deadline)
        if success and failure is not None:
            return failure
        # Of an answer that is not a success, the status says enough; what its body lacks does not matter.
        return Answer(
            response.status_code,
            body,
            response.headers.get("Content-Type", ""),
            response.headers.get("Retry-After"),
            response.headers.get("Date"),
        )

    def _read(self, response: requests.Response, limit: int, deadline: float) -> tuple[bytes, TransportFailure | None]:
        received = bytearray()
        raw: urllib3.HTTPResponse = response.raw
        try:
            # read1 returns with what one packet brought, so that the deadline is looked at even if they trickle.
            while piece := raw.read1(_PIECE, decode_content=True):
                received += piece
                if len(received) > limit:
                    return bytes(received[:limit]), TransportFailure(Failure.TOO_LARGE, limit=limit)
                if self._clock() > deadline:
                    return bytes(received), TransportFailure(Failure.TIMEOUT)
        except DecodeError:
            return bytes(received), TransportFailure(Failure.NOT_JSON, status=response.status_code)
        except ReadTimeoutError:
            return bytes(received), TransportFailure(Failure.TIMEOUT)
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError):
            return bytes(received), TransportFailure(Failure.BROKEN, Message("connection_cut"))
        return bytes(received), None
