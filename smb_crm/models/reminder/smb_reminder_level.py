from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ...tools.placeholders import unknown

_lt = LazyTranslate(__name__)

# what a text may ask for in double braces
WORDS = ("customer", "company", "amount", "days", "level", "fee", "sender", "today")
CHANNELS = [("mail", "E-mail"), ("letter", "Letter"), ("call", "Call")]

FIRST = _lt(
    "Dear {{ customer }},\n\n"
    "perhaps it escaped your notice: the amounts below are past due. Would you be"
    " so kind as to transfer {{ amount }} in the next days?\n\n"
    "If your payment is on its way, please take this as settled, with our "
    "thanks. If something was not right with the delivery or the invoice, just "
    "answer: we will look into it.\n\n"
    "Kind regards\n"
    "{{ sender }}"
)
SECOND = _lt(
    "Dear {{ customer }},\n\n"
    "we wrote to you about the amounts below and could not find a payment since. "
    "The oldest of them is {{ days }} days past due.\n\n"
    "Please transfer {{ amount }} within ten days. If you can't at present, call "
    "us: we would rather agree on a date with you than write again.\n\n"
    "Kind regards\n"
    "{{ sender }}"
)
THIRD = _lt(
    "Dear {{ customer }},\n\n"
    "in spite of our reminders the amounts below are still open, the oldest for "
    "{{ days }} days.\n\n"
    "This is our last reminder. Please transfer {{ amount }} within seven days; "
    "otherwise we have to pass the matter on and to stop further deliveries.\n\n"
    "Kind regards\n"
    "{{ sender }}"
)
# what a new company begins with: name, days late, channel, tone, subject, text
LEVELS = (
    (
        _lt("Friendly Reminder"),
        7,
        "mail",
        "friendly",
        _lt("A friendly reminder"),
        FIRST,
    ),
    (_lt("Reminder"), 21, "letter", "firm", _lt("Reminder: payment is due"), SECOND),
    (_lt("Last Reminder"), 45, "letter", "final", _lt("Last reminder"), THIRD),
)


class SmbReminderLevel(models.Model):
    """How a customer is reminded once an invoice is so many days late.

    Levels are climbed one at a time, however late an invoice is: the friendly words
    come first. An item never gets the same level twice. The fee is only proposed: it
    stands on the reminder and is never booked by itself.
    """

    _name = "smb.reminder.level"
    _description = "Reminder Level"
    _inherit = ["smb.input.mixin"]
    _order = "company_id, days_late, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        string="Number", compute="_compute_sequence", help="Counted by days late."
    )
    name = fields.Char(required=True, translate=True)
    days_late = fields.Integer(
        string="From Days Late",
        required=True,
        help="Past the due date of an item, or of its instalment.",
    )
    channel = fields.Selection(CHANNELS, required=True, default="mail")
    also_mail = fields.Boolean(
        string="And by E-mail",
        help="When the letter is printed, the same words go out as an e-mail too.",
    )
    tone = fields.Selection(
        [("friendly", "Friendly"), ("firm", "Firm"), ("final", "Final")],
        required=True,
        default="friendly",
    )
    subject = fields.Char(required=True, translate=True)
    body = fields.Text(
        string="Text",
        required=True,
        translate=True,
        help="Plain text. The list of open items follows it. Words in double braces"
        " are filled in: customer, company, amount, days, level, fee, sender, today.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    fee = fields.Monetary(
        help="Proposed on the reminder; never booked by itself. 0: none."
    )

    _days_sane = models.Constraint(
        "CHECK (days_late BETWEEN 1 AND 3650)",
        "A reminder comes 1 to 3650 days after the due date.",
    )
    _fee_not_negative = models.Constraint(
        "CHECK (fee IS NULL OR fee >= 0)", "A fee can't be negative."
    )
    _days_uniq = models.UniqueIndex(
        "(company_id, days_late) WHERE active",
        "Another level begins on the same day. Choose another number of days.",
    )

    @api.depends("days_late", "active", "company_id")
    def _compute_sequence(self):
        ladders = {
            company: self.search([("company_id", "=", company.id)]).mapped("days_late")
            for company in self.company_id
        }
        for level in self:
            ladder = ladders.get(level.company_id, [])
            level.sequence = sum(days < level.days_late for days in ladder) + 1

    @api.constrains("subject", "body")
    def _check_words(self):
        for level in self:
            for word in unknown(f"{level.subject} {level.body}", WORDS):
                raise ValidationError(
                    self.env._(
                        "Nobody knows what to write for “%(word)s”. These words are"
                        " filled in: %(known)s.",
                        word=word,
                        known=", ".join(WORDS),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: whether a level was used at all, for who may delete levels
        items = self.env["smb.reminder.item"].sudo()
        reminders = self.env["smb.reminder"].sudo()
        used = [("level_id", "in", self.ids)]
        if items.search_count(used, limit=1) or reminders.search_count(used, limit=1):
            raise UserError(
                self.env._("Customers were reminded by this level. Archive it instead.")
            )

    @api.model
    def _ensure(self, companies):
        """The three usual levels for those of ``companies`` that have none."""
        # sudo: creates default rows only, reveals nothing
        levels = self.sudo().with_context(lang="en_US", active_test=False)
        known = levels.search([("company_id", "in", companies.ids)]).company_id
        levels.create(
            [
                vals
                for company in companies - known
                for vals in levels._prepare_levels(company)
            ]
        )
        self.env["ir.module.module"]._smb_translate_shipped()

    @api.model
    def _prepare_levels(self, company):
        return [
            {
                "company_id": company.id,
                "name": self.env._(name),
                "days_late": days,
                "channel": channel,
                # the last word should not get lost
                "also_mail": tone == "final",
                "tone": tone,
                "subject": self.env._(subject),
                "body": self.env._(body),
            }
            for name, days, channel, tone, subject, body in LEVELS
        ]
