from odoo import api, fields, models
from odoo.exceptions import UserError

KIND = "handover"


class SmbHandover(models.Model):
    """A letter that tells the customers who looks after them from now on."""

    _inherit = "smb.handover"

    letter = fields.Selection(
        [("none", "No letter"), ("mail", "By e-mail"), ("print", "On paper")],
        required=True,
        default="none",
        help="E-mails wait in the outbox once the customers have moved.",
    )
    letter_template_id = fields.Many2one(
        "mail.template",
        string="Text",
        domain=[("model", "=", "res.partner")],
        default=lambda self: self.env.ref(
            "smb_crm.smb_handover_letter", raise_if_not_found=False
        ),
        ondelete="set null",
    )
    letter_preview = fields.Html(
        # nothing in it can run
        compute="_compute_letter_preview",
        sanitize_attributes=True,
        sanitize_style=True,
    )

    @api.depends("letter", "letter_template_id", "line_ids", "to_user_id")
    def _compute_letter_preview(self):
        for handover in self:
            lines = handover._letter_lines()[:1]
            wanted = handover.letter != "none" and handover.letter_template_id
            handover.letter_preview = (
                handover._letter_to(lines)._preview_body()
                if lines and wanted
                else False
            )

    def _letter_lines(self):
        """The customers who moved, or would."""
        return self.line_ids.filtered(
            lambda line: line.kind == "customer" and line.state in ("planned", "moved")
        )

    def _letter_to(self, line):
        """The letter to one customer, as a mail of the outbox that is not stored."""
        # sudo: shows the manager a text about a customer whom he hands over
        return self.env["smb.sending"].sudo().new(self._letter_row(line))

    def _letter_row(self, line):
        return {
            "company_id": self.company_id.id,
            "partner_id": line.partner_id.id,
            "kind": KIND,
            "key": str(self.id or self._origin.id),
            "date": self._day(self.company_id),
            "user_id": self.to_user_id.id,
            "template_id": self.letter_template_id.id or None,
        }

    def _finish(self):
        moved = self.state == "running"
        result = super()._finish()
        if moved and self.letter == "mail":
            self._queue_letters()
        return result

    def _queue_letters(self):
        # sudo: the outbox is the server's; who handed over chose to write
        outbox = self.env["smb.sending"].sudo()
        rows = [self._letter_row(line) for line in self.sudo()._letter_lines()]
        if outbox._queue([row for row in rows if row["partner_id"]]):
            outbox._wake()

    def action_print_letters(self):
        """Print the letters, a page for each customer."""
        self.ensure_one()
        self.check_access("read")
        if not self.letter_template_id or not self._letter_lines():
            raise UserError(
                self.env._("Choose a text and make a preview of the customers first.")
            )
        report = self.env.ref("smb_crm.smb_handover_letter_report")
        return report.report_action(self)

    def action_print_dossiers(self):
        """Print what the successor needs to know about each customer."""
        self.ensure_one()
        self.check_access("read")
        customers = self._letter_lines().partner_id
        if not customers:
            raise UserError(self.env._("Make a preview of the customers first."))
        return self.env.ref("smb_crm.smb_dossier_report").report_action(customers)
