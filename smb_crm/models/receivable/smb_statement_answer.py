from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import formatLang, plaintext2html

from ...tools.text import is_named

# nobody needs to say more often on one day whether the figures are right
PER_DAY = 5
LONGEST = 2000
# who looked into it and says that the documents are right, or were put right
ACCOUNTANTS = "account.group_account_invoice"


class SmbStatementAnswer(models.Model):
    """What a customer said of a statement of account: right, or wrong because.

    The row keeps the amounts that the customer saw, for the ledger goes on. Written by
    the customer's page only, and never changed. The documents that the customer named
    are in dispute, and nobody is reminded of them, until an accountant ends it.
    """

    _name = "smb.statement.answer"
    _description = "Answer to a Statement"
    _inherit = ["smb.input.mixin"]
    _order = "create_date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    person_id = fields.Many2one(
        "res.partner", string="Answered By", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    date = fields.Date(string="Statement As Of", required=True, readonly=True)
    agreed = fields.Boolean(readonly=True)
    reason = fields.Text(readonly=True)
    amounts = fields.Char(
        string="Balance Shown",
        readonly=True,
        help="What was open on that day, in each currency.",
    )
    total = fields.Monetary(
        string="Balance in Company Currency",
        readonly=True,
        currency_field="currency_id",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        related="partner_id.user_id", string="Salesperson", store=True, index=True
    )

    move_ids = fields.Many2many(
        "account.move",
        string="Documents in Question",
        readonly=True,
        help="What the customer ticked, or named in the reason.",
    )
    # a salesperson reads no entries, but the numbers
    document_names = fields.Char(compute="_compute_document_names", string="Documents")
    disputed = fields.Boolean(
        string="In Dispute",
        readonly=True,
        help="Nobody is reminded of these documents until an accountant ends it.",
    )
    ended_by_id = fields.Many2one(
        "res.users", string="Dispute Ended By", readonly=True, ondelete="set null"
    )
    ended_date = fields.Date(string="Dispute Ended On", readonly=True)

    _reason_given = models.Constraint(
        "CHECK (agreed OR COALESCE(reason, '') <> '')",
        "Who disagrees says why.",
    )

    @api.depends("move_ids.name")
    def _compute_document_names(self):
        for answer in self:
            answer.document_names = answer._documents()

    @api.constrains("reason")
    def _check_reason(self):
        if any(len(answer.reason or "") > LONGEST for answer in self):
            raise ValidationError(
                self.env._("Please tell it in %(max)s characters.", max=LONGEST)
            )

    @api.model
    def _answer(self, person, agreed, reason="", documents=()):
        """Note what ``person`` says of the customer's open items as of today.

        :param person: the contact who answers; the caller checked that it is the one
            who is logged in
        :param documents: numbers of the documents in question; those that the reason
            names count too, and only those that stand in the statement
        :raise UserError: without a reason for disagreeing, or too often on a day
        """
        customer, company = person.commercial_partner_id, self.env.company
        day = self.env["smb.ageing"]._today(company)
        said = (reason or "").strip()
        if not agreed and not said:
            raise UserError(self.env._("Please tell us what is wrong."))
        today = [("partner_id", "=", customer.id), ("date", "=", day)]
        if self.search_count(today, limit=PER_DAY) >= PER_DAY:
            raise UserError(
                self.env._("Thank you, we have your answers of today. We call you.")
            )
        statements = self.env["smb.statement"]._compute(customer, date_to=day)
        moves = [] if agreed else self._named(statements, said, documents)
        answer = self.create(
            {
                "partner_id": customer.id,
                "person_id": person.id,
                "company_id": company.id,
                "date": day,
                "agreed": agreed,
                "reason": False if agreed else said,
                "amounts": self._amounts(statements),
                "total": sum(row["closing_company"] for row in statements),
                "move_ids": [Command.set(moves)],
                "disputed": bool(moves),
            }
        )
        answer._tell()
        return answer

    @api.model
    def _named(self, statements, said, documents):
        """Ids of the documents of these statements that are ticked or told of."""
        ticked = set(documents)
        lines = [line for row in statements for line in row["lines"]]
        return list(
            dict.fromkeys(
                line["move_id"]
                for line in lines
                if line["document"]
                and (line["document"] in ticked or is_named(line["document"], said))
            )
        )

    @api.model
    def _amounts(self, statements):
        currencies = self.env["res.currency"]
        return "; ".join(
            formatLang(
                self.env,
                row["closing"],
                currency_obj=currencies.browse(row["currency_id"]),
            )
            for row in statements
        )

    def _tell(self):
        """A note with the customer, and somebody to look at what is wrong."""
        for answer in self:
            owner = answer._owner()
            here = answer.with_context(lang=owner.lang or self.env.lang)
            answer.partner_id.message_post(
                body=here._words(),
                author_id=answer.person_id.id,
                subtype_xmlid="mail.mt_note",
            )
            if owner and not answer.agreed:
                here._plan_look(owner)

    def _words(self):
        amounts = self.amounts or self.env._("nothing open")
        day = fields.Date.to_string(self.date)
        if self.agreed:
            return self.env._(
                "Agreed with the statement of account of %(day)s: %(amounts)s.",
                day=day,
                amounts=amounts,
            )
        return self.env._(
            "Disagrees with the statement of account of %(day)s (%(amounts)s):"
            " %(reason)s",
            day=day,
            amounts=amounts,
            reason=self.reason,
        )

    def action_end_dispute(self):
        """The documents were looked into: reminders go on.

        :raise AccessError: for who keeps no books
        """
        self.check_access("read")
        if not self.env.user.has_group(ACCOUNTANTS):
            raise AccessError(self.env._("Accountants end a dispute."))
        open_ = self.filtered("disputed")
        # sudo: nobody may write answers; who may end it was just checked
        open_.sudo().write(
            {
                "disputed": False,
                "ended_by_id": self.env.uid,
                "ended_date": fields.Date.context_today(self),
            }
        )
        for answer in open_:
            answer.sudo().partner_id.message_post(
                body=answer.env._(
                    "The dispute about %(documents)s has ended.",
                    documents=answer._documents(),
                ),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="mail.mt_note",
            )

    def _documents(self):
        # sudo: numbers of the documents that the customer named in this answer
        return ", ".join(self.sudo().move_ids.mapped("name"))

    def _owner(self):
        """The customer's salesperson, else who stands in for nobody's customers."""
        policy = self.env["smb.policy"]._of(self.company_id)
        candidates = (self.partner_id.user_id, policy.care_fallback_id)
        known = (u for u in candidates if u.active and not u.share)
        return next(known, self.env["res.users"])

    def _plan_look(self, owner):
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.partner_id.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "summary": self.env._("Disagrees with the statement of account"),
                # what a customer typed is text
                "note": plaintext2html(self._words()),
                "user_id": owner.id,
                "date_deadline": self.date,
            }
        )
