"""Why changes wait for a user: the figures and the limit."""

from __future__ import annotations

from pleo_erp_module.messages.sentence import Plural, Sentences

HOLD_LIMITS: Sentences = {
    "no_rows": Plural(
        "the ERP returned no rows, but {count} record is active in Pleo",
        "the ERP returned no rows, but {count} records are active in Pleo",
    ),
    "fewer_rows": Plural(
        "the ERP returned {count} row, last time it was {before} (limit {limit}%)",
        "the ERP returned {count} rows, last time it was {before} (limit {limit}%)",
    ),
    "all_gone": Plural("the only active record would be archived", "all {count} active records would be archived"),
    "many_vanished": Plural(
        "{count} of {active} active records no longer exists in the ERP (limit {limit}%)",
        "{count} of {active} active records no longer exist in the ERP (limit {limit}%)",
    ),
    "many_gone_share": Plural(
        "{count} of {active} active records would be archived (limit {limit}%)",
        "{count} of {active} active records would be archived (limit {limit}%)",
    ),
    "many_gone": Plural(
        "{count} active record would be archived (limit {limit})", "{count} active records would be archived (limit {limit})"
    ),
    "vanished_everywhere": (
        "{count} of {active} active records in {units} units no longer exist in the ERP, some since earlier runs of this week"
        " (limit {limit}%)"
    ),
    "renamed_everywhere": "{count} of {active} active records in {units} units would get a new name or code (limit {limit}%)",
    "vanished_elsewhere": Plural(
        "{count} record no longer exists in the ERP, and other units are held for the same reason",
        "{count} records no longer exist in the ERP, and other units are held for the same reason",
    ),
    "vanished_in_a_week": Plural(
        "{count} of {active} active records disappeared from the ERP within a week (limit {limit}%)",
        "{count} of {active} active records disappeared from the ERP within a week (limit {limit}%)",
    ),
    "many_vanished_in_a_week": Plural(
        "{count} active record disappeared from the ERP within a week (limit {limit})",
        "{count} active records disappeared from the ERP within a week (limit {limit})",
    ),
    "gone_in_a_week": Plural(
        "{count} of {active} active records was or would be archived within a week (limit {limit}%)",
        "{count} of {active} active records were or would be archived within a week (limit {limit}%)",
    ),
    "turned_back": (
        "the latest changes ({count}) would be reverted together. New records that disappeared from the ERP: {new}. Records with"
        " their old name or code again: {renamed}. The ERP may have been restored from a backup"
    ),
    "shown_elsewhere": "{count} of {created} new records of {unit} are records of {other}",
    "renamed_in_a_week": Plural(
        "{count} of {active} active records got or would get a new name or code within a week (limit {limit}%)",
        "{count} of {active} active records got or would get a new name or code within a week (limit {limit}%)",
    ),
    "many_renamed": Plural(
        "{count} of {active} active records would get a new name or code (limit {limit}%)",
        "{count} of {active} active records would get a new name or code (limit {limit}%)",
    ),
    "many_new": Plural(
        "{count} record would be created in addition to {active} active ones (limit {limit}%)",
        "{count} records would be created in addition to {active} active ones (limit {limit}%)",
    ),
    "keys_changed": Plural(
        "{count} record has another code in the ERP, but the same name; it stays in Pleo and gets the new code",
        "{count} records have other codes in the ERP, but the same names; they stay in Pleo and get the new codes",
    ),
    "keys_replaced": Plural(
        "{count} account has another ID in the ERP, but the same number or name; Pleo cannot change an ID, "
        "so the account is archived and created again without its category mapping",
        "{count} accounts have other IDs in the ERP, but the same numbers or names; Pleo cannot change IDs, "
        "so the accounts are archived and created again without their category mappings",
    ),
    "held_earlier": "held by an earlier run and not released yet",
    "unconfirmed": "no plan of this connection has been released yet",
    "connection_paused": "the connection is paused",
    "selection_unseen": "the current selection of dimensions has not been released yet",
    "group_held": "the tag group itself is held",
    "undo_unreleased": "the undo has not been released yet",
    "veto_of": "{extension}: {text}",
    "veto_failed": "the extension {extension} failed to review the plan ({error})",
}
