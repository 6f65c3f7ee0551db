from odoo import models
from odoo.tools import format_date, html2plaintext

PEOPLE = 8
LOGS = 8
WORDS = 160


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _smb_card(self):
        """All that the printed customer card says, as far as the user may read it."""
        self.ensure_one()
        logs = self._smb_card_logs()
        blocks = [
            {"title": title, "facts": [fact for fact in facts if fact[1]]}
            for title, facts in self._smb_card_blocks()
        ]
        blocks = [block for block in blocks if block["facts"]]
        return {
            "headline": self._smb_card_headline(),
            "rows": [blocks[:2], blocks[2:]],
            "people": self.child_ids[:PEOPLE],
            "logs": logs,
            "words": {log.id: _shorten(html2plaintext(log.note or "")) for log in logs},
        }

    def _smb_card_logs(self):
        logs = self.env["smb.contact.log"]
        if not logs.has_access("read"):
            return logs
        firm = self.commercial_partner_id
        return logs.search([("commercial_partner_id", "=", firm.id)], limit=LOGS)

    def _smb_card_headline(self):
        return [
            word
            for word in (
                self._smb_word("smb_relation"),
                self._smb_word("smb_relation_level"),
                self.user_id.name,
            )
            if word
        ]

    def _smb_card_blocks(self):
        labels = _Labels(self)
        confirmed = self.smb_confirmed_on and format_date(
            self.env, self.smb_confirmed_on
        )
        return [
            (
                self.env._("Address"),
                [
                    labels.of("parent_id", self.parent_id.name),
                    labels.of("function"),
                    labels.of("contact_address", self._smb_card_address()),
                    labels.of("phone"),
                    labels.of("email"),
                    labels.of("website"),
                    labels.of("vat"),
                ],
            ),
            (
                self.env._("Profile"),
                [
                    labels.of("industry_id", self.industry_id.name),
                    labels.of("smb_credit_risk", self._smb_word("smb_credit_risk")),
                    labels.of("smb_channel_id", self.smb_channel_id.name),
                    labels.of("smb_source_id", self.smb_source_id.name),
                    labels.of("smb_referred_by_id", self.smb_referred_by_id.name),
                    labels.of(
                        "category_id", ", ".join(self.category_id.mapped("name"))
                    ),
                    labels.of("smb_missing"),
                    labels.of("smb_confirmed_on", confirmed),
                ],
            ),
            (self.env._("Needs and Preferences"), [("", self.smb_needs)]),
            (
                self.env._("Personal"),
                [
                    labels.of("smb_birthday"),
                    labels.of(
                        "smb_interest_ids",
                        ", ".join(self.smb_interest_ids.mapped("name")),
                    ),
                    labels.of("smb_habits"),
                    *((day.name, day.text) for day in self.smb_date_ids),
                ],
            ),
        ]

    def _smb_card_address(self):
        return "\n".join(
            line.strip(" ,")
            for line in self._display_address(without_company=True).splitlines()
            if line.strip(" ,")
        )

    def _smb_word(self, name):
        words = dict(self._fields[name]._description_selection(self.env))
        return words.get(self[name])


class _Labels:
    """Facts with the names that their fields have on the screen."""

    def __init__(self, record):
        self.record = record

    def of(self, name, value=None):
        label = self.record._fields[name]._description_string(self.record.env)
        return label, self.record[name] if value is None else value


def _shorten(text):
    text = " ".join(text.split())
    return text if len(text) <= WORDS else text[: WORDS - 1] + "…"
