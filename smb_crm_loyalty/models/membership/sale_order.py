from odoo import models

from .smb_member_benefit import KIND


class SaleOrder(models.Model):
    """A member's order earns more points; Odoo gives them and takes them back."""

    _inherit = "sale.order"

    def _program_check_compute_points(self, programs):
        result = super()._program_check_compute_points(programs)
        benefits = self._smb_benefits()._of_kind(KIND)
        if not benefits:
            return result
        for program, status in result.items():
            benefit = benefits._for_program(program)
            if benefit and status.get("points"):
                status["points"] = [
                    benefit._multiplied(points) for points in status["points"]
                ]
        return result

    def _smb_wanted_uses(self):
        wanted = super()._smb_wanted_uses()
        benefits = self._smb_benefits()._of_kind(KIND)
        if not benefits:
            return wanted
        for benefit in benefits:
            if self._smb_points_by(benefit, benefits):
                wanted[(benefit.id, False)] = self._smb_prepare_use(benefit, 0)
        return wanted

    def _smb_points_by(self, benefit, benefits):
        """Points of this order that ``benefit``, of all its benefits, multiplied."""
        # sudo: a sum of points that whoever may see the order may know
        return sum(
            entry.points
            for entry in self.sudo().coupon_point_ids
            if benefits._for_program(entry.coupon_id.program_id) == benefit
        )

    def _smb_why_given(self, benefit):
        sentence = super()._smb_why_given(benefit)
        note = self._smb_note_given(benefit)
        return f"{sentence} ({note})" if note else sentence

    def _smb_note_given(self, benefit):
        if benefit.kind != KIND:
            return super()._smb_note_given(benefit)
        points = self._smb_points_by(benefit, self._smb_benefits()._of_kind(KIND))
        return self.env._("%s points with this order", f"{points:g}")

    def _smb_why_not_here(self, benefit):
        if benefit.kind != KIND:
            return super()._smb_why_not_here(benefit)
        if self.state == "sale":
            return self.env._("This order brought no points.")
        return self.env._(
            "No points so far: they are counted with the rewards, at the latest when"
            " the order is confirmed."
        )
