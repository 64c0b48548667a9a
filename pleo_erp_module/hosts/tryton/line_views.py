"""The lines of wizards: shown, never stored."""

from __future__ import annotations

from trytond.model import ModelView, fields
from trytond.pyson import Eval

from pleo_erp_module.hosts.tryton.choices import CHECK_STATES, MAPPED
from pleo_erp_module.hosts.tryton.field_mixins import ChangeFields, UnitFields


class DimensionLine(ModelView):
    __name__ = "pleo_erp.line.dimension"
    __string__ = "Dimension"

    selected = fields.Boolean("Selected", states={"readonly": ~Eval("selectable", False)}, help="At most five.")
    code = fields.Char("Code", readonly=True)
    name = fields.Char("Name", readonly=True)
    values = fields.Integer("Values", readonly=True, help="The number of tags it would have.")
    note = fields.Char("Note", readonly=True)
    selectable = fields.Boolean("Selectable", readonly=True)
    saved = fields.Boolean("Previously Selected", readonly=True)


class SettingLine(ModelView):
    __name__ = "pleo_erp.line.setting"
    __string__ = "Setting"

    name = fields.Char("Name", readonly=True)
    value = fields.Char("Value")  # some may be empty; the module refuses the others
    help = fields.Char("Meaning", readonly=True)


class ChangeLine(ChangeFields, ModelView):
    __name__ = "pleo_erp.line.change"
    __string__ = "Planned Change"

    held = fields.Boolean("Held", readonly=True)


class HoldLine(ModelView):
    __name__ = "pleo_erp.line.hold"
    __string__ = "Hold"

    unit = fields.Char("Unit", readonly=True)
    guard = fields.Char("Guard", readonly=True)
    active = fields.Integer("Active in Pleo", readonly=True)
    gone = fields.Integer("Would Be Archived", readonly=True)
    limit = fields.Char("Why", readonly=True)


class SkippedLine(ModelView):
    __name__ = "pleo_erp.line.skipped"
    __string__ = "Skipped Row"

    unit = fields.Char("Unit", readonly=True)
    code = fields.Char("Code", readonly=True)
    name = fields.Char("Name", readonly=True)
    reason = fields.Char("Why", readonly=True)


class UsageLine(ModelView):
    __name__ = "pleo_erp.line.usage"
    __string__ = "Usage"

    unit = fields.Char("Unit", readonly=True)
    key = fields.Char("Code", readonly=True)
    name = fields.Char("Name", readonly=True)
    expenses = fields.Integer(
        "Expenses", readonly=True, help="The number of expenses with this tag; for a tag group, with any of its tags."
    )
    mapped = fields.Selection(
        MAPPED, "In a Category", readonly=True, sort=False, help="Whether a category is mapped to the account."
    )


class UnitLine(UnitFields, ModelView):
    __name__ = "pleo_erp.line.unit"
    __string__ = "Unit of a Run"


class CheckLine(ModelView):
    __name__ = "pleo_erp.line.check"
    __string__ = "Check"

    check = fields.Char("Check", readonly=True)
    status = fields.Selection(CHECK_STATES, "State", readonly=True, sort=False)
    message = fields.Char("Finding", readonly=True)
    next = fields.Char("What to Do", readonly=True)
