"""What the ERP of the tests and the demo contains: two companies and their analytic dimensions, the same on every build.

"Ateliers Dubois" has the French national chart and six usable dimensions, so that there is a sixth one to refuse, an inactive
one, a closed one and one without a code. "Dubois Logistique" has the universal chart and two small dimensions with codes that
the first uses too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tryton_erp.geography import DEPARTEMENTS, REGIONS


@dataclass(frozen=True, slots=True)
class Value:
    """One analytic account below a root; ``parent`` is the code of a view, ``shares`` what a distribution is split into."""

    code: str | None
    name: str
    french: str | None = None
    type: str = "normal"
    state: str = "opened"
    active: bool = True
    parent: str | None = None
    shares: tuple[tuple[str, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Root:
    """One analytic root: a dimension."""

    code: str | None
    name: str
    french: str | None
    values: tuple[Value, ...] = ()
    state: str = "opened"
    active: bool = True


@dataclass(frozen=True, slots=True)
class Company:
    """One legal entity; ``chart`` is the XML id of its chart's template, ``cash`` an account that was closed."""

    name: str
    time_zone: str
    chart: str
    closed_accounts: tuple[str, ...] = ()
    roots: tuple[Root, ...] = field(default=())


def _departments() -> tuple[Value, ...]:
    return (
        Value("1", "Commerce", "Commerce", type="view"),
        Value("100", "Sales", "Ventes", parent="1"),
        Value("110", "Inside sales", "Ventes sédentaires", parent="1"),
        Value("120", "Marketing", "Marketing", parent="1"),
        Value("130", "After-sales", "Service après-vente", parent="1"),
        Value("2", "Production", "Production", type="view"),
        Value("200", "Joinery", "Menuiserie", parent="2"),
        Value("210", "Metal workshop", "Atelier métal", parent="2"),
        Value("220", "Paint shop", "Atelier peinture", parent="2"),
        Value("230", "Quality", "Qualité", parent="2"),
        Value("240", "Maintenance", "Maintenance", parent="2"),
        Value("3", "Support", "Fonctions support", type="view"),
        Value("300", "Finance", "Finances", parent="3"),
        Value("310", "People", "Ressources humaines", parent="3"),
        Value("320", "IT", "Informatique", parent="3"),
        Value("330", "Legal", "Juridique", parent="3", state="draft"),
        Value("340", "Telex room", "Salle télex", parent="3", state="closed"),
        Value("350", "Typing pool", "Dactylographie", parent="3", active=False),
        Value(
            "900",
            "Shared overheads",
            "Frais généraux répartis",
            type="distribution",
            shares=(("100", Decimal("0.5")), ("200", Decimal("0.3")), ("300", Decimal("0.2"))),
        ),
    )


def _projects() -> tuple[Value, ...]:
    kinds = (("Fit-out", "Agencement"), ("Refit", "Rénovation"), ("Stand", "Stand"), ("Showroom", "Salle d'exposition"))
    cities = ("Lyon", "Nantes", "Besançon", "Nîmes", "Saint-Étienne", "Orléans", "Béziers", "Fréjus", "Évry", "Angoulême")
    values = []
    for number in range(160):
        english, french = kinds[number % len(kinds)]
        city, phase = cities[number // len(kinds) % len(cities)], number // 40 + 1
        state = "closed" if number % 8 == 5 else "draft" if number % 8 == 6 else "opened"
        values.append(
            Value(
                f"P-{1001 + number}",
                f"{english} {city} {phase}",
                f"{french} {city} {phase}",
                state=state,
                active=number % 20 != 17,
            )
        )
    values += (
        Value("P-2001", "Æbeltoft “Fregatten” – Ø & Å"),
        Value("P-2002", "東京ショールーム"),
        Value("P-2003", "Αθήνα / Θεσσαλονίκη 🏗️"),
        Value(None, "Project without a number", "Projet sans numéro"),
    )
    return tuple(values)


def _cost_centres() -> tuple[Value, ...]:
    sites = (("10", "Lyon plant", "Usine de Lyon"), ("20", "Nantes depot", "Dépôt de Nantes"), ("30", "Head office", "Siège"))
    posts = (
        ("Rent", "Loyer"),
        ("Energy", "Énergie"),
        ("Cleaning", "Nettoyage"),
        ("Security", "Sécurité"),
        ("Vehicles", "Véhicules"),
        ("Tools", "Outillage"),
        ("Travel", "Déplacements"),
        ("Training", "Formation"),
        ("Software", "Logiciels"),
        ("Telephone", "Téléphone"),
        ("Canteen", "Cantine"),
        ("Waste", "Déchets"),
    )
    values = [Value(code, english, french, type="view") for code, english, french in sites]
    for site, english, french in sites:
        for number, (post, poste) in enumerate(posts, 1):
            values.append(Value(f"{site}{number:02}", f"{english}: {post}", f"{french} : {poste}", parent=site))
    return (
        *values,
        Value("LAB", "Laboratory", "Laboratoire"),
        Value("lab", "Laboratory (old spelling)", "Laboratoire (ancienne graphie)"),
        Value("1099", "Canteen before 2020", "Cantine avant 2020", state="closed"),
        Value("A&B/C", "Markup & slashes <b>", "Balises & barres <b>"),
    )


def _regions() -> tuple[Value, ...]:
    regions = tuple(Value(code, name, type="view") for code, name in REGIONS)
    return (*regions, *(Value(code, name, parent=region) for code, name, region in DEPARTEMENTS))


ATELIERS = Company(
    name="Ateliers Dubois",
    time_zone="Europe/Paris",
    chart="account_fr.root",
    closed_accounts=("6251", "627"),
    roots=(
        Root("DEP", "Departments", "Services", _departments()),
        Root("PRJ", "Projects", "Projets", _projects()),
        Root("CC", "Cost centres", "Centres de coûts", _cost_centres()),
        Root("REG", "Regions", "Régions", _regions()),
        Root(
            "CAM",
            "Campaigns",
            "Campagnes",
            tuple(
                Value(f"{year}{quarter}", f"Campaign {year} {quarter}")
                for year in (2025, 2026)
                for quarter in ("Q1", "Q2", "Q3", "Q4")
            ),
        ),
        Root("CTR", "Contracts", "Contrats"),
        Root("VEH", "Vehicles", "Véhicules", (Value("AB-123-CD", "Van"), Value("EF-456-GH", "Lorry")), active=False),
        Root("OLD", "Product lines 2019", "Gammes 2019", (Value("G1", "Line 1"),), state="closed"),
        Root(None, "Events", "Événements", (Value("E1", "Trade fair"),)),
    ),
)

LOGISTIQUE = Company(
    name="Dubois Logistique",
    time_zone="Europe/Copenhagen",
    chart="account.account_template_root_en",
    roots=(
        Root("DEP", "Departments", None, (Value("100", "Warehouse"), Value("200", "Drivers"))),
        Root("ROU", "Routes", None, tuple(Value(f"R{number:02}", f"Route {number}") for number in range(1, 13))),
    ),
)

COMPANIES = (ATELIERS, LOGISTIQUE)
