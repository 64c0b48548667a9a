"""What the view ``why`` concludes about one record."""

from __future__ import annotations

from pleo_erp_module.messages.sentence import Sentences

EXPLANATIONS: Sentences = {
    "row_skipped": "The row in the ERP is skipped: {reasons}.",
    "row_unusable": "The ERP has this record, but it is not usable: {why}.",
    "will_change": "The next run would make the changes listed.",
    "will_wait": "The changes listed are held: {reasons}.",
    "in_step": "Pleo already matches the ERP.",
    "gone_and_archived": "The record does not exist in the ERP and is archived in Pleo. No change is needed.",
    "nowhere": "Neither the ERP nor Pleo has this record.",
    "only_in_erp": "The ERP has this record, but Pleo does not.",
}
