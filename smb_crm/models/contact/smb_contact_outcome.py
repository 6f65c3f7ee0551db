from odoo import fields, models


class SmbContactOutcome(models.Model):
    """How a contact ended: reached, no answer, order, complaint."""

    _name = "smb.contact.outcome"
    _description = "Contact Outcome"
    _inherit = ["smb.input.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    result = fields.Selection(
        [("success", "Success"), ("neutral", "Neutral"), ("failure", "Failure")],
        required=True,
        default="neutral",
        help="Counts in the success share of the contact analysis.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
