from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare


class SmbBenefitHours(models.TransientModel):
    """Hours of service that a member was given free of charge."""

    _name = "smb.benefit.hours"
    _description = "Free Hours to Book"
    _inherit = ["smb.input.mixin"]

    membership_id = fields.Many2one(
        "smb.membership", required=True, readonly=True, ondelete="cascade"
    )
    hours_left = fields.Float(related="membership_id.hours_left")
    hours = fields.Float(
        required=True, help="A negative number gives back what was booked wrongly."
    )
    reason = fields.Char(string="What For", required=True)

    def action_apply(self):
        """Book them into the ledger.

        :raise UserError: for more hours than are left, or than were used
        """
        self.ensure_one()
        membership = self.membership_id
        membership.check_access("read")
        benefit = membership._hours_benefit()
        if not benefit:
            raise UserError(
                self.env._("The level of this member brings no free hours today.")
            )
        # two who book at once do so one after the other
        membership.sudo().lock_for_update()  # sudo: a lock, nothing is changed
        day = membership._today(membership.company_id)
        left = membership._hours_left(benefit, day)
        self._check_hours(left, benefit.hours - left)
        # sudo: the ledger, which is written by our methods alone; checked above
        uses = self.env["smb.benefit.use"].sudo()
        uses.create(self._prepare_use(membership, benefit, day))
        return {"type": "ir.actions.act_window_close"}

    def _check_hours(self, left, used):
        if float_compare(self.hours, 0, precision_digits=2) == 0:
            raise UserError(self.env._("How many hours shall be booked?"))
        too_many = float_compare(self.hours, left, precision_digits=2) > 0
        if too_many or float_compare(-self.hours, used, precision_digits=2) > 0:
            raise UserError(
                self.env._(
                    "%(left)s free hours are left and %(used)s were used this year:"
                    " book no more than that.",
                    left=f"{left:g}",
                    used=f"{used:g}",
                )
            )

    def _prepare_use(self, membership, benefit, day):
        return {
            "name": benefit.name,
            "benefit_id": benefit.id,
            "kind": "hours",
            "membership_id": membership.id,
            "partner_id": membership.partner_id.id,
            "company_id": membership.company_id.id,
            "level_id": membership.level_id.id,
            "date": day,
            "uses": 1 if self.hours > 0 else -1,
            "hours": self.hours,
            "currency_id": membership.company_id.currency_id.id,
            "reason": self.reason,
        }
