from odoo import fields, models

KINDS = [
    ("new", "Reminded"),
    ("before", "Reminded Before"),
    ("credit", "Credit"),
    ("dispute", "In Dispute"),
    ("no_followup", "Not to Be Reminded"),
    ("promise", "Promised"),
    ("paid", "Paid Meanwhile"),
]
# what the customer is asked for: dues, less what we owe
COUNTED = ("new", "before", "credit")


class SmbReminderItem(models.Model):
    """An open item on a reminder, and the level it got by it.

    What is due stands in the letter with what was reminded before and less what the
    customer has to his credit; what is disputed or promised is listed for us, and
    neither counted nor shown to him. A level is given once: ``live`` says that the
    claim holds, and ends with a withdrawal.
    """

    _name = "smb.reminder.item"
    _description = "Item of a Reminder"
    _inherit = ["smb.input.mixin"]
    _order = "date_due, id"
    _rec_name = "name"
    _allow_sudo_commands = False

    reminder_id = fields.Many2one(
        "smb.reminder", required=True, readonly=True, index=True, ondelete="cascade"
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
    # the ledger never waits for us: an entry that goes leaves name and amount here
    line_id = fields.Many2one(
        "account.move.line",
        string="Journal Item",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Document",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    level_id = fields.Many2one(
        "smb.reminder.level",
        readonly=True,
        ondelete="restrict",
        help="The level that it gets by this reminder.",
    )
    name = fields.Char(string="Number", readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    live = fields.Boolean(
        string="Level Given",
        readonly=True,
        help="It can't get this level again, unless the reminder is withdrawn.",
    )
    date = fields.Date(string="Dated", readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )
    residual = fields.Monetary(
        string="Still Open", readonly=True, currency_field="company_currency_id"
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount_currency = fields.Monetary(
        string="Open in Currency",
        readonly=True,
        currency_field="currency_id",
        aggregator=None,
    )

    _once = models.UniqueIndex(
        "(line_id, level_id) WHERE live",
        "An item of this reminder got that level already. Choose another level.",
    )
