from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class SmbOwnershipChange(models.Model):
    """Whose a customer was and became, when and why.

    Written by handovers, the ownership countdown and claims; never changed or deleted.
    A *warning* is the morning on which the countdown stood at zero and the manager was
    told; it names the salesperson who may lose the customer.
    """

    _name = "smb.ownership.change"
    _description = "Change of Ownership"
    _inherit = ["smb.input.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Datetime(
        required=True, readonly=True, default=lambda self: fields.Datetime.now()
    )
    cause = fields.Selection(
        [
            ("warning", "Manager Told"),
            ("pool", "Went to the Customer Pool"),
            ("claim", "Claimed"),
            ("back", "Given Back by Hand"),
            ("handover", "Handed Over"),
            ("return", "Handover Returned"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(string="Because", readonly=True)
    from_user_id = fields.Many2one(
        "res.users", string="From", readonly=True, index=True, ondelete="set null"
    )
    to_user_id = fields.Many2one(
        "res.users", string="To", readonly=True, index=True, ondelete="set null"
    )
    team_id = fields.Many2one(
        "crm.team",
        readonly=True,
        ondelete="set null",
        help="The sales team of the salesperson who had the customer; its members may"
        " claim it.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        readonly=True,
        ondelete="set null",
        help="Who did it; empty for the countdown.",
    )
    counted_from = fields.Date(
        readonly=True, help="The last contact, or the day the countdown began."
    )
    is_last = fields.Boolean(string="Still So", compute="_compute_is_last")

    # a bare index: merging customers must not delete history
    _warned_once = models.UniqueIndex(
        "(company_id, partner_id, from_user_id, counted_from) WHERE cause = 'warning'"
    )
    _latest_idx = models.Index("(partner_id, company_id, date DESC)")

    @api.depends("partner_id")
    def _compute_is_last(self):
        """Whether the customer is still whose this change made it."""
        for change in self:
            change.is_last = (
                change.cause in ("pool", "claim")
                and change.partner_id.user_id == change.to_user_id
                and change == change._latest()
            )

    def _latest(self):
        """The customer's last change."""
        here = [("partner_id", "=", self.partner_id.id)]
        mine = [("company_id", "=", self.company_id.id), ("cause", "!=", "warning")]
        return self.search([*here, *mine], limit=1)

    @api.model
    def _remember(self, customers, company, cause, old, new, **vals):
        """Write down that ``customers`` went from ``old`` to ``new``."""
        # sudo: history is the server's; nobody writes it by hand
        return self.sudo().create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "cause": cause,
                    "from_user_id": old.id,
                    "to_user_id": new.id,
                    # sudo: a link that decides who may claim
                    "team_id": old.sudo().sale_team_id.id,
                    "user_id": False if self.env.su else self.env.uid,
                    **vals,
                }
                for customer in customers
            ]
        )

    def action_back(self):
        """Give customers back: out of the pool to whom they were taken from, or what
        was claimed to the pool."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise UserError(self.env._("Only sales managers give customers back."))
        for change in self:
            change.check_access("read")
            change._back()
        return True

    def _back(self):
        customer = self.partner_id
        customer._smb_lock_owner()
        self.invalidate_recordset(["is_last"])
        if not self.is_last:
            raise UserError(
                self.env._(
                    "%(customer)s changed hands again meanwhile.",
                    customer=customer.display_name,
                )
            )
        new = self.from_user_id if self.cause == "pool" else self.env["res.users"]
        # sudo: whether a colleague is still here
        here = new.active and self.company_id in new.sudo().company_ids
        if self.cause == "pool" and not here:
            raise UserError(
                self.env._("The last salesperson has left. Assign another one.")
            )
        customer._smb_set_owner(new, self.company_id, "back")

    # the merge of customers

    @api.model
    def _end_doubled_warnings(self, partners, remaining):
        """Warnings that would stand twice once ``partners`` are ``remaining``."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM smb_ownership_change WHERE id IN (
                    SELECT id FROM (
                        SELECT id, ROW_NUMBER() OVER (
                            PARTITION BY company_id, from_user_id, counted_from
                            ORDER BY partner_id = %s DESC, id) AS place
                          FROM smb_ownership_change
                         WHERE cause = 'warning' AND partner_id = ANY(%s)
                    ) ranked WHERE place > 1
                )
                """,
                remaining.id,
                (partners + remaining).ids,
            )
        )
