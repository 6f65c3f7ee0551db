from odoo import api, fields, models
from odoo.exceptions import UserError

from .smb_reminder_level import CHANNELS

STATES = [
    ("proposed", "Proposed"),
    ("left_out", "Left Out"),
    ("approved", "Approved"),
    ("sending", "On Its Way"),
    ("sent", "Sent"),
    ("withdrawn", "Withdrawn"),
    ("failed", "Failed"),
    ("uncertain", "Uncertain"),
]
REASONS = [
    ("promise", "Promise to pay"),
    ("dispute", "In dispute"),
    ("no_followup", "Not to be reminded"),
    ("open_case", "Open case"),
    ("other_run", "Stands in another run"),
    ("too_soon", "Reminded lately"),
    ("recent_payment", "Paid something lately"),
    ("minimum", "Too little to remind"),
    ("no_address", "No address"),
    ("by_hand", "Left out by hand"),
    ("paid", "Paid meanwhile"),
    ("cancelled", "Run cancelled"),
]
# what people may change while the run is a preview
EDITABLE = {"level_id", "channel", "fee", "note", "subject", "body"}


class SmbReminder(models.Model):
    """What one customer is reminded of in one run: one letter for all that is due.

    Proposed by the run, edited by people, written by nobody else. Between approval and
    sending the items are read again: what was paid in between is taken out, and a
    customer who paid everything gets nothing.
    """

    _name = "smb.reminder"
    _description = "Payment Reminder"
    _inherit = ["smb.input.mixin"]
    _order = "run_id desc, amount desc, id"
    _allow_sudo_commands = False

    run_id = fields.Many2one(
        "smb.reminder.run",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    contact_id = fields.Many2one(
        "res.partner", string="Addressed To", readonly=True, ondelete="set null"
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, ondelete="set null"
    )
    state = fields.Selection(
        STATES, required=True, readonly=True, default="proposed", index=True
    )
    reason = fields.Selection(REASONS, string="Because", readonly=True)
    note = fields.Char(string="Remark", help="Why, for colleagues only.")

    # how
    level_id = fields.Many2one(
        "smb.reminder.level",
        required=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id)]",
    )
    channel = fields.Selection(CHANNELS, required=True, default="mail")
    subject = fields.Char(
        string="Own Subject", help="Empty: that of the level, in the right language."
    )
    body = fields.Text(
        string="Own Text", help="Empty: that of the level, in the right language."
    )

    # what
    item_ids = fields.One2many(
        "smb.reminder.item", "reminder_id", string="Items", readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(
        string="To Pay", readonly=True, help="Less what the customer has to his credit."
    )
    fee = fields.Monetary(help="Proposed to the customer; never booked by itself.")
    days_late = fields.Integer(
        readonly=True, aggregator="max", help="Of the oldest item."
    )

    # how it went
    sent_date = fields.Datetime(string="Sent On", readonly=True)
    printed_date = fields.Datetime(string="Printed On", readonly=True)
    error = fields.Char(string="What Went Wrong", readonly=True)
    # the outbox is for sales managers; only the engine follows this
    sending_id = fields.Many2one(
        "smb.sending",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups=fields.NO_ACCESS,
    )
    activity_id = fields.Many2one(
        "mail.activity",
        string="Call",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    log_id = fields.Many2one(
        "smb.contact.log",
        string="Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _fee_not_negative = models.Constraint(
        "CHECK (fee IS NULL OR fee >= 0)", "A fee can't be negative."
    )
    _customer_idx = models.Index("(company_id, partner_id, state)")

    @api.depends("partner_id", "level_id")
    def _compute_display_name(self):
        for reminder in self:
            customer, level = reminder.partner_id.name, reminder.level_id.name
            reminder.display_name = f"{customer or ''}: {level or ''}"

    # who may change what

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self._check_editable(vals)
        if vals.get("level_id"):
            self._climb_to(vals["level_id"])
        return super().write(vals)

    def _check_editable(self, vals):
        self.check_access("write")
        if set(vals) - EDITABLE:
            raise UserError(
                self.env._("The run writes this; level, channel and text are yours.")
            )
        if any(r.state not in ("proposed", "left_out") for r in self):
            raise UserError(
                self.env._("This reminder was approved. Take the run back first.")
            )

    def _climb_to(self, level_id):
        """What is due gets the level that a person chose, and its fee."""
        level = self.env["smb.reminder.level"].browse(level_id)
        if level.company_id != self.company_id:
            raise UserError(self.env._("This level belongs to another company."))
        # sudo: items and fees follow the level; who may write was checked
        reminders = self.sudo()
        due = reminders.item_ids.filtered(lambda item: item.kind == "new")
        due.level_id = level
        reminders.fee = level.fee

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(r.state not in ("proposed", "left_out") for r in self):
            raise UserError(self.env._("A reminder that was approved stays on record."))

    # buttons

    def action_leave_out(self):
        """Not this time; the remark says why."""
        self._check_editable({})
        rows = self.filtered(lambda r: r.state == "proposed")
        # sudo: the state is the server's; who may write was checked
        rows.sudo().write({"state": "left_out", "reason": "by_hand"})
        rows.sudo().item_ids.write({"live": False})

    def action_take_in(self):
        """Remind the customer after all."""
        self._check_editable({})
        rows = self.filtered(lambda r: r.state == "left_out")
        due = rows.item_ids.filtered(lambda item: item.kind == "new")
        for reminder in rows:
            reminder._check_can_be_taken_in()
        # sudo: the state is the server's; who may write was checked
        due.sudo().write({"live": True})
        rows.sudo().write({"state": "proposed", "reason": False})

    def _check_can_be_taken_in(self):
        due = self.item_ids.filtered(lambda item: item.kind == "new")
        if not due or self.amount <= 0:
            raise UserError(
                self.env._(
                    "%(customer)s can't be reminded of anything: what is due is in"
                    " dispute, promised, or covered by a credit.",
                    customer=self.partner_id.display_name,
                )
            )
        if self.reason == "other_run":
            raise UserError(
                self.env._(
                    "%(customer)s stands in another run, which has to end first.",
                    customer=self.partner_id.display_name,
                )
            )
        if self.channel != "call" and not self.contact_id:
            raise UserError(
                self.env._(
                    "%(customer)s has neither an e-mail nor a postal address. Add one"
                    " and make the preview anew, or choose a call.",
                    customer=self.partner_id.display_name,
                )
            )

    def action_open_customer(self):
        """The customer, with the rights of who asks."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
