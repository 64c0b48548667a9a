"""What runs did: the report of a run, the history, and the changes of one run."""

from typing import Any, Literal, TypedDict

from pleo_erp_hookspecs.error_answers import ErrorAnswer
from pleo_erp_hookspecs.kind_answers import RecordName, UnitName
from pleo_erp_hookspecs.plan_answers import ChangeName, CountAnswer, HoldAnswer, RecordValues

RunStatus = Literal["running", "success", "held", "partial", "failed", "busy", "interrupted"]
RunState = Literal["running", "success", "held", "paused", "partial", "failed", "busy", "interrupted"]
ChangeStatus = Literal["sent", "done", "failed", "unknown", "not_done", "skipped"]


class RequestsAnswer(TypedDict):
    """The requests that a run sent to Pleo."""

    reads: int
    """requests that change nothing"""
    writes: int
    """requests that may change something"""
    retries: int
    """the repeats among all of them"""


class ReadAnswer(TypedDict):
    """What a run read of one unit."""

    erp: int
    """ERP rows; for `tag_groups` the selected dimensions that were found"""
    pleo: int
    """Pleo records"""


class UnitAnswer(UnitName):
    """One unit of a run. `read.erp + read.pleo` is always the sum of the nine counts."""

    unit: str
    """`accounts`, `tag_groups`, or `tags:` and the dimension's code"""
    status: RunStatus
    """how it ended"""
    state: RunState
    """the same for people: what a pause holds is `paused`"""
    read: ReadAnswer
    """what was read"""
    matched: int
    """ERP rows paired with a Pleo record"""
    unchanged: int
    """Pleo records that needed nothing"""
    created: int
    """records that were created"""
    updated: int
    """records that were updated"""
    unarchived: int
    """records that were brought back from the archive, renamed or not"""
    archived: int
    """records that were archived"""
    held: int
    """changes that wait for a release"""
    skipped: int
    """ERP rows that are left out"""
    failed: int
    """changes that failed or were not attempted"""
    hold: HoldAnswer | None
    """the first hold of the unit, or null"""
    error: ErrorAnswer | None
    """what kept it from being done, or null"""
    warnings: list[ErrorAnswer]
    """what a user should correct, such as ERP rows with the same code; the rest of the unit was still done"""


class RunReportBase(TypedDict):
    """What every report of a run has."""

    run: str | None
    """the run's id; null if it did not start"""
    company: str
    """the ERP company's id"""
    job: str
    """the job"""
    status: RunStatus
    """`failed`: an error ended the run, or units were due and none was done. `partial`: a record or a unit failed, or the run was
    stopped. `held`: something waits for a release; always so before the first release and while paused. `success`: otherwise.
    `busy`: another run holds the connection"""
    state: RunState
    """the same for people: a run that a pause holds is `paused`"""
    plan: str | None
    """the hash of the plan that it met"""
    requests: RequestsAnswer
    """every request that was sent"""
    units: list[UnitAnswer]
    """what became of each unit"""
    warnings: list[ErrorAnswer]
    """those of all units and of the run; the status can still be `success`"""


class RunReport(RunReportBase, total=False):
    """What `pleo_erp_run_job` answers. In a report of the job `undo` the released changes take the place of the ERP's rows.

    Then `read.erp` counts them, `matched` those whose record is as the undone run left it or is reversed already, and `skipped`
    the others.
    """

    error: ErrorAnswer
    """only if an error ended the run, or another run was under way"""


class RunAnswer(TypedDict):
    """One run of the history."""

    id: str
    """its id"""
    company: str
    """the ERP company's id"""
    job: str
    """the job"""
    user: str
    """who started it"""
    started_at: str
    """a moment; of a failure that repeats, the latest time"""
    finished_at: str | None
    """a moment; null while it runs"""
    status: RunStatus
    """as in the report; `interrupted` if its process ended before it did"""
    state: RunState
    """the same for people: a run that a pause holds is `paused`"""
    plan: str | None
    """the hash of the plan that it met"""
    reads: int
    """requests that change nothing"""
    writes: int
    """requests that may change something"""
    retries: int
    """the repeats among all of them"""
    changes: int
    """records that were changed"""
    units: list[UnitAnswer]
    """as in the report"""
    error_code: str | None
    """the error that ended it"""
    error_facts: dict[str, Any] | None
    """what the error's sentence was filled with; null where an earlier version stored the sentence"""
    error_message: str | None
    """its sentence"""
    error_next: str | None
    """what the reader can do"""
    first_at: str
    """of a failure that repeats, when it was first met"""
    repeats: int
    """how many times it was met"""


class RunChangeAnswer(RecordName):
    """One change of a run, and what became of it. A failure that repeats is one row."""

    run: str
    """the run's id"""
    position: int
    """its place in the run"""
    company: str
    """the ERP company's id"""
    unit: str
    """as in a plan"""
    action: ChangeName
    """as in a plan"""
    key: str
    """as in a plan"""
    record_id: str | None
    """Pleo's id, once it is known"""
    before: RecordValues | None
    """as in a plan; of a create that found its record there already, that record"""
    after: RecordValues | None
    """what was sent"""
    answered: RecordValues | None
    """Pleo's values, where they differ from those that were sent"""
    reason: str
    """as in a plan"""
    reason_code: str
    """the code of this sentence, see [errors.md](errors.md)"""
    reason_facts: dict[str, Any]
    """what it was filled with, by name"""
    rule: str
    """as in a plan"""
    status: ChangeStatus
    """`sent`: no answer yet; `unknown`: a crash came between, and the next run looks; `not_done`: the run ended before it"""
    error_code: str | None
    """why it failed"""
    error_facts: dict[str, Any] | None
    """what the error's sentence was filled with; null where an earlier version stored the sentence"""
    error_message: str | None
    """its sentence"""
    error_next: str | None
    """what the reader can do"""
    first_at: str
    """when it was first met"""
    last_at: str
    """when it was last met"""
    repeats: int
    """how many times it was met"""


class HistoryAnswer(TypedDict):
    """What the view `history` answers without a run: the latest runs."""

    runs: list[RunAnswer]
    """the latest first, at most 50 unless `limit` says otherwise"""
    last_checked: str | None
    """when a run last compared both sides, a moment"""
    last_changed: str | None
    """when a run last changed anything in Pleo, a moment"""
    undo: str | None
    """the plan of an undo that is released and was not run since"""


class RunDetailAnswer(TypedDict):
    """What the view `history` answers for one run."""

    run: RunAnswer
    """the run"""
    changes: list[RunChangeAnswer]
    """up to 1000 of its changes"""


class RunChangesAnswer(TypedDict):
    """What the view `changes` answers: one page of a run's changes, as `shown` does of a plan."""

    run: RunAnswer
    """the run"""
    counts: list[CountAnswer]
    """of the whole run"""
    total: int | None
    """how many changes are asked for; null with a `text`"""
    changes: list[RunChangeAnswer]
    """one page"""
    next: str | None
    """given as `after` it leads to the following page"""
