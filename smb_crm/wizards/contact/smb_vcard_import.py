from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.vcard import MAX_BYTES, VcardError, parse

MAX_CARDS = 2000


class SmbVcardImport(models.TransientModel):
    """Business cards in .vcf files become customers, with a look at each before.

    Reading lists every card with what will happen to it, unreadable ones with their
    text and the reason. Importing carries out what the list says, card by card: one
    that fails stops no other. The same file again creates nothing.
    """

    _name = "smb.vcard.import"
    _inherit = ["smb.card.maker"]
    _description = "Business Card Import"

    state = fields.Selection(
        [("upload", "Files"), ("preview", "Preview"), ("done", "Result")],
        default="upload",
        readonly=True,
    )
    attachment_ids = fields.Many2many("ir.attachment", string="vCard Files")
    line_ids = fields.One2many("smb.vcard.import.line", "import_id", string="Cards")
    summary = fields.Char(compute="_compute_summary")

    @api.depends("state", "line_ids.action", "line_ids.result")
    def _compute_summary(self):
        for run in self:
            done = run.state == "done"
            states = run.line_ids.mapped("result" if done else "action")
            run.summary = self.env._(
                "%(total)s cards: %(create)s new, %(update)s completed, %(skip)s"
                " skipped, %(error)s with errors",
                total=len(states),
                create=states.count("create"),
                update=states.count("update"),
                skip=states.count("skip"),
                error=states.count("error"),
            )

    # reading

    def action_read(self):
        """List the cards of the files with a proposal for each."""
        self.ensure_one()
        if not self.attachment_ids:
            raise UserError(self.env._("Choose at least one vCard file (.vcf) first."))
        cards = self._read_cards()
        lines = self.env["smb.vcard.import.line"]
        self.line_ids = [
            fields.Command.clear(),
            *(fields.Command.create(lines._prepare_line_vals(card)) for card in cards),
        ]
        self.line_ids._propose()
        self.state = "preview"
        return self._reopen()

    def _read_cards(self):
        cards = []
        for attachment in self.attachment_ids.sorted("id"):
            cards += self._read_file(attachment, MAX_CARDS - len(cards))
        return cards

    def _read_file(self, attachment, room):
        """The cards of one file, at most ``room``.

        :raise UserError: when the file is too large, holds too many or no cards
        """
        try:
            if attachment.file_size > MAX_BYTES:
                raise VcardError("large")
            cards = list(islice(parse(attachment.raw or b""), room + 1))
            if len(cards) > room:
                raise VcardError("many")
        except VcardError as error:
            raise UserError(self._file_error(attachment.name, error.args[0])) from error
        return cards

    @api.model
    def _file_error(self, name, reason):
        if reason == "large":
            return self.env._(
                "%(file)s is larger than 10 MB. Export the cards in several files.",
                file=name,
            )
        if reason == "many":
            return self.env._(
                "These files hold more than %(limit)s cards. Import them in parts.",
                limit=MAX_CARDS,
            )
        return self.env._(
            "%(file)s holds no business cards. Choose a file in vCard format (.vcf).",
            file=name,
        )

    # importing

    def action_import(self):
        """Carry out what the list says, card by card."""
        self.ensure_one()
        if self.state == "preview":
            companies = {}
            for line in self.line_ids:
                line._carry_out(companies)
            self.state = "done"
            self._remove_files()
        return self._reopen()

    def _remove_files(self):
        """The address books, once read, are nobody's business."""
        # sudo: only files that were uploaded for these very runs
        files = self.sudo().attachment_ids.filtered(
            lambda file: (
                file.res_model == self._name and file.create_uid in self.create_uid
            )
        )
        files.unlink()

    def unlink(self):
        self._remove_files()
        return super().unlink()

    def action_back(self):
        """Return to the choice of files."""
        self.ensure_one()
        self.line_ids.unlink()
        self.state = "upload"
        return self._reopen()

    def action_open_customers(self):
        """Show the customers that came out of this import."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_customer_action"
        )
        made = self.line_ids.filtered(lambda line: line.result in ("create", "update"))
        return {
            **action,
            "domain": [("id", "in", made.partner_id.ids)],
            "context": {},
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Business Cards"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
