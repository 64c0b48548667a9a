"""What a notification says, and what to do."""

from __future__ import annotations

from pleo_erp_module.messages.sentence import Plural, Sentences

NOTICES: Sentences = {
    "held": "Changes of {unit} are held: {limit}.",
    "held_whole": "Changes are held: {limit}.",
    "review_plan": "Check the plan {plan} and release it ({action.release}).",
    "ask_extension": "Ask the provider of the extension.",
    "deselected": "The dimension {code} is inactive in the ERP and was deselected.",
    "select_another": "Select another dimension ({action.select}).",
    "missing": "The selected dimension {code} no longer exists in the ERP. Its tags stay as they are.",
    "restore_or_select": "Restore it in the ERP, or select another dimension ({action.select}).",
    "key_expires": "The API key expires on {date}.",
    "key_expired": "The API key expired on {date}.",
    "scheduler_blind": "No company is synchronised: {error}",
    "part_failed": "{unit}: {error}",
    "changes_failed": Plural(
        "{unit}: {count} change could not be made in Pleo.", "{unit}: {count} changes could not be made in Pleo."
    ),
    "see_run": "See the run {run}.",
    "test_message": "This is a test message.",
    "test_message_next": "You do not need to do anything.",
    "replace_key": "Create a new key in Pleo and connect with it ({action.connect}).",
}
