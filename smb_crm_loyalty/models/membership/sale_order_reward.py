from odoo import models
from odoo.exceptions import UserError

from .smb_member_benefit import KIND


class SaleOrder(models.Model):
    """Odoo takes rewards off that the points don't pay for; members are told why."""

    _inherit = "sale.order"

    def action_confirm(self):
        # afterwards the reward would be gone and the total higher, without a word
        for order in self._smb_served():
            if lost := order._smb_lost_rewards():
                raise UserError(
                    self.env._(
                        "%(lost)s Click Update Benefits to see the new total, then"
                        " confirm again.",
                        lost=lost,
                    )
                )
        return super().action_confirm()

    def _update_programs_and_rewards(self):
        lost = self._smb_served() and self._smb_lost_rewards()
        result = super()._update_programs_and_rewards()
        if lost:
            self.message_post(body=lost)
        return result

    def _smb_update_benefits(self):
        rewarded = self.filtered(lambda order: order._smb_rewards())
        # as long as it is known what brought the points, and once more at new prices
        for order in rewarded:
            order._update_programs_and_rewards()
        result = super()._smb_update_benefits()
        for order in rewarded:
            order._update_programs_and_rewards()
        return result

    def _smb_rewards(self):
        """The lines that were paid for with points which benefits multiply."""
        return self.order_line.filtered(
            lambda line: line.coupon_id.program_id.program_type == "loyalty"
        )

    def _smb_lost_rewards(self):
        """Which rewards cost more points than the order brings without its benefit.

        :return: a sentence, empty when there are none
        """
        self.ensure_one()
        rewards = self.state in ("draft", "sent") and self._smb_rewards()
        if not rewards:
            return ""
        sentences = []
        for coupon, lines in rewards.grouped("coupon_id").items():
            benefit = self._smb_missed(coupon.program_id)
            brings = benefit and self._smb_too_few(coupon, lines)
            if brings:
                sentences.append(self._smb_tell_lost(lines, benefit, *brings))
        return " ".join(sentences)

    def _smb_missed(self, program):
        """The benefit of the level by which ``program`` brings no more points now."""
        # sudo: the reason for what the caller's own order costs, nothing else
        order = self.sudo()
        benefits = order.env["smb.member.benefit"].with_context(active_test=False)
        if order._smb_benefits()._of_kind(KIND)._for_program(program):
            return benefits.browse()
        level = order.smb_membership_id.level_id
        found = benefits.search(
            [
                ("kind", "=", KIND),
                ("level_id", "=", level.id),
                ("company_id", "=", order.company_id.id),
            ]
        )
        return found._for_program(program)

    def _smb_too_few(self, coupon, lines):
        """The points before and now, where now they don't pay for ``lines``."""
        entries = self.coupon_point_ids.filtered(lambda one: one.coupon_id == coupon)
        before = sum(entries.mapped("points"))
        program = coupon.program_id
        status = self._program_check_compute_points(program)[program]
        now = sum(status.get("points") or [0])
        left = self._get_real_points_for_coupon(coupon)
        short = coupon.currency_id.round(left - before + now)
        return (before, now) if left >= 0 > short else None

    def _smb_tell_lost(self, lines, benefit, before, now):
        return self.env._(
            "The points don't pay for %(reward)s any more: this order brings %(now)s of"
            " them, before %(before)s. %(why)s",
            reward=", ".join(lines.reward_id.mapped("description")),
            now=f"{now:g}",
            before=f"{before:g}",
            why=self.sudo()._smb_why(benefit, {}),  # sudo: as above
        )
