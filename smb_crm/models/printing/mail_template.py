from odoo import models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _generate_template_attachments(self, res_ids, render_fields, *words, **more):
        """Documents go out on the company's own paper, where one stands in."""
        template = self
        if self.model in self.env["smb.print.template"]._replaced():
            template = self.with_context(smb_own_paper=True)
        return super(MailTemplate, template)._generate_template_attachments(
            res_ids, render_fields, *words, **more
        )
