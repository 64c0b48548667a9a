"""What hangs on the records that a plan would archive: expenses that carry a tag, categories that an account is mapped to."""

from __future__ import annotations

from collections import defaultdict

from pleo_erp_hookspecs import Parameter, Role
from pleo_erp_hookspecs.plan_answers import ArchiveUsageAnswer, UsageAnswer
from pleo_erp_module.actions.action_entry import action
from pleo_erp_module.actions.prefix import whole
from pleo_erp_module.errors import error
from pleo_erp_module.kinds import registry
from pleo_erp_module.kinds.usage_query import Usage, UsageQuery
from pleo_erp_module.reconcile.change_model import ChangeAction
from pleo_erp_module.sync.runtime import Runtime
from pleo_erp_module.sync.shown_plan import shown_changes
from pleo_erp_module.sync.situation import checked_client, situation


@action(
    "usage",
    "How many expenses carry the tags that a plan would archive, and which accounts are mapped to a category",
    Role.BOOKKEEPER,
    Parameter("plan", "text", "the plan's hash", required=True),
    view=True,
)
def usage(runtime: Runtime, company: str, plan: str) -> UsageAnswer:
    """How many expenses carry each tag that this plan would archive, and which accounts are mapped to a category (A-21).

    Answers ``{plan, archives: [{unit, key, id, name, expenses, mapped}], left_off, warnings}``. ``expenses`` is of tags and of
    tag groups (all tags of the group together), ``mapped`` of accounts; None where it is not known: the key may not ask, the
    tag's group is gone, or it is one of the ``left_off`` records beyond the first that are asked about. Raises ``stale_plan``.
    """
    with runtime.store() as store:
        here = situation(store, company)
        plan = whole(plan, lambda begin: store.plans.hashes(company, begin))
        if store.plans.get(company, plan) is None:
            raise error("stale_plan", plan=plan, company=company)
        archives = [change for change in shown_changes(store, company, plan) if change.action == ChangeAction.ARCHIVE]
        found, of_unit = Usage(), defaultdict[str, list[str]](list)
        for change in archives:
            of_unit[change.unit].append(str(change.record_id))
        if archives:
            with checked_client(runtime, store, here.connection, runtime.free_control()) as client:
                query = UsageQuery(client, here.connection.pleo_company, found)
                for name, records in of_unit.items():
                    unit = registry.unit_named(name)
                    unit.kind.ask_usage(query, unit, records)
    used: list[ArchiveUsageAnswer] = [
        {
            "unit": change.unit,
            "key": change.key,
            "id": str(change.record_id),
            "name": (change.before or {}).get("name"),
            "expenses": found.expenses.get(str(change.record_id)),
            "mapped": found.mapped.get(str(change.record_id)),
        }
        for change in archives
    ]
    return {
        "plan": plan,
        "archives": sorted(used, key=lambda one: (-(one["expenses"] or 0), one["mapped"] is not True)),
        "left_off": found.left_off,
        "warnings": [warning.as_dict() for warning in found.warnings],
    }
