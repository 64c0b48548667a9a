"""Examine a database before anything is set up: which ERP it is, and what would be read of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from pleo_erp_hookspecs import Company, Message, Parameter, PleoErpError, ReadContext, Role
from pleo_erp_hookspecs.installation_answers import (
    NearProfileAnswer,
    ProbeAnswer,
    ProbeCompanyAnswer,
    ProbeStatus,
    ProfileAnswer,
)
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.erp import AUTO, Profile, Source, SqlReader, known_profiles, load_profile
from pleo_erp_module.erp.erp_version import newer_erp
from pleo_erp_module.erp.profile_search import no_profile
from pleo_erp_module.erp.recognition import Likeness, ambiguous, likenesses, unknown
from pleo_erp_module.erp.row_reader import ENTITIES, of_company
from pleo_erp_module.errors import error
from pleo_erp_module.messages.labels import label
from pleo_erp_module.odbc import Database
from pleo_erp_module.sync.runtime import Runtime

_MOST_NEAR = 3


@action(
    "probe",
    "Which ERP the database is, and what would be read of it",
    Role.ADMINISTRATOR,
    Parameter("company", "text", "only this ERP company"),
    company=False,
    view=True,
)
def probe(runtime: Runtime, company: str | None = None) -> ProbeAnswer:
    """Name the ERP, its version's tables, its companies and what would be read of each, or of ``company`` alone. Writes nothing,
    and needs no table of the module, no key and no profile.

    ``status`` is ``recognised``; ``named`` for a profile that a person chose and that its tables alone do not tell; ``ambiguous``
    or ``unknown``. Raises what opening the database raises, and ``unknown_company``.
    """
    named = runtime.host.erp.profile
    with runtime.reading() as database:
        profiles, warnings = _profiles(runtime)
        found = likenesses(database, profiles.values())
        recognised = [one.profile for one in found if one.is_it]
        chosen, status = _chosen(found, recognised, profiles.get(named), database.dialect.name)
        if named not in (AUTO, *profiles) and all(fault.code != "profile_invalid" for fault in warnings):
            warnings.append(no_profile(named, runtime.host.erp.profiles_folder, profiles))
        if named in profiles and recognised and profiles[named] not in recognised and profiles[named].recognise:
            warnings.append(error("profile_unfit", named=named, found=[profile.name for profile in recognised]))
        if recognised and chosen is None:
            warnings.append(ambiguous(recognised))
        elif chosen is None:
            warnings.append(unknown(database, found, first=Message("first_connection"), named=profiles.get(named)))
        newer = newer_erp(database, chosen) if chosen else None
        warnings += filter(None, [newer])
        read: Any = _CompanyProbe(runtime, database, chosen, company).answer() if chosen else _NOTHING
        return {
            "status": status,
            "database": _described(database),
            "erp": None if chosen is None else _named(chosen),
            "recognised": [_named(profile) for profile in recognised],
            "near": [] if recognised or chosen else _near(found),
            "fits": read["fits"],
            "companies": read["companies"],
            "problems": read["problems"],
            "warnings": [fault.as_dict() for fault in warnings],
        }


_NOTHING: Mapping[str, Any] = {"fits": None, "companies": [], "problems": []}


def _profiles(runtime: Runtime) -> tuple[dict[str, Profile], list[PleoErpError]]:
    """All profiles that can be used, by name, and what is wrong with the others."""
    folder = runtime.host.erp.profiles_folder
    profiles, wrong = {}, []
    for name in known_profiles(folder):
        try:
            profiles[name] = load_profile(name, folder)
        except PleoErpError as exc:
            wrong.append(exc)
    return profiles, wrong


def _chosen(
    found: Sequence[Likeness], recognised: Sequence[Profile], named: Profile | None, engine: str
) -> tuple[Profile | None, ProbeStatus]:
    """What is recognised counts; a person's word only where that leaves a choice, is nearly it, or cannot be told by tables."""
    if named is not None and engine in named.engines:
        near = not recognised and any(one.near for one in found if one.profile is named)
        if not named.recognise or near or (len(recognised) > 1 and named in recognised):
            return named, "named"
    if len(recognised) == 1:
        return recognised[0], "recognised"
    return None, "ambiguous" if recognised else "unknown"


def _described(database: Database) -> Any:
    """A `ProbeDatabaseAnswer`."""
    caution = database.dialect.caution
    return {"engine": database.dialect.dbms_name, "driver": database.driver, "caution": Message(caution) if caution else ""}


def _named(profile: Profile) -> ProfileAnswer:
    return {"profile": profile.name, "title": profile.title, "versions": profile.versions, "verified": profile.verified}


def _near(found: Sequence[Likeness]) -> list[NearProfileAnswer]:
    near = [one for one in found if one.near][:_MOST_NEAR]
    return [
        {"profile": one.profile.name, "title": one.profile.title, "lacking": [fault.as_dict() for fault in one.lacking]}
        for one in near
    ]


class _CompanyProbe:
    """Everything that one profile reads of one database, read once and counted."""

    def __init__(self, runtime: Runtime, database: Database, profile: Profile, company: str | None) -> None:
        host = runtime.host
        reader = SqlReader(database, profile)
        self._source = Source(database, host.erp, reader, host.parameters, runtime.plugins, runtime.kept_parameters)
        self._now = runtime.now()
        self._language = runtime.renderer.language
        self._only = company
        self._fitting = self._source.fitting()
        self._problems: dict[tuple[str, str], dict[str, Any]] = {}

    def answer(self) -> dict[str, Any]:
        """``fits``, ``companies`` and ``problems``."""
        self._fitting.try_all({})
        companies = [self._company(company) for company in self._companies()]
        fits = {
            "selects": self._fitting.files,
            "tables": sorted(table.name for table in self._fitting.tables.values() if table.seen),
            "absent": {table.name: table.absent for table in self._fitting.tables.values() if table.seen and table.absent},
        }
        return {"fits": fits, "companies": companies, "problems": list(self._problems.values())}

    def _companies(self) -> list[Company]:
        if self._only is not None:
            return [self._source.company(self._only)]
        with self._noted("companies", ""):
            return sorted(self._source.companies(), key=lambda one: one.id)
        return []

    def _company(self, company: Company) -> dict[str, Any]:
        counts: dict[str, Any] = dict.fromkeys(name for name in ENTITIES if name != "companies")
        with self._noted("company", company.id):
            context = self._source.context(company.id, self._now, check=False)
            self._fitting.try_all({**context.parameters, "company": context.company})
            # In no common transaction: on some servers one read that fails would end it for all that follow.
            for entity in of_company():
                with self._noted(entity, company.id):
                    rows: list[Any] = self._source.rows(ENTITIES[entity].record, context)
                    if rows or self._source.has(entity, context):
                        counts[entity] = _count(rows)
                    if entity == "dimensions" and counts[entity]:
                        counts["values"] = self._values(context, rows)
        named = {entity: count for entity, count in counts.items() if entity in ProbeCompanyAnswer.__annotations__}
        reads = [
            {"entity": entity, "label": label("entity", entity, self._language), "count": count}
            for entity, count in counts.items()
        ]
        return {"id": company.id, "name": company.name, **named, "reads": reads}

    def _values(self, context: ReadContext, dimensions: Sequence[Any]) -> dict[str, int]:
        """Of the dimensions that can be selected."""
        rows: list[Any] = []
        for dimension in (one for one in dimensions if one.usable):
            with self._noted(f"values of {dimension.code}", context.company):
                rows += self._source.values(context, dimension)
                self._fitting.try_dimension({**context.parameters, "company": context.company}, dimension)
        return _count(rows)

    @contextmanager
    def _noted(self, entity: str, company: str) -> Iterator[None]:
        """What cannot be read is a problem, told once for all companies that have it, and keeps nothing else from being read."""
        try:
            yield
        except PleoErpError as exc:
            problem = {"entity": entity, "companies": [], **exc.as_dict()}
            companies = self._problems.setdefault((entity, exc.message), problem)["companies"]
            if company:
                companies.append(company)


def _count(rows: Sequence[Any]) -> dict[str, int]:
    return {"usable": sum(row.usable for row in rows), "all": len(rows)}
