"""The installation: tables, keys, rights, checks, and what a database holds."""

from typing import Any, Literal, NotRequired, TypedDict

from pleo_erp_hookspecs.error_answers import ErrorAnswer

CheckStatus = Literal["ok", "warning", "failed"]
ProbeStatus = Literal["recognised", "named", "ambiguous", "unknown"]


class InstallAnswer(TypedDict):
    """What `pleo_erp_install` answers."""

    applied: list[str]
    """the steps that were applied now"""
    version: int
    """the version of the module's tables"""
    key_file: str
    """where the key is that seals secrets"""


class UninstallAnswer(TypedDict):
    """What `pleo_erp_uninstall` answers."""

    dropped: bool
    """whether the module's tables were dropped"""


class ScriptAnswer(TypedDict):
    """What the view `script` answers."""

    sql: str
    """the SQL that installing would run; empty if the tables are up to date"""


class KeyRotationAnswer(TypedDict):
    """What the action `rotate-key` answers."""

    rotated: int
    """how many secrets were sealed again"""
    key: str
    """the id of the new key"""


class CheckAnswer(TypedDict):
    """One of the doctor's checks."""

    check: str
    """its name"""
    title: str
    """what people call it"""
    title_code: str
    """the code of this title"""
    title_facts: dict[str, Any]
    """what it was filled with"""
    status: CheckStatus
    """what was found"""
    message: str
    """the finding"""
    message_code: str
    """the code of this sentence, see [errors.md](errors.md)"""
    message_facts: dict[str, Any]
    """what it was filled with, by name"""
    code: str | None
    """the code of the error, if it failed"""
    next: str | None
    """what the reader can do"""
    next_code: NotRequired[str]
    """the code of this sentence"""
    next_facts: NotRequired[dict[str, Any]]
    """what it was filled with"""


class DoctorAnswer(TypedDict):
    """What the view `doctor` answers."""

    ok: bool
    """whether no check failed"""
    attention: bool
    """whether a check has a warning that needs attention"""
    checks: list[CheckAnswer]
    """in the order in which they were made"""


class GrantsAnswer(TypedDict):
    """What the view `grants` answers."""

    login: str
    """the login that gets the rights"""
    profile: str
    """the name of the profile"""
    engine: str
    """the database engine"""
    sql: str
    """the statements, for a DBA; the module runs none of them"""
    unseen: list[str]
    """tables that the login which asks cannot see: their statements are comments"""


class ProbeDatabaseAnswer(TypedDict):
    """The database that was read."""

    engine: str
    """its engine"""
    driver: str
    """the ODBC driver"""
    caution: str
    """what to know about this combination; may be empty"""
    caution_code: NotRequired[str]
    """the code of this sentence, see [errors.md](errors.md)"""
    caution_facts: NotRequired[dict[str, Any]]
    """what it was filled with, by name"""


class ProfileAnswer(TypedDict):
    """A profile: how one ERP is read."""

    profile: str
    """its name"""
    title: str
    """what people call the ERP"""
    versions: str
    """the versions of the ERP that it is for"""
    verified: str
    """what it was tried against"""


class NearProfileAnswer(TypedDict):
    """A profile whose ERP the database nearly is."""

    profile: str
    """its name"""
    title: str
    """what people call the ERP"""
    lacking: list[ErrorAnswer]
    """what is not as the profile expects it"""


class FitAnswer(TypedDict):
    """How the profile's statements fit the database."""

    selects: dict[str, str | None]
    """by entity, the file of its SELECT; null if its tables are not there"""
    tables: list[str]
    """the tables that are read"""
    absent: dict[str, list[str]]
    """columns that are not there, by table"""


class RowCountAnswer(TypedDict):
    """How many rows there are of one entity."""

    usable: int
    """those that would be synchronised"""
    all: int
    """all of them"""


class ProbeReadAnswer(TypedDict):
    """How much would be read under one name."""

    entity: str
    """the name of the profile's SELECT"""
    label: str
    """what people call it"""
    count: RowCountAnswer | None
    """null if the profile has no such read, or it failed"""


class ProbeCompanyAnswer(TypedDict):
    """What would be read of one company; a count is null if the profile has no such read, or it failed."""

    id: str
    """what the ERP calls it"""
    name: str
    """its name"""
    dimensions: RowCountAnswer | None
    """its dimensions"""
    values: RowCountAnswer | None
    """values of those that can be selected"""
    accounts: RowCountAnswer | None
    """its accounts"""
    tax_codes: RowCountAnswer | None
    """its tax codes"""
    vendors: RowCountAnswer | None
    """its vendors"""
    reads: list[ProbeReadAnswer]
    """everything that is read of it, including what only one kind of record reads"""


class ProbeProblemAnswer(ErrorAnswer):
    """What could not be read."""

    entity: str
    """what was to be read"""
    companies: list[str]
    """the companies of which it could not be read"""


class ProbeAnswer(TypedDict):
    """What the view `probe` answers."""

    status: ProbeStatus
    """`recognised`; `named` for a profile that was configured and that tables alone do not tell; `ambiguous` or `unknown`"""
    database: ProbeDatabaseAnswer
    """the database"""
    erp: ProfileAnswer | None
    """the profile that reads it, or null"""
    recognised: list[ProfileAnswer]
    """all profiles whose ERP was recognised"""
    near: list[NearProfileAnswer]
    """if none was, the nearest ones"""
    fits: FitAnswer | None
    """how the profile fits"""
    companies: list[ProbeCompanyAnswer]
    """what would be read"""
    problems: list[ProbeProblemAnswer]
    """what could not be read"""
    warnings: list[ErrorAnswer]
    """what is wrong with the profiles or the configuration"""
