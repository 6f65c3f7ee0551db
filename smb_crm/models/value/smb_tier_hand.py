from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

FIXED = {"partner_id", "company_id", "user_id", "date_from"}


class SmbTierHand(models.Model):
    """A tier that a sales manager gives a customer, with a reason and an end.

    While it lasts it overrides what the figures say. It is never deleted: ending it
    archives it. Each act takes effect at once and is written into the history.
    """

    _name = "smb.tier.hand"
    _description = "Tier Set by Hand"
    _inherit = ["smb.input.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    tier_id = fields.Many2one(
        "smb.tier",
        ondelete="set null",
        check_company=True,
        index=True,
        domain="[('company_id', '=', company_id)]",
        help="Empty once it ended and the company gave up that tier.",
    )
    reason = fields.Char(required=True)
    date_from = fields.Date(
        string="From",
        required=True,
        readonly=True,
        default=lambda self: self._first_day(),
    )
    date_to = fields.Date(
        string="Until",
        required=True,
        default=lambda self: self._first_day() + relativedelta(months=3),
        help="The last day. A week before, and when it ends, the author gets a task.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Set By",
        readonly=True,
        default=lambda self: self.env.user,
    )
    active = fields.Boolean(default=True, readonly=True)
    warned = fields.Boolean(readonly=True)
    """The author was told that the end is near."""

    _once = models.UniqueIndex(
        "(company_id, partner_id) WHERE active",
        "This customer already has a tier set by hand. End that one first.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_to >= date_from)", "A tier cannot end before it begins."
    )
    _tier_known = models.Constraint(
        "CHECK (NOT active OR tier_id IS NOT NULL)", "Which tier shall it be?"
    )

    @api.constrains("reason")
    def _check_reason(self):
        for hand in self:
            if not hand.reason.strip():
                raise ValidationError(
                    self.env._(
                        "A tier set by hand needs a reason that others can read."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        hands = super().create([self._prepare_vals(vals) for vals in vals_list])
        hands._check_not_over()
        hands._take_effect("hand")
        return hands

    @api.model
    def _prepare_vals(self, vals):
        """The tier is the whole customer's, and who sets it is who is logged in."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        vals = {**vals, "partner_id": partner.commercial_partner_id.id}
        if not self.env.su:
            vals.update(user_id=self.env.uid, active=True, warned=False)
            vals.pop("date_from", None)
        company = self.env["res.company"].browse(vals.get("company_id"))
        vals.setdefault("date_from", self._first_day(company))
        return vals

    @api.model
    def _first_day(self, company=None):
        """Today by the clock of the company, which decides what is in force."""
        return self.env["smb.tier.policy"]._of(company or self.env.company)._today()

    def write(self, vals):
        if set(vals) <= {"warned"}:
            return super().write(vals)
        if FIXED & set(vals) or (vals.get("active") and not all(self.mapped("active"))):
            raise UserError(
                self.env._(
                    "Customer, author and beginning of a tier set by hand stay. End it"
                    " and set another one."
                )
            )
        if "date_to" in vals:
            vals = {**vals, "warned": False}
        result = super().write(vals)
        if "date_to" in vals and vals.get("active", True):
            self._check_not_over()
        self._take_effect("hand" if vals.get("active", True) else "hand_end")
        return result

    def _check_not_over(self):
        for hand in self.filtered("active"):
            if hand.date_to < hand._today():
                raise ValidationError(self.env._("The last day must not be over yet."))

    def _today(self):
        return self.env["smb.tier.policy"]._of(self.company_id)._today()

    def _take_effect(self, cause):
        """The customer moves now, not at night."""
        # sudo: computes and returns nothing; who may set a tier was checked before
        cards = self.env["smb.scorecard"].sudo()
        for company, hands in self.grouped("company_id").items():
            cards._refresh(hands.partner_id, company, cause=cause)

    def action_end(self):
        """From now on the figures decide again."""
        self.check_access("write")
        for hand in self.filtered("active"):
            last = max(hand.date_from, min(hand.date_to, hand._today()))
            hand.write({"active": False, "date_to": last})
        return {"type": "ir.actions.act_window_close"}
