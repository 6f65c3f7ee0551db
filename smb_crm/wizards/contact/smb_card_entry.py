from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.contact.smb_card_maker import LIKELY


class SmbCardEntry(models.TransientModel):
    """A business card typed in one go: company, person and the first contact.

    At least one way to reach the person is asked for. Who is likely known already is
    shown before anything is saved; a known company is used, not made again.
    """

    _name = "smb.card.entry"
    _inherit = ["smb.input.mixin", "smb.card.maker"]
    _description = "New Business Card"

    company_name = fields.Char(string="Company")
    partner_name = fields.Char(string="Person")
    function = fields.Char(string="Job Position")
    phone = fields.Char()
    email = fields.Char()
    messenger = fields.Char(help="WeChat, WhatsApp, QQ, Telegram …")
    website = fields.Char()
    city = fields.Char()
    country_id = fields.Many2one(
        "res.country", default=lambda self: self.env.company.country_id
    )
    channel_id = fields.Many2one(
        "smb.contact.channel",
        string="Met By",
        default=lambda self: self.env["smb.contact.log"]._default_channel(),
    )
    note = fields.Text(string="First Note")
    similar = fields.Text(string="Likely Known Already", compute="_compute_similar")

    @api.depends("company_name", "partner_name", "phone", "email", "website", "city")
    def _compute_similar(self):
        for card in self:
            card.similar = "\n".join(
                self._similar_sentence(match) for match in card._matches()
            )

    def _matches(self):
        found = {}
        for vals in self._guard_questions():
            for match in self._similar(vals):
                if match["score"] >= LIKELY:
                    found.setdefault((match["id"], match["name"]), match)
        return sorted(found.values(), key=lambda match: -match["score"])[:5]

    def _guard_questions(self):
        """What to ask the guard: for the company, and for the person."""
        ways = {
            name: self[name] for name in ("phone", "email", "website") if self[name]
        }
        if self.company_name:
            yield {**ways, "name": self.company_name, "is_company": True}
        if self.partner_name or (ways and not self.company_name):
            yield {**ways, "name": self.partner_name or "", "is_company": False}

    # saving

    def action_save(self):
        """Create company, person and first contact, and open the person."""
        self.ensure_one()
        partner = self._create_customer()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": partner.id,
            "view_mode": "form",
        }

    def action_save_and_new(self):
        """Save this card and take the next one from the pile."""
        self.ensure_one()
        self._create_customer()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_card_entry_action"
        )

    def _create_customer(self):
        self._check_is_enough()
        shared = self._prepare_shared_vals()
        place = {"website": self.website, "city": self.city}
        place["country_id"] = self.country_id.id
        if not self.company_name:
            partner = self.env["res.partner"].create(
                {**shared, **place, **self._prepare_person_vals()}
            )
        elif not self.partner_name:
            ways = {"phone": self.phone, "email": self.email}
            partner = self._company_of_card(
                self.company_name, {**shared, **place, **ways}
            )
        else:
            company = self._company_of_card(self.company_name, {**shared, **place})
            belongs = (
                {"parent_id": company.id}
                if company
                else {
                    "company_name": self.company_name,
                }
            )
            partner = self.env["res.partner"].create(
                {**shared, **self._prepare_person_vals(), **belongs}
            )
        if not partner:
            raise UserError(self._hidden_company_sentence())
        self._log_first_contact(partner)
        return partner

    def _check_is_enough(self):
        if not (self.company_name or self.partner_name):
            raise UserError(self.env._("Enter the company or the person on the card."))
        if not (self.phone or self.email or self.messenger):
            raise UserError(
                self.env._(
                    "Enter a phone, an e-mail or a messenger: without one nobody can"
                    " be contacted again."
                )
            )

    def _hidden_company_sentence(self):
        return self.env._(
            "%(company)s is known already, as a customer that you may not see. Ask a"
            " sales manager.",
            company=self.company_name,
        )

    def _prepare_shared_vals(self):
        return {
            "user_id": self.user_id.id,
            "smb_relation": self.relation,
            "smb_source_id": self.source_id.id,
            "comment": self._note_html(
                [self.env._("Messenger: %s", self.messenger)] if self.messenger else []
            ),
        }

    def _prepare_person_vals(self):
        return {
            "name": self.partner_name,
            "function": self.function,
            "phone": self.phone,
            "email": self.email,
        }

    def _log_first_contact(self, partner):
        subject = self.env._("Business card")
        lines = [*(self.note or "").splitlines(), *self._not_kept(partner)]
        self.env["smb.contact.log"].create(
            {
                "partner_id": partner.id,
                "channel_id": self.channel_id.id,
                "subject": subject,
                "note": self._note_html(lines),
            }
        )

    def _not_kept(self, partner):
        """What the card says otherwise than a company that was known already.

        The company keeps what it has; the log keeps what would be lost.
        """
        ways = [(self.phone, partner.phone), (self.email, partner.email)]
        ways.append((self.messenger, partner.comment))
        return [said for said, kept in ways if said and said not in (kept or "")]
