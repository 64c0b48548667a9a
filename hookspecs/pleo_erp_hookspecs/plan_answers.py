"""What a run would do: plans, their pages, their release, and what hangs on the records that they archive."""

from typing import Any, Literal, TypedDict

from pleo_erp_hookspecs.error_answers import ErrorAnswer, UnitErrorAnswer
from pleo_erp_hookspecs.kind_answers import RecordName, UnitName

ChangeName = Literal["create", "update", "unarchive", "archive"]
RecordValues = dict[str, str | bool | None]


class ChangeAnswer(RecordName):
    """One change of a record in Pleo."""

    unit: str
    """`accounts`, `tag_groups`, or `tags:` and the dimension's code"""
    action: ChangeName
    """what happens to the record"""
    key: str
    """the ERP's code (of accounts the external id); Pleo's where there is no ERP row"""
    id: str | None
    """Pleo's id; null for a create"""
    before: RecordValues | None
    """`{code, name, archived}` as Pleo has it, of accounts also `external_id` and `tax_code_external_id`; null for a create"""
    after: RecordValues
    """the same fields as they will be"""
    reason: str
    """why the record changes"""
    reason_code: str
    """the code of this sentence, see [errors.md](errors.md)"""
    reason_facts: dict[str, Any]
    """what it was filled with, by name"""
    rule: str
    """the rule that says so; see [rules.md](rules.md)"""
    held: bool
    """whether this change waits for a release; see [design.md](design.md)"""


class HoldAnswer(UnitName):
    """Why changes of a unit wait for a release."""

    unit: str
    """the unit whose changes wait"""
    guard: str
    """the guard that holds them; see [design.md](design.md)"""
    guard_label: str
    """what people call it"""
    active: int
    """active records of the unit in Pleo"""
    gone: int
    """those of them without a usable ERP row"""
    limit: str
    """the figures and the limit that they passed"""
    limit_code: str
    """the code of this sentence, see [errors.md](errors.md)"""
    limit_facts: dict[str, Any]
    """what it was filled with, by name"""


class SkippedAnswer(UnitName):
    """An ERP row that the plan leaves out."""

    unit: str
    """the unit that it would belong to"""
    key: str
    """what identifies it"""
    code: str
    """what people know it by: of an account its number"""
    name: str | None
    """its name, if it has one"""
    reason: str
    """why it is left out"""
    reason_code: str
    """the code of this sentence, see [errors.md](errors.md)"""
    reason_facts: dict[str, Any]
    """what it was filled with, by name"""


class PlanTotals(TypedDict):
    """How many changes a plan has."""

    create: int
    """creates"""
    update: int
    """updates"""
    unarchive: int
    """unarchives"""
    archive: int
    """archives"""
    held: int
    """those of them that wait for a release"""
    all: int
    """all of them"""


class PlanAnswer(TypedDict):
    """All changes that a run would make, before the first one is made."""

    company: str
    """the ERP company's id"""
    job: str
    """the job that was previewed"""
    plan: str
    """the hash: SHA-256 over the sorted changes. `release` takes it for 72 hours"""
    confirmed: bool
    """whether a plan of this connection was ever released; before that nothing is written"""
    releasable: bool
    """whether a release would change anything: something is held, or the connection is not confirmed"""
    totals: PlanTotals
    """how many changes there are"""
    changes: list[ChangeAnswer]
    """in the order in which they are made"""
    holds: list[HoldAnswer]
    """why changes wait; empty if none does"""
    skipped: list[SkippedAnswer]
    """ERP rows that are left out, and why"""
    errors: list[UnitErrorAnswer]
    """units that could not be read: they are not planned"""
    warnings: list[ErrorAnswer]
    """what does not keep the run from working"""


class PreviewAnswer(PlanAnswer):
    """What the view `plan` answers: a plan, and where the connection stands."""

    paused: bool
    """whether no run may write now"""
    selected: list[str]
    """the codes of the selected dimensions"""


class UndoAnswer(PlanAnswer):
    """What the action `undo` answers: the plan that reverses the last run.

    All its changes are held by the guard `undo` until the plan is released. `skipped` are the changes of that run that cannot be
    reversed, and why: their records have changed since, or are not in Pleo.
    """

    undoes: str
    """the id of the run"""


class ReleaseAnswer(TypedDict):
    """What the action `release` answers."""

    plan: str
    """the whole hash of the plan"""
    job: str
    """the job that shows and applies it"""
    approved: int
    """how many changes are approved"""
    expires: str
    """until when, a moment"""


class CountAnswer(UnitName):
    """How many changes of a unit there are of one action and state."""

    unit: str
    """the unit"""
    action: ChangeName
    """the action"""
    state: str
    """of a plan `held` or empty; of a run `sent`, `done`, `failed`, `unknown`, `not_done` or `skipped`"""
    count: int
    """how many"""


class PlanReleaseAnswer(TypedDict):
    """The last release of a plan that is still valid."""

    at: str
    """when, a moment"""
    by: str
    """the user"""
    expires_at: str
    """until when, a moment"""


class LeftOutAnswer(UnitName):
    """ERP rows that a plan leaves out for one reason."""

    unit: str
    """the unit that they would belong to"""
    reason: str
    """why they are left out"""
    reason_code: str
    """the code of this sentence, see [errors.md](errors.md)"""
    reason_facts: dict[str, Any]
    """what it was filled with, by name"""
    count: int
    """how many there are"""
    codes: list[str]
    """the first 20 of them"""


class PlanRunAnswer(TypedDict):
    """The last run that met a plan."""

    id: str
    """its id"""
    status: str
    """how it ended, as in a run"""
    finished_at: str | None
    """when, a moment; null while it runs"""


class ShownPlanAnswer(TypedDict):
    """What the view `shown` answers: at most 50 changes of a plan that was shown, as it is stored.

    Neither ERP nor Pleo is asked, and nothing grows with the plan.
    """

    plan: str
    """the whole hash of the plan"""
    job: str
    """the job that was previewed, or that met the plan"""
    shown_at: str
    """when it was made, a moment"""
    expires_at: str
    """until when it can be released, a moment"""
    user: str
    """who had it made"""
    confirmed: bool
    """whether a plan of this connection was ever released"""
    releasable: bool
    """whether a release would change anything: something held is not or no longer approved, or the connection is not confirmed"""
    released: PlanReleaseAnswer | None
    """the last release that is still valid, or null; null while it is `releasable`"""
    counts: list[CountAnswer]
    """of the whole plan"""
    totals: PlanTotals
    """of the whole plan"""
    total: int | None
    """how many changes `unit`, `action` and `held` ask for; null with a `text`, which is a part of a code or a name"""
    holds: list[HoldAnswer]
    """the plan's"""
    errors: list[UnitErrorAnswer]
    """the plan's"""
    warnings: list[ErrorAnswer]
    """the plan's"""
    left_out: list[LeftOutAnswer]
    """the first 50 reasons for which rows are left out"""
    skipped: int
    """how many rows are left out in all"""
    undoes: str | None
    """the run that an undo reverses, or null"""
    run: PlanRunAnswer | None
    """the last run that met this plan, or null"""
    requests: int
    """an estimate of the requests that would apply it"""
    minutes: int
    """an estimate of the time that they take"""
    changes: list[ChangeAnswer]
    """one page"""
    next: str | None
    """given as `after` it leads to the following page; with a `text` a page may be short and yet have one"""


class ArchiveUsageAnswer(UnitName):
    """What hangs on one record that a plan would archive."""

    unit: str
    """its unit"""
    key: str
    """its code, of accounts the external id"""
    id: str
    """Pleo's id"""
    name: str | None
    """its name in Pleo"""
    expenses: int | None
    """how many expenses carry the tag, of a tag group all its tags together; null if that is not known"""
    mapped: bool | None
    """whether a category is mapped to the account; null if that is not known"""


class UsageAnswer(TypedDict):
    """What the view `usage` answers: what hangs on the records that a plan would archive.

    A figure is null if the record is of another kind, the key may not read it (`warnings`), the tag's group is gone, or the
    record is beyond the first 20 tag groups and 1000 accounts that Pleo is asked about (`left_off`).
    """

    plan: str
    """the whole hash of the plan"""
    archives: list[ArchiveUsageAnswer]
    """the records with the most expenses first, then accounts that a category is mapped to"""
    left_off: int
    """how many records Pleo was not asked about"""
    warnings: list[ErrorAnswer]
    """rights that the key lacks"""
