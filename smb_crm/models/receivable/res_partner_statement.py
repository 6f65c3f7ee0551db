from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    smb_no_statement = fields.Boolean(
        string="No Monthly Statement",
        help="The statement of account that goes out each month is not sent to this"
        " customer. Statements sent by hand are.",
    )

    def _smb_choose_statement(self, wanted):
        """Whether this customer gets monthly statements, as one of his people said.

        :param wanted: what the customer's own page says; the caller checked whose
        """
        for customer in self.commercial_partner_id:
            if customer.smb_no_statement == wanted:
                customer.smb_no_statement = not wanted
                customer.message_post(
                    body=self.env._("Wants monthly statements of account.")
                    if wanted
                    else self.env._("Wants no monthly statements of account."),
                    author_id=self.env.user.partner_id.id,
                    subtype_xmlid="mail.mt_note",
                )
