"""Who is who: the database is the one of the connection, the key is the one of its Pleo company. Checked before every write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pleo_erp_hookspecs import Message
from pleo_erp_module.erp import Source
from pleo_erp_module.errors import error
from pleo_erp_module.pleo import PleoClient, PleoCompany, PleoError
from pleo_erp_module.secret_text import SecretText
from pleo_erp_module.store import Connection, Store
from pleo_erp_module.vault import Binding, Vault

_T = TypeVar("_T")
API_KEY = "API key"  # what the secret is for: part of what binds it
#: Stored beside the settings when a connection is made: how and where the ERP was read.
READ_PROFILE, READ_DATABASE = "read_profile", "read_database"
_NAME = " / "  # between the name of a database and that of a company
PARAMETER = "parameter."  # before the name of a profile's parameter, whose value stays what it was when the connection was made


@dataclass(frozen=True, slots=True)
class KeyOwner:
    """The Pleo company of a key, as far as Pleo tells. ``known`` are the companies that the key can see."""

    company: str | None
    known: tuple[PleoCompany, ...] = ()


def key_owner(client: PleoClient) -> KeyOwner:
    """From introspection, else the installation, else the only company there is (C-14, C-15). Refuses an organisation (C-16)."""
    who = client.introspect()
    if who.is_organisation:
        raise error("organisation_key")
    if who.company_id:
        return KeyOwner(who.company_id)
    installation = _allowed(client.installation)
    if installation is not None:
        if installation.is_organisation:
            raise error("organisation_key")
        if installation.company_id:
            return KeyOwner(installation.company_id)
    known = tuple(_allowed(client.companies) or ())
    return KeyOwner(known[0].id if len(known) == 1 else None, known)


def _allowed(ask: Callable[[], _T]) -> _T | None:
    """The answer, or None where the key may not ask this (a missing right here only leaves us knowing less)."""
    try:
        return ask()
    except PleoError as fault:
        if fault.status != 403:
            raise
        return None


def binding(store: Store, company: str, fingerprint: str) -> Binding:
    """What a company's key is bound to."""
    return Binding(store.installation_id(), fingerprint, company, API_KEY)


def check_database(store: Store, connection: Connection) -> None:
    """Raises ``database_moved`` in a copied, restored or moved database."""
    if store.fingerprint() != connection.fingerprint:
        raise error("database_moved", company=connection.company)


def erp_identity(source: Source, company: str) -> dict[str, str]:
    """Which ERP is read, as it is kept beside the settings when a connection is made.

    Where the ERP is read from another database than that of the module's tables, this is its only identity: the name of that
    database, without its server, so that one replica may stand in for another, and the company's name.
    """
    known = {READ_PROFILE: source.profile.name, READ_DATABASE: ""}
    if source.apart:
        database = source.database.fingerprint().partition("://")[2].partition("/")[2]
        known[READ_DATABASE] = f"{database}{_NAME}{source.company(company).name}"
    return known


def kept_parameters(stored: Mapping[str, str], profile: str) -> dict[str, str] | None:
    """The profile's parameters that a company was connected with; None if it never was connected with this profile."""
    if not stored or stored.get(READ_PROFILE, profile) != profile:
        return None
    return {name.removeprefix(PARAMETER): value for name, value in stored.items() if name.startswith(PARAMETER)}


def check_erp(stored: Mapping[str, str], source: Source, company: str) -> None:
    """Raises ``profile_changed`` or ``read_database_changed`` if the ERP is not the one that the stored settings name."""
    found = erp_identity(source, company)
    for name, code in ((READ_PROFILE, "profile_changed"), (READ_DATABASE, "read_database_changed")):
        before = stored.get(name)
        if before is not None and before != found[name]:
            here = Message("own_database")
            raise error(code, company=company, connected=before or here, found=found[name] or here)


def check_tables(store: Store, source: Source, company: str) -> None:
    """Raises ``tables_of_other_erp`` if a company of another ERP is connected in the module's tables."""
    found = erp_identity(source, company)
    place = found[READ_DATABASE].partition(_NAME)[0]
    for other, stored in store.settings.of_connected(READ_PROFILE, READ_DATABASE).items():
        profile = stored.get(READ_PROFILE, source.profile.name)
        database = stored.get(READ_DATABASE, place).partition(_NAME)[0]
        if other != company and (profile, database) != (source.profile.name, place):
            here = Message("own_database")
            raise error("tables_of_other_erp", company=other, profile=profile, database=database or here)


def stored_key(store: Store, vault: Vault, connection: Connection) -> SecretText:
    """The API key of the connection."""
    return stored_secret(store, vault, connection)[1]


def stored_secret(store: Store, vault: Vault, connection: Connection) -> tuple[str, SecretText]:
    """The id of this installation, and the API key of the connection, which is bound to it."""
    found = store.secrets.with_installation(connection.company, API_KEY)
    if found is None:
        raise error("not_connected", company=connection.company)
    installation, sealed = found
    key = vault.open(sealed, Binding(installation, connection.fingerprint, connection.company, API_KEY))
    return installation, SecretText(key)


def check_company(client: PleoClient, connection: Connection) -> None:
    """Raises ``key_of_other_company`` if the key is another company's now.

    Where Pleo does not tell whose key it is, the administrator's choice at connecting stands as long as the key can see it.
    """
    owner = key_owner(client)
    if owner.company is None and (not owner.known or connection.pleo_company in {company.id for company in owner.known}):
        return
    if owner.company != connection.pleo_company:
        found = owner.company or [company.id for company in owner.known]
        raise error("key_of_other_company", found=found, company=connection.company, connected=connection.pleo_company)
