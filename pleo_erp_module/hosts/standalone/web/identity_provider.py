"""Log-in through the company's own identity provider: OpenID Connect, authorization code with PKCE, state and nonce.

Authlib speaks the protocol. Here stands what it leaves open: whose answers are taken, and what is said when something fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client.errors import MismatchingStateError, OAuthError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from flask import session
from joserfc.errors import JoseError
from requests.utils import get_environ_proxies
from werkzeug.wrappers import Response

from pleo_erp_hookspecs import Message, Role
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.config import OidcAccess
from pleo_erp_module.hosts.standalone.host_tables.tokens import fingerprint
from pleo_erp_module.hosts.standalone.host_tables.users import LONGEST_LOGIN, fold_login
from pleo_erp_module.loopback import is_loopback

_NAME = "provider"
_SECONDS = (5.0, 10.0)  # to connect, to answer
_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")
_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


@dataclass(frozen=True, slots=True)
class ProviderUser:
    """What the provider says of who has logged in. ``role`` is None if no group gives one."""

    subject: str  # hashed, with the provider's address
    login: str
    name: str
    role: Role | None


class IdentityProvider:
    """One provider. What it publishes about itself is read at the first log-in and kept."""

    def __init__(self, access: OidcAccess) -> None:
        self.access = access
        self._known: Any = None

    def start(self, redirect_uri: str) -> Response:
        """Send the browser to the provider. Raises ``oidc_unreachable`` or ``oidc_answer_invalid``."""
        for key in [key for key in session if key.startswith("_state_")]:  # earlier attempts, or the cookie would grow
            session.pop(key)
        with self._errors():
            answer: Response = self._client().authorize_redirect(redirect_uri)
        return answer

    def finish(self) -> ProviderUser:
        """Who comes back. Raises ``oidc_state``, ``oidc_refused``, ``oidc_token_invalid`` and what `start` raises."""
        access = self.access
        expected = {
            "iss": {"essential": True, "values": [access.issuer]},
            "aud": {"essential": True, "values": [access.client_id]},
        }
        with self._errors():
            client = self._client()
            token = client.authorize_access_token(claims_options=expected, leeway=access.clock_skew_seconds)
            claims = token.get("userinfo")
            if claims is None:
                raise error("oidc_answer_invalid", issuer=access.issuer, detail=Message("claim_missing", {"name": "id_token"}))
            if _find(claims, access.role_claim) is None and "userinfo_endpoint" in client.server_metadata:
                more = client.userinfo(token=token)
                if more.get("sub") != claims["sub"]:
                    raise error("oidc_answer_invalid", issuer=access.issuer, detail=Message("other_subject"))
                claims = {**more, **claims}
        return self._user(claims)

    def _user(self, claims: Mapping[str, Any]) -> ProviderUser:
        access, subject = self.access, claims["sub"]
        login = fold_login(str(_find(claims, access.login_claim) or ""))
        if not subject or not isinstance(subject, str) or not login or len(login) > LONGEST_LOGIN or not login.isprintable():
            raise error(
                "oidc_answer_invalid", issuer=access.issuer, detail=Message("claim_or_missing", {"name": access.login_claim})
            )
        name = " ".join(str(claims.get("name") or login).split())[:LONGEST_LOGIN]
        found = _find(claims, access.role_claim)
        groups = set(map(str, found)) if isinstance(found, list) else {str(found)}
        mapped = ((Role.ADMINISTRATOR, access.administrators), (Role.BOOKKEEPER, access.bookkeepers))
        role = next((role for role, names in mapped if groups & set(names)), None)
        return ProviderUser(fingerprint(f"{access.issuer}\n{subject}"), login, name, role)

    def _client(self) -> Any:
        """The client, with no more of the provider's metadata than is checked here."""
        if self._known is None:
            access = self.access
            client = FlaskOAuth2App(
                FlaskIntegration(_NAME),
                name=_NAME,
                client_id=access.client_id,
                client_secret=access.client_secret,
                server_metadata_url=access.issuer.rstrip("/") + "/.well-known/openid-configuration",
                client_kwargs={
                    "scope": " ".join(access.scopes),
                    "code_challenge_method": "S256",
                    "token_endpoint_auth_method": "client_secret_basic" if access.client_secret else "none",
                },
            )
            client.client_cls = self._http
            client.server_metadata = self._checked(client.load_server_metadata())
            self._known = client
        return self._known

    def _http(self, **options: Any) -> Any:
        """A session that follows no redirect and takes nothing from the environment but the proxy."""
        access, http = self.access, OAuth2Session(default_timeout=_SECONDS, **options)
        http.trust_env = False  # else a .netrc would add a password, and REQUESTS_CA_BUNDLE come before ca_bundle
        http.verify = str(access.ca_bundle) if access.ca_bundle else True
        proxies = {"http": access.proxy, "https": access.proxy} if access.proxy else get_environ_proxies(access.issuer)
        http.proxies.update(proxies)
        http.hooks["response"].append(_refuse_redirect)
        return http

    def _checked(self, metadata: Mapping[str, Any]) -> dict[str, Any]:
        issuer = self.access.issuer
        if metadata.get("issuer") != issuer:
            raise error("oidc_answer_invalid", issuer=issuer, detail=Message("other_issuer"))
        addresses = {name: metadata[name] for name in _ADDRESSES if name in metadata}
        for name in _ADDRESSES[:3]:
            if name not in addresses:
                raise error("oidc_answer_invalid", issuer=issuer, detail=Message("claim_missing", {"name": name}))
        for name, address in addresses.items():
            parts = urlsplit(str(address))
            if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
                raise error("oidc_answer_invalid", issuer=issuer, detail=Message("endpoint_not_https", {"name": name}))
        algorithms = set(metadata.get("id_token_signing_alg_values_supported") or ["RS256"]) & _ALGORITHMS
        return {
            **addresses,
            "issuer": issuer,
            "id_token_signing_alg_values_supported": sorted(algorithms),
            "_loaded_at": metadata["_loaded_at"],
        }

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Our own errors for those of the libraries, whose texts may repeat what was sent."""
        issuer = self.access.issuer
        try:
            yield
        except MismatchingStateError:
            raise error("oidc_state") from None
        except OAuthError as reason:
            code = reason.error if re.fullmatch(r"[a-z_]{1,40}", str(reason.error)) else "unknown"
            raise error("oidc_refused", detail=code) from None
        except requests.HTTPError as reason:
            raise error(
                "oidc_unreachable", issuer=issuer, detail=Message("http_status", {"status": reason.response.status_code})
            ) from None
        except requests.JSONDecodeError:
            raise error("oidc_answer_invalid", issuer=issuer, detail=Message("not_json_document")) from None
        except OSError as reason:  # also of requests, and for a ca_bundle that cannot be read
            raise error("oidc_unreachable", issuer=issuer, detail=type(reason).__name__) from None
        except JoseError as reason:
            raise error("oidc_token_invalid", detail=f"{reason.error} ({reason.description})") from None
        except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as reason:
            raise error("oidc_answer_invalid", issuer=issuer, detail=type(reason).__name__) from None


def _refuse_redirect(answer: requests.Response, **_: object) -> None:
    if answer.is_redirect:
        raise requests.TooManyRedirects


def _find(claims: Mapping[str, Any], path: str) -> Any:
    """A claim by its name, or by a path such as ``realm_access.roles``."""
    if path in claims:
        return claims[path]
    first, _, rest = path.partition(".")
    inner = claims.get(first)
    return _find(inner, rest) if rest and isinstance(inner, dict) else None
