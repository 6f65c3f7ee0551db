from odoo import api, fields, models

from .smb_membership import SOURCES

KINDS = [
    ("joined", "Joined"),
    ("renewed", "Renewed"),
    ("shortened", "Shortened"),
    ("up", "Level Up"),
    ("down", "Level Down"),
    ("suspended", "Suspended"),
    ("resumed", "Resumed"),
    ("left", "Left"),
    ("merged", "Merged"),
]


class SmbMembershipChange(models.Model):
    """One step in the life of a membership. Never changed, never deleted.

    Names of levels are kept as they were.
    """

    _name = "smb.membership.change"
    _description = "Membership History"
    _inherit = ["smb.input.mixin"]
    _order = "date desc, id desc"
    _rec_name = "membership_id"
    _log_access = False

    membership_id = fields.Many2one(
        "smb.membership", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True, index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    source = fields.Selection(SOURCES, string="Because It Was", readonly=True)
    from_level = fields.Char(readonly=True)
    to_level = fields.Char(readonly=True)
    to_level_id = fields.Many2one(
        "res.partner.grade", string="Level", readonly=True, ondelete="set null"
    )
    date_end = fields.Date(string="Until", readonly=True)
    reason = fields.Char(readonly=True)
    merged_away = fields.Boolean(
        readonly=True,
        help="Of customers that were merged later, while one of them was a member"
        " anyway: not counted as joined or left.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        readonly=True,
        ondelete="set null",
        help="Empty for what the nightly run did.",
    )

    @api.model
    def _count_once(self, memberships):
        """Customers that were merged joined when the first did, left with the last."""
        for membership in memberships:
            steps = membership.change_ids.sorted(lambda step: (step.date, step.id))
            if "merged" not in steps.mapped("kind"):
                continue
            members = 0
            for step in steps.filtered(
                lambda step: step.kind in ("joined", "left") and not step.merged_away
            ):
                was = members
                members = max(0, members + (1 if step.kind == "joined" else -1))
                if was and members:
                    step.merged_away = True
