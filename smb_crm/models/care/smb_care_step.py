from odoo import fields, models

# what a step does, and the kinds of channel whose contacts fulfil it
FULFILLED_BY = {
    "call": ("phone",),
    "visit": ("visit", "meeting"),
    "mail": ("email",),
    "letter": ("letter",),
    "message": ("message", "sms"),
    "questionnaire": ("email", "phone"),
    "report": ("email", "letter", "visit", "meeting"),
}
# what can be sent without anybody's hand
SENDABLE = ("mail", "questionnaire", "report")


class SmbCareStep(models.Model):
    """One thing that a care programme does, when, and who does it.

    * ``trigger`` *touch*: every so many days, weeks or months after the last contact
      of the kinds that ``what`` is fulfilled by (``FULFILLED_BY``); for a customer who
      was never contacted so, after the beginning of the programme.
    * any other trigger: so long after the event, for the earliest event that no such
      contact and no closed follow-up came after.
    * ``sample_percent`` below 100: only a random share of the customers, drawn anew in
      every period of the cadence. The draw is ``md5(seed, period, customer)``, so that
      anybody can repeat it.
    * of two steps with the same ``_same`` key in programmes of different tiers only
      the better tier's counts for a customer.
    """

    _name = "smb.care.step"
    _description = "Step of a Care Programme"
    _inherit = ["smb.input.mixin"]
    _order = "program_id, sequence, id"

    program_id = fields.Many2one(
        "smb.care.program",
        string="Programme",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True, translate=True)

    what = fields.Selection(
        [
            ("call", "Call"),
            ("visit", "Visit"),
            ("mail", "E-mail"),
            ("letter", "Letter"),
            ("message", "Message"),
            ("questionnaire", "Questionnaire"),
            ("report", "Business report"),
        ],
        required=True,
        default="call",
    )
    trigger = fields.Selection(
        [
            ("touch", "Since the last contact of this kind"),
            ("first_order", "After the first order"),
            ("delivery", "After a delivery"),
            ("invoice_paid", "After an invoice was paid"),
        ],
        string="When",
        required=True,
        default="touch",
        help="Later apps add their own, such as the end of a membership.",
    )
    interval_number = fields.Integer(string="After", required=True, default=30)
    interval_type = fields.Selection(
        [("days", "Days"), ("weeks", "Weeks"), ("months", "Months")],
        string="Unit of Time",
        required=True,
        default="days",
    )
    order_fulfils = fields.Boolean(
        string="An Order Will Do",
        help="A confirmed order counts as a contact for this step.",
    )
    any_fulfils = fields.Boolean(
        string="Any Contact Will Do",
        help="Contacts by other channels count as well, automatic mails never.",
    )

    who = fields.Selection(
        [
            ("owner", "The customer's salesperson"),
            ("representative", "The customer's service representative"),
            ("team", "A sales team in turn"),
            ("user", "Somebody named"),
        ],
        required=True,
        default="owner",
        help="Who is away for good is replaced: representative by salesperson, by team"
        " leader, by the fallback of the policy.",
    )
    team_id = fields.Many2one("crm.team", help="Who has the least open work is next.")
    user_id = fields.Many2one(
        "res.users", string="Named Person", domain=[("share", "=", False)]
    )

    mail_template_id = fields.Many2one(
        "mail.template",
        domain="[('model', '=', 'res.partner')]",
        ondelete="restrict",
        help="The text proposed or sent.",
    )
    automatic = fields.Boolean(
        string="Sent by Itself",
        help="On the day the mail goes out by itself, once; never to whom opted out.",
    )
    note = fields.Text(string="Instructions", translate=True)

    # who gets it
    domain = fields.Char(
        string="Only Customers",
        default="[]",
        help="Of the customers of the tier only those that match.",
    )
    lifecycle = fields.Selection(
        lambda self: self.env["smb.scorecard"]._fields["lifecycle"].selection,
        string="Only When",
    )
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(), string="Only in Language"
    )
    level = fields.Selection(
        lambda self: self.env["res.partner"]._fields["smb_relation_level"].selection,
        string="From Relation Level",
        help="Only for customers whose relation level, or that of their programme, is"
        " at least this one.",
    )
    sample_percent = fields.Float(
        string="Sample (%)",
        default=100,
        help="A random share of the customers, drawn anew in every period.",
    )
    sample_seed = fields.Char(
        string="Seed of the Draw",
        readonly=True,
        copy=False,
        default=lambda self: self._new_seed(),
        help="Makes the draw repeatable: the same seed draws the same customers.",
    )

    _interval_sane = models.Constraint(
        "CHECK (interval_number BETWEEN 1 AND 3650)",
        "A step comes after 1 to 3650 days, weeks or months.",
    )
    _sample_sane = models.Constraint(
        "CHECK (sample_percent > 0 AND sample_percent <= 100)",
        "A sample is more than 0 and at most 100 percent.",
    )

    def _same(self):
        """The key by which a better programme's step replaces a lower one's."""
        self.ensure_one()
        return self.what, self.trigger
