import base64

from markupsafe import Markup
from psycopg2 import Error as DatabaseError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as RETRY
from odoo.tools import html2plaintext
from odoo.tools.image import image_process

from ...models.contact.smb_card_maker import LIKELY, SURE
from ...tools.contact_keys import same_phone

TEXTS = {"phone": 60, "email": 200, "function": 200, "website": 500}
GUARDED = (
    "name", "phone", "email", "website", "street", "zip", "city", "country_id",
)  # fmt: skip
PICTURE = (512, 512)


class SmbVcardImportLine(models.TransientModel):
    """One card of the import: what it says, what will happen, what happened."""

    _name = "smb.vcard.import.line"
    _inherit = ["smb.card.maker"]
    _description = "Business Card"
    _order = "id"

    import_id = fields.Many2one("smb.vcard.import", required=True, ondelete="cascade")
    name = fields.Char(readonly=True)
    company_name = fields.Char(string="Company", readonly=True)
    function = fields.Char(string="Job Position", readonly=True)
    phone = fields.Char(readonly=True)
    email = fields.Char(readonly=True)
    photo = fields.Binary(readonly=True)
    facts = fields.Json(readonly=True)
    text = fields.Text(string="Card Text", readonly=True)
    action = fields.Selection(
        [
            ("create", "Create"),
            ("update", "Complete"),
            ("skip", "Skip"),
            ("error", "Unreadable"),
        ],
        required=True,
        default="create",
    )
    partner_id = fields.Many2one("res.partner", string="Customer")
    hint = fields.Char(string="Remark", readonly=True)
    result = fields.Selection(
        [
            ("create", "Created"),
            ("update", "Completed"),
            ("skip", "Skipped"),
            ("error", "Error"),
        ],
        readonly=True,
    )

    # reading

    @api.model
    def _prepare_line_vals(self, card):
        """What the list shows of a card, and all that will be imported of it."""
        phones, emails = card.phone_numbers, card.email_addresses
        facts = {
            "key": card.key,
            "company": "" if card.is_company else card.company[:300],
            "address": {name: text[:300] for name, text in card.address.items()},
            "partner": {
                "name": card.name[:300],
                "is_company": card.is_company,
                "phone": "".join(phones[:1]),
                "email": "".join(emails[:1]),
                "function": card.title,
                "website": "".join(card.websites[:1]),
                **self._birthday_vals(card.birthday),
            },
            "office_phone": card.office_phone[: TEXTS["phone"]],
            "tags": card.categories[:20],
            "note": self._remaining_lines(card),
        }
        for name, length in TEXTS.items():
            facts["partner"][name] = facts["partner"][name][:length]
        photo = self._photo(card.photo)
        if card.photo and not photo:
            facts["note"].append(self.env._("The picture on the card is unreadable."))
        return {
            "name": card.name[:300],
            "company_name": facts["company"],
            "function": facts["partner"]["function"],
            "phone": facts["partner"]["phone"],
            "email": facts["partner"]["email"],
            "photo": photo,
            "facts": facts,
            "text": card.text,
            "action": "error" if card.error else "create",
            "hint": self._unreadable(card.error),
        }

    @api.model
    def _birthday_vals(self, birthday):
        if not birthday:
            return {}
        day, month, year = birthday
        return {
            "smb_birth_day": f"{day:02}",
            "smb_birth_month": f"{month:02}",
            "smb_birth_year": str(year) if year else False,
        }

    @api.model
    def _remaining_lines(self, card):
        """What has no field of its own, so that nothing of a card is lost."""
        lines = card.note.splitlines()
        first = "".join(card.phone_numbers[:1])
        for types, number in card.phones:
            if number != first:
                kind = self.env._("Fax") if "fax" in types else self.env._("Phone")
                lines.append(f"{kind}: {number}")
        for address in card.email_addresses[1:]:
            lines.append(self.env._("E-mail: %s", address))
        for website in card.websites[1:]:
            lines.append(self.env._("Website: %s", website))
        lines += [f"{service}: {account}" for service, account in card.messengers]
        if card.unit:
            lines.append(self.env._("Department: %s", card.unit))
        return [line[:2000] for line in lines[:200]]

    @api.model
    def _photo(self, data):
        if not data:
            return False
        try:
            return base64.b64encode(
                image_process(data, size=PICTURE, verify_resolution=True)
            )
        except (UserError, ValueError, OSError):
            return False

    @api.model
    def _unreadable(self, error):
        return {
            "unclosed": self.env._("The card has no end; the file may be cut off."),
            "nameless": self.env._("The card names neither a person nor a company."),
            "stray": self.env._("This text belongs to no card."),
            "long": self.env._("This card is too long to be one."),
        }.get(error, False)

    # proposing

    def _propose(self):
        """Say what shall happen to each card that can be read."""
        readable = self.filtered(lambda line: line.action != "error")
        known = readable._known_partners()
        seen = set()
        for line in readable:
            key = line.facts["key"]
            if key in seen:
                line.update(
                    {"action": "skip", "hint": self.env._("Twice in these files")}
                )
            elif key in known:
                line._propose_partner(known[key], self.env._("Imported before"))
            else:
                line._propose_by_guard()
            seen.add(key)

    def _known_partners(self):
        keys = [line.facts["key"] for line in self]
        partners = self.env["res.partner"].with_context(active_test=False)
        found = partners.search([("smb_card_key", "in", keys)])
        return {partner.smb_card_key: partner for partner in found}

    def _propose_by_guard(self):
        """Complete a customer that is surely the same, warn of one that may be."""
        vals = {**self.facts["partner"], **self._address_vals(self.facts["address"])}
        found = self._similar(
            {name: vals.get(name) for name in GUARDED}
            | {"is_company": vals["is_company"]}
        )
        found = [match for match in found if match["score"] >= LIKELY]
        if not found:
            return
        best = found[0]
        hint = self.env._("Like %s", self._similar_sentence(best))
        partner = self.env["res.partner"].browse(best["id"] or []).exists()
        if best["score"] < SURE:
            self.hint = hint
        elif not best["id"]:
            self.update({"action": "skip", "hint": hint})
        elif self._same_kind(partner):
            self._propose_partner(partner, hint)
        else:
            self.hint = hint

    def _same_kind(self, partner):
        """A person is never completed into the company, nor into a colleague."""
        same_name = partner.name.casefold() == self.name.casefold()
        return partner.is_company == self.facts["partner"]["is_company"] and (
            same_name or partner.is_company
        )

    def _propose_partner(self, partner, hint):
        missing = self._missing_vals(partner, self._prepare_partner_vals())
        nothing_new = not (missing or self._missing_lines(partner))
        self.update(
            {
                "action": "skip" if nothing_new else "update",
                "partner_id": partner.id,
                "hint": hint,
            }
        )

    # importing

    def _prepare_partner_vals(self):
        """Values of the customer that this card makes or completes."""
        self.ensure_one()
        facts, run = self.facts, self.import_id
        vals = {**facts["partner"], **self._address_vals(facts["address"])}
        lines = list(facts["note"])
        tags = self.env["res.partner.category"].search([("name", "in", facts["tags"])])
        unknown = [tag for tag in facts["tags"] if tag not in tags.mapped("name")]
        if unknown:
            lines.append(self.env._("Tags: %s", ", ".join(unknown)))
        vals.update(
            category_id=[fields.Command.link(tag.id) for tag in tags],
            comment=self._note_html(lines) if lines else False,
            image_1920=self.photo,
            smb_card_key=facts["key"],
            smb_relation=run.relation,
            smb_source_id=run.source_id.id,
            user_id=run.user_id.id,
        )
        return {name: value for name, value in vals.items() if value}

    def _carry_out(self, companies):
        """Do what the line says; one failure stays with its card."""
        self.ensure_one()
        if self.action in ("skip", "error"):
            self.result = self.action
            return
        try:
            with self.env.cr.savepoint():
                done = self._complete_partner() or self._create_partner(companies)
                self.env.flush_all()
        except RETRY:
            raise
        except (UserError, DatabaseError) as error:
            self.env.invalidate_all()
            reason = error.args[0] if isinstance(error, UserError) else None
            self.update(
                {
                    "result": "error",
                    "hint": reason or self.env._("The database refused this card."),
                }
            )
        else:
            self.update(done)

    def _complete_partner(self):
        if self.action != "update" or not self.partner_id:
            return {}
        filled = self._complete(self.partner_id, self._prepare_partner_vals())
        if "comment" not in filled:
            filled += self._add_to_note()
        labels = [
            self.partner_id._fields[name]._description_string(self.env)
            for name in filled
            if name != "smb_card_key"
        ]
        return {
            "result": "update" if labels else "skip",
            "hint": self.env._("Filled: %s", ", ".join(labels))
            if labels
            else self.hint,
        }

    def _missing_lines(self, partner):
        """What the card says and neither the fields nor the note of ``partner``."""
        told = " ".join(html2plaintext(partner.comment or "").split())
        lines = list(self.facts["note"])
        for name in ("phone", "email"):
            said, known = self.facts["partner"][name], partner[name]
            if said and known and not self._same_way(said, known):
                label = partner._fields[name]._description_string(self.env)
                lines.append(f"{label}: {said}")
        return [line for line in lines if " ".join(line.split()) not in told]

    @api.model
    def _same_way(self, said, known):
        return said.casefold() == known.casefold() or same_phone(said, known)

    def _add_to_note(self):
        """Keep what has no free field of its own; return the names of fields filled."""
        lines = self._missing_lines(self.partner_id)
        if not lines:
            return []
        note = self.partner_id.comment or Markup("")
        self.partner_id.comment = note + self._note_html(lines)
        return ["comment"]

    def _create_partner(self, companies):
        vals = self._prepare_partner_vals()
        known = dict(companies)
        if self.company_name:
            own = {
                name: vals[name]
                for name in ("website", "user_id", "smb_relation", "smb_source_id")
                if name in vals
            }
            if self.facts.get("office_phone"):
                own["phone"] = self.facts["office_phone"]
            address = self._address_vals(self.facts["address"])
            company = self._company_of_card(self.company_name, own | address, known)
            if company:
                vals["parent_id"] = company.id
                vals = {name: vals[name] for name in vals if name not in address}
                vals.pop("website", None)
            else:
                vals["company_name"] = self.company_name
        partner = self.env["res.partner"].create(vals)
        self.env.flush_all()
        # only what outlived its savepoint may serve the next card
        companies.update(known)
        return {"result": "create", "partner_id": partner.id}
