"""Why a record is changed in Pleo, or a row of the ERP left out."""

from __future__ import annotations

from pleo_erp_module.messages.sentence import Sentences

CHANGE_REASONS: Sentences = {
    "new_in_erp": "new in the ERP",
    "usable_again": "active in the ERP, archived in Pleo",
    "usable_again_changed": "active in the ERP, archived in Pleo; {differences}",
    "values_differ": "{differences}",
    "value_differs": "{field} is {erp:quoted} in the ERP, {pleo:quoted} in Pleo",
    "duplicate_of": "duplicate: the record {id} with the same key is kept",
    "not_usable_in_erp": "no longer usable in the ERP: {why}",
    "key_changed": "the same name has the code {erp:quoted} in the ERP, {pleo:quoted} in Pleo",
    "key_replaced": "the ID of the same account is {erp:quoted} in the ERP, {pleo:quoted} in Pleo, and Pleo cannot change it",
    "not_selected": "not selected",
    "not_in_erp": "not in the ERP",
    "made_by_run": "created by the run {run}",
    "before_run": "restores the values from before the run {run}",
    "several_rows": "several rows in the ERP have this key: {rows}",
    "several_records": "several records in Pleo have this key",
    "several_dimensions": "several dimensions have this code",
    "not_in_pleo": "not in Pleo",
    "too_long": "{field} has {count} characters, Pleo accepts {limit}",
    "answered_otherwise": "Pleo stored a different value than was sent, and still shows it",
    "changed_since": "changed since: {changes}",
    "was_archived": "archived",
    "was_unarchived": "unarchived",
    "value_changed": "{field} is {now:quoted}, the run set {left:quoted}",
    "left_out_by": "left out by the extension {extension}",
}
