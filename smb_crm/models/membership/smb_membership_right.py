from datetime import date, timedelta

from odoo import fields, models

from ...tools.entitled import place
from .smb_membership import SOURCES

DAY = timedelta(days=1)


class SmbMembershipRight(models.Model):
    """What entitles a member to a level: bought, earned by tier or given by a manager.

    A member has the best level among the rights of the day. Rights are independent of
    each other, so that each can be taken back alone:

    * what was **bought** for some months begins after what was bought or given before
      at the same level or a better one, and stands still while a better one that was
      bought runs. Cancelling the order takes out its months and nothing else;
    * what was **earned** runs until the tier earns it no longer and the grace is over;
    * what a manager **gave** runs between its dates.

    Months are those of the day of the purchase, whatever becomes of the level.
    """

    _name = "smb.membership.right"
    _description = "Right to a Level"
    _inherit = ["smb.input.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "level_id"

    membership_id = fields.Many2one(
        "smb.membership", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    level_id = fields.Many2one(
        "res.partner.grade",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    source = fields.Selection(SOURCES, string="By", required=True, readonly=True)
    date = fields.Date(string="Since", required=True, readonly=True)
    months = fields.Integer(string="Months Bought", readonly=True)
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="Until", readonly=True, help="Empty: no end.")
    closed_on = fields.Date(
        string="Ended On", readonly=True, help="Ended on this day, before its time."
    )
    cancelled = fields.Boolean(readonly=True)
    order_line_id = fields.Many2one(
        "sale.order.line", readonly=True, index="btree_not_null", ondelete="set null"
    )
    order_id = fields.Many2one(related="order_line_id.order_id", string="Bought With")
    reason = fields.Char(readonly=True)

    def _rank(self):
        """Better levels first."""
        return self.level_id.sequence, self.level_id.id

    def _place(self):
        """Give what was bought its days; what was given or earned has them."""
        bought = self.filtered(
            lambda right: (
                right.source == "order" and (right.months or not right.date_to)
            )
        )
        given = (self - bought).filtered(lambda right: right.source != "tier")
        placed = self.browse()
        for right in bought.sorted(lambda right: (right._rank(), right.id)):
            before = given.filtered(lambda one, than=right: one.id < than.id)
            first, last = right._span(placed | before) or (False, False)
            if (right.date_from, right.date_to or None) != (first, last or None):
                right.write({"date_from": first, "date_to": last or False})
            placed |= right

    def _span(self, others):
        taken = [
            (one.date_from, one.date_to or None)
            for one in others
            if one.date_from and one.date_to and one._rank() <= self._rank()
        ]
        span = place(self.date, self.months, taken)
        if not span or not self.closed_on:
            return span
        first, last = span
        last = min(last or self.closed_on, self.closed_on - DAY)
        return (first, last) if last >= first else None

    def _on(self, day):
        """Those that count on ``day``."""
        return self.filtered(
            lambda right: (
                right.date_from
                and right.date_from <= day
                and (not right.date_to or right.date_to >= day)
            )
        )

    def _after(self, day):
        """Those that begin after ``day``."""
        return self.filtered(lambda right: right.date_from and right.date_from > day)

    def _close(self, day):
        """They count until the day before ``day``."""
        for right in self:
            right.closed_on = day
            if right.months:
                continue
            if not right.date_from or right.date_from >= day:
                right.cancelled = True
            elif not right.date_to or right.date_to >= day:
                right.date_to = day - DAY

    def _best(self):
        """The one of the best level that lasts longest."""
        lasting = self.sorted(lambda right: right.date_to or date.max, reverse=True)
        return lasting.sorted(lambda right: right._rank())[:1]
