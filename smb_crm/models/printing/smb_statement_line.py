from odoo import fields, models


class SmbStatementLine(models.AbstractModel):
    """A line of a statement of account, as papers name it. Nothing is stored."""

    _name = "smb.statement.line"
    _description = "Line of a Statement of Account"
    _inherit = ["smb.input.mixin"]

    name = fields.Char()
    date = fields.Date()
    document = fields.Char()
    type = fields.Char()
    reference = fields.Char(string="Your Reference")
    other = fields.Char(string="Other Customer")
    date_due = fields.Date(string="Due Date")
    days_late = fields.Integer()
    currency_id = fields.Many2one("res.currency")
    amount = fields.Monetary()
    charge = fields.Monetary(string="Charges")
    payment = fields.Monetary(string="Payments and Credits")
    balance = fields.Monetary()
