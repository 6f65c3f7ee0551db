from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_round

KIND = "points"
# as Odoo rounds the points that it counts from an amount
POINT_DIGITS = 2


class SmbMemberBenefit(models.Model):
    """Members earn more points with their orders than other customers do."""

    _inherit = "smb.member.benefit"

    kind = fields.Selection(
        selection_add=[(KIND, "More Loyalty Points")], ondelete={KIND: "cascade"}
    )
    points_factor = fields.Float(
        string="Points Times",
        default=2.0,
        help="2: members earn twice the points of other customers.",
    )
    program_ids = fields.Many2many(
        "loyalty.program",
        string="Loyalty Programs",
        domain=[("program_type", "=", "loyalty")],
        check_company=True,
        help="Empty: all loyalty programs.",
    )

    _points_factor_sane = models.Constraint(
        "CHECK (points_factor > 0)", "Points are multiplied by more than 0."
    )

    @api.constrains("kind", "program_ids")
    def _check_programs(self):
        """Coupons, gift cards and the like count money or uses, not points."""
        for benefit in self:
            others = benefit.program_ids.filtered(
                lambda program: program.program_type != "loyalty"
            )
            if benefit.kind == KIND and others:
                raise ValidationError(
                    self.env._(
                        "%(program)s is no loyalty program: it has no points that"
                        " could be multiplied. Choose another one.",
                        program=others[0].name,
                    )
                )

    @api.constrains("program_ids")
    def _check_overlap_of_programs(self):
        self._check_overlap()

    def _clashes(self, other):
        if self.kind != KIND:
            return super()._clashes(other)
        same = self.program_ids & other.program_ids
        everywhere = not self.program_ids or not other.program_ids
        return bool(same or everywhere) and self._same_days(other)

    @api.model
    def _kinds_on_orders(self):
        return (*super()._kinds_on_orders(), KIND)

    def _rests_on(self):
        rests = super()._rests_on()
        if self.kind == KIND:
            rests += self.with_context(active_test=False).program_ids
        return rests

    def _words_of_kind(self):
        points = self.env._("%s times the loyalty points", f"{self.points_factor:g}")
        return {**super()._words_of_kind(), KIND: points}

    def _for_program(self, program):
        """The first of these by which ``program`` brings more points."""
        return self.filtered(
            lambda benefit: (
                benefit.kind == KIND
                and program.program_type == "loyalty"
                and (not benefit.program_ids or program in benefit.program_ids)
            )
        )[:1]

    def _multiplied(self, points):
        """So many ``points`` of other customers are so many for members."""
        return float_round(
            points * self.points_factor,
            precision_digits=POINT_DIGITS,
            rounding_method="DOWN",
        )
