"""The errors of a run and of single records, by code."""

from __future__ import annotations

from collections.abc import Mapping

from pleo_erp_module.messages.sentence import BUSY, FAULT, STOPPED, USAGE, ErrorSentence

RUN_ERRORS: Mapping[str, ErrorSentence] = {
    # -- the run
    "busy": ErrorSentence(BUSY, "A run of company {company} is in progress ({owner}).", "Wait until it has finished."),
    "lease_lost": ErrorSentence(
        FAULT, "The run lost its lock on the connection and stopped before the next request.", "The next run will continue."
    ),
    "run_paused": ErrorSentence(
        STOPPED,
        "The run stopped before its next write because company {company} was paused.",
        "Resume the connection to continue.",
    ),
    "run_disconnected": ErrorSentence(
        STOPPED,
        "The run stopped before its next write because company {company} was disconnected.",
        "Connect the company again to continue.",
    ),
    "stopped": ErrorSentence(STOPPED, "The run was stopped on request.", "The next run will continue."),
    "end_unknown": ErrorSentence(
        FAULT,
        "The answer to this change was lost, and the record was changed before the next run checked.",
        "Compare the record in Pleo with the ERP.",
    ),
    "history_unwritable": ErrorSentence(
        FAULT, "The run stopped because the history could not be written: {detail}.", "Make the module's tables writable again."
    ),
    "internal": ErrorSentence(FAULT, "An unexpected error occurred: {detail}.", "Report it together with the log of this run."),
    "output_failed": ErrorSentence(
        FAULT, "The answer could not be written: {why}.", "Check the file or device that the output goes to."
    ),
    "aborted": ErrorSentence(STOPPED, "The command was interrupted. Nothing was changed.", "Run the command again."),
    # -- what becomes of single records
    "not_attempted": ErrorSentence(FAULT, "The run ended before this change was made.", "The next run will make it."),
    "group_missing": ErrorSentence(
        FAULT,
        "The tag group '{code}' does not exist in Pleo, so its tags were skipped.",
        "Check why the tag group could not be created.",
    ),
    "wrong_account_key": ErrorSentence(
        USAGE,
        "Accounts in Pleo that match by account_key={used}: {matched} (same number or name: {agreed}); "
        "by account_key={other}: {others} (same number or name: {others_agreed}).",
        "Set account_key={other} before you release the plan ({action.settings}).",
    ),
    "invisible_characters": ErrorSentence(
        USAGE,
        "The ERP's codes or names contain invisible characters ({count}): {rows}. "
        "They are ignored in comparisons, and not sent in codes or at the ends of names. "
        "Inside names, control characters are sent as spaces, and others as they are.",
        "Remove them in the ERP.",
    ),
    "account_key_doubtful": ErrorSentence(
        USAGE,
        "Accounts in Pleo that match by account_key={used}: {matched} (same number or name: only {agreed}).",
        "Check in the plan that these are the same accounts before you release it ({action.plan}).",
    ),
    "rows_with_same_code": ErrorSentence(
        FAULT,
        "Several ERP rows have the same code, so their records in Pleo stay as they are ({where}, rows: {count}): {rows}.",
        "Give each of these rows a code of its own in the ERP.",
    ),
    "rows_without_code": ErrorSentence(
        FAULT,
        "Some ERP rows have no code, so they are left out ({where}, rows: {count}): {rows}.",
        "Give these rows a code in the ERP.",
    ),
    "rows_too_long": ErrorSentence(
        FAULT,
        "Some ERP rows have more characters than Pleo accepts, so they are left out ({where}, rows: {count}): {rows}.",
        "Shorten the names or codes of these rows in the ERP.",
    ),
    "values_not_kept": ErrorSentence(
        FAULT,
        "Pleo did not keep the values that were sent ({where}, records: {count}): {rows}.",
        "Compare these records in Pleo with the ERP.",
    ),
    "unknown_kind": ErrorSentence(USAGE, "There is no kind '{kind}'. Available: {known}.", "Choose one of these kinds."),
    "unknown_unit": ErrorSentence(USAGE, "There is no unit '{unit}'.", "Name the unit as plans and runs do ({action.plan})."),
}
