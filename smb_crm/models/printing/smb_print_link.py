import logging
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import consteq, hash_sign, verify_hash_signed

_logger = logging.getLogger(__name__)

SCOPE = "smb_crm.print.link"
# days a link may live
LONGEST = 365
KEPT = timedelta(days=365)


class SmbPrintLink(models.Model):
    """A document on its paper, to be looked at without a login until a day.

    The address holds a signed token. What it shows is read at that moment with the
    rights of whoever shared it: when that person may not read the document any more,
    nor can anybody by the link.
    """

    _name = "smb.print.link"
    _description = "Shared Paper"
    _inherit = ["smb.input.mixin"]
    _order = "id desc"

    name = fields.Char(string="Document", required=True, readonly=True)
    template_id = fields.Many2one(
        "smb.print.template",
        string="Paper",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(string="Number of the Document", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Shared by",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    date_end = fields.Datetime(string="Until", required=True, readonly=True)
    revoked = fields.Boolean(string="Withdrawn", readonly=True)
    nonce = fields.Char(required=True, groups="base.group_system", copy=False)

    _document_idx = models.Index("(model, res_id)")

    @api.model
    def _share(self, template, record, days):
        """A link to ``record`` on ``template`` for so many days.

        :return: (link, address)
        :raise AccessError: when the user may not read the document
        :raise UserError: when the days or the paper do not fit
        """
        record.ensure_one()
        template._check_printable(record, "html")
        if not 1 <= days <= LONGEST:
            raise UserError(
                self.env._("A link lives for 1 to %(days)s days.", days=LONGEST)
            )
        company = template._reader()._issuer(record) or self.env.company
        # sudo: nobody else writes links; that the user may read all of it was checked
        link = self.sudo().create(
            {
                "name": record.display_name,
                "template_id": template.id,
                "company_id": company.id,
                "model": record._name,
                "res_id": record.id,
                "user_id": self.env.uid,
                "date_end": fields.Datetime.now() + timedelta(days=days),
                "nonce": secrets.token_urlsafe(24),
            }
        )
        _logger.info(
            "%s shared by user %s until %s", record, self.env.uid, link.date_end
        )
        link._note(record, self.env._("Shared by a link until %(day)s: %(paper)s"))
        return link.sudo(False), link._address()

    def _note(self, record, text):
        """Tell the document's own page who shared it or took the link back."""
        # sudo: a note of what happened, on a document the user may read
        words = {"day": fields.Date.to_string(self.date_end), "paper": self.name}
        record.sudo()._message_log(
            body=text % words, author_id=self.env.user.partner_id.id
        )

    def _address(self):
        """Where the paper is seen; for who may give the link to others."""
        # sudo: the secrets that tokens are signed with
        one = self.sudo()
        token = hash_sign(one.env, SCOPE, [one.id, one.nonce], expiration=one.date_end)
        return f"{one.get_base_url()}/smb/p/{token}"

    @api.model
    def _of_token(self, token):
        """The living link that ``token`` names, without rights, or none."""
        # sudo: who holds the token has no user; nothing of the link is shown
        links = self.sudo()
        try:
            vals = verify_hash_signed(links.env, SCOPE, token[:512])
        except ValueError:
            return self.browse()
        if not vals:
            return self.browse()
        link = links.browse(vals[0]).exists()
        alive = (
            link
            and consteq(link.nonce, vals[1])
            and not link.revoked
            and link.date_end > fields.Datetime.now()
            and link.user_id.active
        )
        return link.sudo(False) if alive else self.browse()

    def _shown(self):
        """The page, read with the rights of who shared it; None when they ended."""
        # sudo: the link's own columns; all that is shown is read without it
        link = self.sudo()
        user = link.user_id
        context = {"allowed_company_ids": link.company_id.ids, "lang": user.lang}
        env = self.env(user=user.id, context=context, su=False)
        try:
            record = env[link.model].browse(link.res_id).exists()
            template = env["smb.print.template"].browse(link.template_id.id)
            return template.render(record, "html")[0] if record else None
        except (AccessError, UserError):
            return None

    def action_revoke(self):
        """Nobody sees the paper by this link any more.

        :raise AccessError: for links of others, unless for sales managers
        """
        self.check_access("read")
        for link in self:
            # sudo: nobody else writes links; whose it is was checked
            link.sudo().revoked = True
            _logger.info("link %s withdrawn by user %s", link.id, self.env.uid)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.autovacuum
    def _gc_links(self):
        """Who shared what is kept for a year after the link ended."""
        old = [("date_end", "<", fields.Datetime.now() - KEPT)]
        self.sudo().search(old, limit=1000).unlink()  # sudo: a job of the system
