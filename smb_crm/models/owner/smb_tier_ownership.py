from odoo import api, models
from odoo.tools import SQL

# by the place of the tier, from the best; lower tiers keep their customers for ever
DAYS = (14, 30, 90)


class SmbTierPolicy(models.Model):
    """Tiers come with sensible days of ownership."""

    _inherit = "smb.tier.policy"

    @api.model
    def _prepare_tiers(self):
        commands = super()._prepare_tiers()
        for (_command, _id, vals), days in zip(commands, DAYS, strict=False):
            vals["ownership_days"] = days
        return commands

    @api.model
    def _fill_ownership_days(self):
        """Give the tiers of policies in which nobody set days the usual ones."""
        self.env.flush_all()
        values = SQL(", ").join(SQL("(%s, %s)", n, d) for n, d in enumerate(DAYS, 1))
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_tier SET ownership_days = usual.days
                  FROM (SELECT id, ROW_NUMBER() OVER (
                               PARTITION BY policy_id ORDER BY sequence, id) AS place,
                               MAX(ownership_days) OVER (
                               PARTITION BY policy_id) AS known
                          FROM smb_tier) ranked
                  JOIN (VALUES %s) usual(place, days) ON usual.place = ranked.place
                 WHERE ranked.id = smb_tier.id AND COALESCE(ranked.known, 0) = 0
                """,
                values,
            )
        )
        self.env["smb.tier"].invalidate_model(["ownership_days"])
