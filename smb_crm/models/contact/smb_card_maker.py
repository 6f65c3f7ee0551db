from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.countries import country_code
from ...tools.roles import CARE

ADDRESS = ("street", "street2", "city", "zip", "state_id", "country_id")
SURE = 0.9
LIKELY = 0.6


class ResPartner(models.Model):
    _inherit = "res.partner"

    smb_card_key = fields.Char(
        string="Business Card Key",
        index="btree_not_null",
        copy=False,
        readonly=True,
        groups=CARE,
        help="Which vCard this customer came from, so that it never comes twice.",
    )


class SmbCardMaker(models.AbstractModel):
    """Turns business cards into customers, whether read from files or typed.

    A person belongs to the company of the card, which is found by its name or made.
    What exists is only ever completed: no value that somebody entered is replaced.
    """

    _name = "smb.card.maker"
    _description = "Business Card Maker"

    # what the customers of all cards of one go get
    source_id = fields.Many2one("utm.source", string="Found Us By")
    relation = fields.Selection(
        selection=lambda self: (
            self.env["res.partner"]
            ._fields["smb_relation"]
            ._description_selection(self.env)
        ),
        default="prospect",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )

    @api.model
    def _similar(self, vals, limit=3):
        """Likely the same customer, by the collision guard, best first."""
        return self.env["res.partner"].smb_similar(vals, limit=limit)

    @api.model
    def _similar_sentence(self, found):
        """One finding of the guard in a sentence."""
        reasons = found.get("reasons") or []
        about = [f"{round(found['score'] * 100)} %", found.get("owner"), *reasons]
        return f"{found['name']} ({', '.join(filter(None, about))})"

    @api.model
    def _company_of_card(self, name, vals, cache=None):
        """The company called ``name``, completed or created with ``vals``.

        A company that the user may not read stays unknown: nothing is made twice.
        """
        cache = {} if cache is None else cache
        key = " ".join(name.split()).casefold()
        if key not in cache:
            cache[key] = self._find_company(name)
            if cache[key] is None:
                cache[key] = self.env["res.partner"].create(
                    {**vals, "name": name, "is_company": True}
                )
            elif cache[key]:
                self._complete(cache[key], vals)
        return cache[key]

    @api.model
    def _find_company(self, name):
        """The company of that name; empty when hidden, None when there is none."""
        partners = self.env["res.partner"]
        found = partners.search(
            [("name", "=ilike", _literal(name)), ("is_company", "=", True)], limit=1
        )
        if found:
            return found
        for similar in self._similar({"name": name, "is_company": True}, limit=1):
            if similar["score"] >= SURE:
                found = partners.browse(similar["id"] or []).exists()
                return found if found.is_company or not found else None
        return None

    @api.model
    def _complete(self, partner, vals):
        """Fill what ``partner`` lacks; return the names of the fields filled."""
        missing = self._missing_vals(partner, vals)
        if missing:
            partner.write(missing)
        return list(missing)

    @api.model
    def _missing_vals(self, partner, vals):
        """The part of ``vals`` for which ``partner`` has nothing yet."""
        missing = {
            name: value for name, value in vals.items() if value and not partner[name]
        }
        if partner.smb_birth_day:
            for name in ("smb_birth_day", "smb_birth_month", "smb_birth_year"):
                missing.pop(name, None)
        # half an address of each would be a third one; a person has the company's
        if partner.parent_id:
            missing.pop("website", None)
        if partner.parent_id or any(partner[name] for name in ADDRESS[:4]):
            missing = {name: missing[name] for name in missing if name not in ADDRESS}
        return missing

    @api.model
    def _address_vals(self, address):
        """Odoo's address fields from the words of a card."""
        vals = {name: address.get(name) or "" for name in ADDRESS[:4]}
        country = self.env["res.country"]
        code = country_code(address.get("country") or "")
        if code:
            country = country.search([("code", "=", code)], limit=1)
        vals["country_id"] = country.id
        if address.get("state"):
            name = _literal(address["state"])
            states = Domain("name", "=ilike", name) | Domain("code", "=ilike", name)
            states &= Domain("country_id", "=", country.id)
            state = country and self.env["res.country.state"].search(states, limit=1)
            vals["state_id"] = state and state.id
            if not state and address["state"] not in vals["city"]:
                vals["city"] = ", ".join(filter(None, (vals["city"], address["state"])))
        return {name: value for name, value in vals.items() if value}

    @api.model
    def _note_html(self, lines):
        """Plain lines as the notes of a customer."""
        if not lines:
            return False
        return Markup("<p>%s</p>") % Markup("<br/>").join(lines)


def _literal(text):
    """``text`` for a search by pattern that shall match itself only."""
    for char in "\\%_":
        text = text.replace(char, "\\" + char)
    return text
