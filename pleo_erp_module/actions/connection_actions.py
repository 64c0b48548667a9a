"""Connecting an ERP company to a Pleo company, and taking them apart (C-3, C-14 to C-17, C-26)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

from pleo_erp_hookspecs import Dimension, Message, Parameter, PleoErpError, Role
from pleo_erp_hookspecs.connection_answers import ConnectAnswer, DisconnectAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.actions.setting_actions import setting_details
from pleo_erp_module.erp import Profile
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.erp_view import ErpView
from pleo_erp_module.kinds.kind import Proposal
from pleo_erp_module.kinds.pleo_side import PleoSide
from pleo_erp_module.kinds.tag_groups import TAG_GROUPS, group_record
from pleo_erp_module.pleo import PleoClient, PleoError, TagGroup, check_key
from pleo_erp_module.reconcile.selection import propose
from pleo_erp_module.secret_text import SecretText
from pleo_erp_module.store import Connection, Store
from pleo_erp_module.sync.company_mark import TAKEN_OVER, CompanyMark, mark_id
from pleo_erp_module.sync.identity import (
    API_KEY,
    PARAMETER,
    binding,
    check_erp,
    check_tables,
    erp_identity,
    kept_parameters,
    key_owner,
)
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.setting_registry import KEY_EXPIRES, Settings, proposal_mark
from pleo_erp_module.sync.situation import connected

T = TypeVar("T")
KEY_END = 4  # characters of the API key that are shown
_TELLING = 3 * KEY_END  # of a shorter key they would be too much of it


@dataclass(slots=True)
class _ErpSide:
    profile: Profile
    company_name: str
    identity: Mapping[str, str]
    language: str | None
    dimensions: Sequence[Dimension] = ()
    proposals: list[Proposal] = field(default_factory=list)
    warnings: list[PleoErpError] = field(default_factory=list)


@action(
    "connect",
    "Connect a company to Pleo, or replace its key",
    Role.ADMINISTRATOR,
    Parameter("key", "secret", "the API key, as Pleo shows it once", required=True),
    Parameter("pleo_company", "text", "the id of the Pleo company, where the key does not tell it or a change is meant"),
    Parameter("moved", "flag", "the database was moved and is not a copy, or another ERP is meant"),
    Parameter("take_over", "flag", "another installation that synchronised this Pleo company is no longer in use"),
)
def connect(
    runtime: Runtime,
    company: str,
    key: SecretText,
    pleo_company: str | None = None,
    moved: bool = False,
    take_over: bool = False,
) -> ConnectAnswer:
    """Check the key, find its Pleo company, and keep both. Writes nothing to Pleo; selection and settings stay as they are,
    but for the day on which the earlier key ends.

    ``pleo_company`` names the Pleo company where the key does not tell, and is the word that a change of Pleo company is meant;
    ``moved`` the word that the database was moved and is not a copy, or that another ERP is meant; ``take_over`` the word that
    another installation, whose mark is in Pleo, is no longer in use (else ``other_installation``). Answers ``{company,
    pleo_company: {id, name}, erp: {profile, title}, language, proposed, also_matching, account_key, settings, warnings}``.
    """
    key = check_key(key)
    pleo_company = _pleo_id(pleo_company) if pleo_company else None
    with runtime.store() as store:
        before = store.connections.get(company)
        fingerprint = store.fingerprint()
        if before is not None and before.fingerprint != fingerprint and not moved:
            raise error("database_moved", company=company)
        erp = _read_erp(runtime, store, before, company, moved)
        with runtime.lease(company, "connect"), runtime.client(key, runtime.free_control()) as client:
            found = _pleo_company(client, store, before, company, pleo_company)
            name = _name(client, found)
            side = PleoSide(client, found)
            groups = _readable(lambda: client.tag_groups(found), erp.warnings) or ()
            taken_over = _taken_over(client, store, before, company, groups, take_over=take_over)
            for proposal in erp.proposals:
                proposed_settings = _readable(partial(proposal, side), erp.warnings)
                if proposed_settings and _propose(store, company, proposed_settings.settings, before, found):
                    erp.warnings += proposed_settings.warnings
            if runtime.vault.create_if_missing() and store.secrets.all():
                # The way back after a lost key file; but whoever still has that file should hear of it.
                erp.warnings.append(error("vault_key_missing", path=runtime.host.key_file))
            sealed = runtime.vault.seal(key.reveal(), binding(store, company, fingerprint))
            same = before if before is not None and before.pleo_company == found else None
            connection = Connection(
                company,
                found,
                name,
                fingerprint,
                runtime.now(),
                runtime.host.user.name,
                same.confirmed_at if same else None,
                same.confirmed_by if same else None,
                same.paused_at if same else None,
                same.paused_by if same else None,
                erp.company_name or None,
                key.reveal()[-KEY_END:] if len(key) >= _TELLING else None,
                same.confirmed_number if same else 0,
            )
            _save(store, before, connection, sealed, {**erp.identity, TAKEN_OVER: taken_over or None})
        proposed, also = propose(erp.dimensions, map(group_record, groups))
        details = setting_details(Settings.of(store.settings.get(company)).shown(), runtime.renderer.language)
        settings = [setting for setting in details if setting["proposable"]]
        answer: Any = {
            "company": company,
            "pleo_company": {"id": found, "name": name},
            "erp": {"profile": erp.profile.name, "title": erp.profile.title},
            "language": erp.language,
            "proposed": proposed,
            "also_matching": also,
            "account_key": next(setting["value"] for setting in settings if setting["name"] == "account_key"),
            "settings": settings,
            "warnings": [warning.as_dict() for warning in erp.warnings],
        }
        return cast(ConnectAnswer, answer)


def _taken_over(
    client: PleoClient, store: Store, before: Connection | None, company: str, groups: Sequence[TagGroup], *, take_over: bool
) -> str:
    """The marks in Pleo that do not count. Raises ``other_installation`` for one that does."""
    installation, fingerprint = store.installation_id(), store.fingerprint()
    known = set(store.settings.get(company).get(TAKEN_OVER, "").split(","))
    if before is not None and before.fingerprint != fingerprint:  # moved: that was this installation itself
        known.add(mark_id(installation, before.fingerprint))
    mark = CompanyMark(mark_id(installation, fingerprint), "", frozenset(known))
    found = mark.installation(client)
    places = [*(group.metadata for group in groups), found.metadata if found else None]
    if take_over:
        known.update(mark.others(places))
    else:
        mark.check(places, company)
    return ",".join(sorted(known - {""}))


def _pleo_id(text: str) -> str:
    """The id of a Pleo company. What is none is not repeated: it may be a key that went astray (C-18)."""
    try:
        return str(UUID(text.strip()))
    except ValueError:
        raise error("usage", detail=Message("pleo_company_uuid")) from None


def _read_erp(runtime: Runtime, store: Store, before: Connection | None, company: str, moved: bool) -> _ErpSide:
    """The ERP's side of the proposal; raises ``unknown_company``, ``profile_changed``, ``read_database_changed`` and
    ``tables_of_other_erp``.

    What cannot be read now will be told by plan and run.
    """
    with runtime.source() as source:
        named = source.company(company)
        context = source.context(named.id, runtime.now())
        if before is not None and not moved:
            check_erp(store.settings.get(company), source, company)
        if not moved:
            check_tables(store, source, company)
        kept = kept_parameters(store.settings.get(company), source.profile.name)
        proposed = {PARAMETER + name: context.parameters[name] for name in source.proposed_parameters} if kept is None else {}
        identity = {**erp_identity(source, company), **proposed}
        side = _ErpSide(source.profile, named.name, identity, source.language(named))
        view = ErpView(source, context, Settings.of({}).values, None, None, lambda step: None)
        with source.snapshot():
            dimensions = TAG_GROUPS.dimensions(view)
            proposals = [kind.propose(view) for kind in registry.kinds()]
        if not isinstance(dimensions, PleoErpError):
            side.dimensions = dimensions
        side.warnings += [found for found in (dimensions, *proposals) if isinstance(found, PleoErpError)]
        side.proposals += [found for found in proposals if found is not None and not isinstance(found, PleoErpError)]
    return side


def _pleo_company(client: PleoClient, store: Store, before: Connection | None, company: str, named: str | None) -> str:
    owner = key_owner(client)
    found = owner.company
    if found is None:
        known = {one.id: one.name for one in owner.known}
        if named is None:
            raise error("pleo_company_unclear", known=[f"{name} ({id_})" for id_, name in known.items()])
        if known and named not in known:
            raise error("wrong_pleo_company", found=list(known), named=named)
        found = named
    elif named is not None and named != found:
        raise error("wrong_pleo_company", found=found, named=named)
    if before is not None and before.pleo_company != found and named != found:
        raise error("pleo_company_differs", company=company, connected=before.pleo_company, found=found)
    other = store.connections.by_pleo_company(found)
    if other is not None and other.company != company:
        raise error("pleo_company_taken", pleo_company=found, company=other.company)
    return found


def _name(client: PleoClient, pleo_company: str) -> str | None:
    """The company's name; a missing right only blanks it."""
    try:
        return client.company(pleo_company).name
    except PleoError as fault:
        if fault.status not in {403, 404}:
            raise
        return None


def _readable(read: Callable[[], T], warnings: list[PleoErpError]) -> T | None:
    """What the key may read; a missing right is a warning here and fails its units later (C-19)."""
    try:
        return read()
    except PleoError as fault:
        if fault.status != 403:
            raise
        warnings.append(fault)
        return None


def _propose(store: Store, company: str, settings: Mapping[str, str], before: Connection | None, pleo_company: str) -> bool:
    """Keep what no person has set; whether there was any. An earlier proposal counts as long as the Pleo company is the same."""
    stored, other_pleo = store.settings.get(company), before is None or before.pleo_company != pleo_company
    new = {
        name: value for name, value in settings.items() if name not in stored or (other_pleo and proposal_mark(name) in stored)
    }
    if new:
        store.settings.put(company, {**new, **{proposal_mark(name): "yes" for name in new}})
    return bool(new)


def _save(store: Store, before: Connection | None, connection: Connection, sealed: str, erp: Mapping[str, str | None]) -> None:
    """The same Pleo company again only replaces the key; another one voids confirmation, plans, holds and releases."""
    company = connection.company

    def write() -> None:
        if before is None or before.pleo_company != connection.pleo_company:
            store.connections.delete(company)  # also what a run may have left that a disconnect ended
        store.connections.put(connection)
        store.secrets.put(company, API_KEY, sealed)
        store.settings.put(company, {KEY_EXPIRES: None})  # it was the earlier key's
        store.settings.put(company, erp)

    store.atomically(write)


@action("disconnect", "Forget the key; archives nothing, and keeps selection and settings", Role.ADMINISTRATOR)
def disconnect(runtime: Runtime, company: str) -> DisconnectAnswer:
    """Forget key and confirmation; a run under way ends before its next write. Archives nothing; selection and settings stay.

    Answers ``{company, connected}``.
    """
    with runtime.store() as store:
        connected(store, company)
        store.connections.delete(company)
    return {"company": company, "connected": False}
