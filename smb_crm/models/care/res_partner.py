from odoo import fields, models

from ...tools.loading import CARE_COLUMNS
from ...tools.roles import CARE


class ResPartner(models.Model):
    """Who looks after a customer, and what comes next."""

    _inherit = "res.partner"

    smb_representative_id = fields.Many2one(
        "res.users",
        string="Service Representative",
        domain=[("share", "=", False)],
        index="btree_not_null",
        groups=CARE,
        help="The person whom this customer calls by name.",
        prefetch=CARE_COLUMNS,
    )
    smb_care_paused = fields.Boolean(
        string="Care Paused",
        groups=CARE,
        help="No follow-ups, greetings or automatic mails for this customer.",
        prefetch=CARE_COLUMNS,
    )
    smb_care_pause_reason = fields.Char(
        string="Paused Because", groups=CARE, prefetch=CARE_COLUMNS
    )
    smb_follow_up_ids = fields.One2many(
        "smb.follow.up", "partner_id", string="Follow-ups", groups=CARE
    )
