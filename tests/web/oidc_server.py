"""An identity provider on this machine: OpenID Connect as strict as the real ones, and wrong where a test wants it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "pleo-pages", "CANARY-client-secret"


@dataclass(slots=True)
class OidcServer:
    """Who logs in is `claims`. The rest makes it answer wrongly: ``forged`` replaces claims of the token, None leaves one out."""

    issuer: str
    redirect_uri: str
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "u-1", "preferred_username": "Carla", "name": "Carla C."})
    forged: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)  # of the discovery document
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)  # by path, instead of the right ones
    userinfo: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    keys: list[RSAKey] = field(default_factory=list)  # published; empty: `key`
    token: str | None = None  # instead of a signed one; "" for none at all
    requests: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def metadata(self) -> dict[str, Any]:
        """The discovery document."""
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        addresses = {name: self.issuer + path for name, path in paths.items()}
        if self.userinfo:
            addresses["userinfo_endpoint"] = self.issuer + "/userinfo"
        algorithms = ["RS256", "HS256", "none"]
        return {"issuer": self.issuer, **addresses, "id_token_signing_alg_values_supported": algorithms, **self.published}

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes after the user has logged in there."""
        assert (query["client_id"], query["redirect_uri"], query["response_type"]) == (CLIENT, self.redirect_uri, "code")
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        assert len(query["state"]) >= 20
        assert len(query["nonce"]) >= 20
        code = secrets.token_urlsafe()
        self._codes[code] = query
        return self.redirect_uri + "?" + urlencode({"code": code, "state": query["state"]})

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """A code for a token, once, for this client with the verifier of its challenge."""
        if authorization != "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode():
            return 401, {"error": "invalid_client"}
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        )
        if asked is None or asked["code_challenge"] != challenge or form.get("redirect_uri") != self.redirect_uri:
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "CANARY-access-token", "token_type": "Bearer", "expires_in": 300}
        token = self._token(asked["nonce"]) if self.token is None else self.token
        return 200, {**answer, "id_token": token} if token else answer

    def _token(self, nonce: str) -> str:
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims, **self.forged}
        claims = {name: value for name, value in told.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def answer(self, method: str, path: str, body: str, authorization: str) -> tuple[int, str]:
        """Status and content; of a redirect the address."""
        parts = urlsplit(path)
        self.requests.append(parts.path)
        if parts.path in self.answers:
            return self.answers[parts.path]
        if parts.path == "/.well-known/openid-configuration":
            return 200, json.dumps(self.metadata())
        if parts.path == "/keys":
            return 200, json.dumps(KeySet(list(self.keys or [self.key])).as_dict(private=False))
        if parts.path == "/authorize":
            return 302, self.authorize(dict(parse_qsl(parts.query)))
        if parts.path == "/userinfo" and authorization == "Bearer CANARY-access-token":
            return 200, json.dumps(self.userinfo)
        if parts.path == "/token" and method == "POST":
            status, content = self.exchange(dict(parse_qsl(body)), authorization)
            return status, json.dumps(content)
        return 404, "{}"


@contextmanager
def oidc_server(redirect_uri: str, context: ssl.SSLContext | None = None) -> Iterator[OidcServer]:
    """A running one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, content = provider.answer(self.command, self.path, body, self.headers.get("Authorization", ""))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", content)
                content = ""
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content.encode())))
            self.end_headers()
            self.wfile.write(content.encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        provider = OidcServer(f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}", redirect_uri)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
