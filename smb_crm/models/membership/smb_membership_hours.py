from odoo import api, fields, models

from ...tools.benefits import year_of


class SmbMembership(models.Model):
    """Free hours of service: so many a year, booked by hand."""

    _inherit = "smb.membership"

    has_hours = fields.Boolean(compute="_compute_hours_left")
    hours_left = fields.Float(
        string="Free Hours Left",
        compute="_compute_hours_left",
        help="Of service, in the present year of the membership.",
    )

    @api.depends("level_id", "state", "use_ids.hours")
    def _compute_hours_left(self):
        for row in self:
            benefit = row._hours_benefit()
            row.has_hours = bool(benefit)
            day = self._today(row.company_id)
            row.hours_left = row._hours_left(benefit, day) if benefit else 0.0

    def _year(self, day):
        """The year of the membership around ``day``: its first and its last day."""
        return year_of(self.date_start, day)

    def _hours_benefit(self):
        """The benefit that brings hours today."""
        if not self._serves(self._today(self.company_id)):
            return self.env["smb.member.benefit"]
        return self._benefits_now()._of_kind("hours")[:1]

    def _hours_left(self, benefit, day):
        first, last = self._year(day)
        # sudo: a sum of this membership, which the caller may read
        [(used,)] = (
            self.env["smb.benefit.use"]
            .sudo()
            ._read_group(
                [
                    ("membership_id", "in", self._origin.ids),
                    ("benefit_id", "=", benefit.id),
                    ("date", ">=", first),
                    ("date", "<=", last),
                ],
                [],
                ["hours:sum"],
            )
        )
        return benefit.hours - (used or 0.0)

    def action_book_hours(self):
        """Ask how many hours were given, and what for."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Book Free Hours"),
            "res_model": "smb.benefit.hours",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_membership_id": self.id},
        }
