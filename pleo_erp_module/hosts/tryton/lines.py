"""The lines of wizards: shown, never stored."""

from __future__ import annotations

from trytond.model import ModelView, fields
from trytond.pyson import Eval


class DimensionLine(ModelView):
    """Dimension."""

    __name__ = "pleo_erp.line.dimension"

    selected = fields.Boolean(
        "Selected", states={"readonly": ~Eval("selectable", False)}, depends=["selectable"], help="At most five."
    )
    code = fields.Char("Code", readonly=True)
    name = fields.Char("Name", readonly=True)
    values = fields.Integer("Values", readonly=True, help="How many tags it would have.")
    note = fields.Char("Note", readonly=True)
    selectable = fields.Boolean("Selectable", readonly=True)


class SettingLine(ModelView):
    """Setting."""

    __name__ = "pleo_erp.line.setting"

    name = fields.Char("Name", readonly=True)
    value = fields.Char("Value", required=True)
    help = fields.Char("Meaning", readonly=True)


class ChangeLine(ModelView):
    """Planned Change."""

    __name__ = "pleo_erp.line.change"

    unit = fields.Char("Unit", readonly=True)
    action = fields.Char("Action", readonly=True)
    key = fields.Char("Code", readonly=True)
    before = fields.Char("Before", readonly=True)
    after = fields.Char("After", readonly=True)
    reason = fields.Char("Why", readonly=True)
    rule = fields.Char("Rule", readonly=True)
    held = fields.Boolean("Held", readonly=True)


class HoldLine(ModelView):
    """Hold."""

    __name__ = "pleo_erp.line.hold"

    unit = fields.Char("Unit", readonly=True)
    guard = fields.Char("Guard", readonly=True)
    active = fields.Integer("Active in Pleo", readonly=True)
    gone = fields.Integer("Would Go", readonly=True)
    limit = fields.Char("Why", readonly=True)


class SkippedLine(ModelView):
    """Row Left Out."""

    __name__ = "pleo_erp.line.skipped"

    unit = fields.Char("Unit", readonly=True)
    key = fields.Char("Code", readonly=True)
    reason = fields.Char("Why", readonly=True)


class UnitLine(ModelView):
    """Unit of a Run."""

    __name__ = "pleo_erp.line.unit"

    unit = fields.Char("Unit", readonly=True)
    status = fields.Char("State", readonly=True)
    read_erp = fields.Integer("Read from the ERP", readonly=True)
    read_pleo = fields.Integer("Read from Pleo", readonly=True)
    matched = fields.Integer("Matched", readonly=True)
    unchanged = fields.Integer("Unchanged", readonly=True)
    created = fields.Integer("Created", readonly=True)
    updated = fields.Integer("Updated", readonly=True)
    unarchived = fields.Integer("Unarchived", readonly=True)
    archived = fields.Integer("Archived", readonly=True)
    held = fields.Integer("Held", readonly=True)
    skipped = fields.Integer("Skipped", readonly=True)
    failed = fields.Integer("Failed", readonly=True)
    note = fields.Char("Note", readonly=True)


class CheckLine(ModelView):
    """Check."""

    __name__ = "pleo_erp.line.check"

    check = fields.Char("Check", readonly=True)
    status = fields.Char("State", readonly=True)
    message = fields.Char("Finding", readonly=True)
    next = fields.Char("What to Do", readonly=True)
