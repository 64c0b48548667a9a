"""From a user of the identity provider to an account of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from pleo_erp_hookspecs import PleoErpError, Role
from pleo_erp_module.errors import error
from pleo_erp_module.hosts.standalone.config import OidcAccess
from pleo_erp_module.hosts.standalone.host_tables import WebUser
from pleo_erp_module.hosts.standalone.web.site import site

if TYPE_CHECKING:
    from pleo_erp_module.hosts.standalone.web.identity_provider import IdentityProvider, ProviderUser

PROVIDER = "pleo_erp_provider"  # of the provider among the app's extensions
_BY = "identity provider"


def provider_of(access: OidcAccess | None) -> IdentityProvider | None:
    """The provider that is configured. Its libraries are loaded only then."""
    if access is None:
        return None
    from pleo_erp_module.hosts.standalone.web.identity_provider import IdentityProvider

    return IdentityProvider(access)


def provider() -> IdentityProvider | None:
    """The provider of the app that answers this request."""
    found: IdentityProvider | None = current_app.extensions[PROVIDER]
    return found


def account_of(user: ProviderUser, access: OidcAccess) -> WebUser:
    """The account, made or changed as the provider's groups say. What goes wrong is recorded; without a role all sessions end.

    Raises ``oidc_no_role``, ``oidc_user_unknown``, ``oidc_user_inactive``, ``oidc_login_taken`` or ``last_administrator``.
    """
    tables = site.tables
    try:
        if user.role is None:
            known = tables.users.of_subject(user.subject)
            if known is not None:
                tables.sessions.end_all(known.login)
            raise error("oidc_no_role", login=user.login)
        role = user.role
        return tables.atomically(lambda: _settle(user, role, access))
    except PleoErpError as reason:
        site.record("login failed", user=user.login, detail=f"{_BY}: {reason.code}")
        raise


def _settle(user: ProviderUser, role: Role, access: OidcAccess) -> WebUser:
    users = site.tables.users
    account = users.of_subject(user.subject) or _linked(user, role, access)
    if not account.active:
        raise error("oidc_user_inactive", login=account.login)
    if account.role is not role:
        users.change(account.login, role=role)
        site.record("role changed", user=_BY, detail=f"{account.login} {role}")
    return users.get(account.login) or account


def _linked(user: ProviderUser, role: Role, access: OidcAccess) -> WebUser:
    """The account of this login name becomes the provider's user's; one with a password never: that would be a way into it."""
    users = site.tables.users
    account = users.get(user.login)
    if account is None:
        if not access.create_users:
            raise error("oidc_user_unknown", login=user.login)
        users.add(user.login, user.name, role, _BY)
        site.record("person added", user=_BY, detail=f"{user.login} {role}")
    elif account.password_hash is not None or account.subject is not None:
        raise error("oidc_login_taken", login=user.login)
    users.set_subject(user.login, user.subject)
    account = users.get(user.login)
    assert account is not None
    return account
