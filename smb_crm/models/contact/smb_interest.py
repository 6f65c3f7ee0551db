from odoo import fields, models


class SmbInterest(models.Model):
    """What a customer cares about: sailing, organic food, motor sport."""

    _name = "smb.interest"
    _description = "Customer Interest"
    _inherit = ["smb.input.mixin"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: (self.env.uid * 7) % 11 + 1)
    active = fields.Boolean(default=True)
