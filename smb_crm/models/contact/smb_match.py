from collections import defaultdict

from odoo import api, models
from odoo.tools import email_normalize
from odoo.tools.sql import SQL

from ...tools.addresses import zip_key
from ...tools.contact_keys import email_domain, phone_tail, tax_key, website_domain
from ...tools.matching import Card, compare
from ...tools.names import name_key
from ...tools.text import storable

MOST_BY_NAME = 50
MOST_BY_KEY = 10
SEARCHES_A_QUERY = 500
# a short name has few trigrams: one mistyped letter costs most of them
NEAR = ((6, 0.28), (10, 0.36), (1000, 0.45))

TEXTS = ("name", "phone", "email", "vat", "website", "city", "zip", "street")
EVERY = SQL("")
SEARCHED = [
    "name", "smb_name_key", "phone", "email_normalized", "website", "vat", "zip",
]  # fmt: skip
# in the order of Card
CARD_COLUMNS = """
    p.id, p.name, COALESCE(p.phone, ''), COALESCE(p.email_normalized, ''),
    COALESCE(p.vat, ''), COALESCE(p.website, ''), COALESCE(p.city, ''),
    COALESCE(p.country_id, 0), COALESCE(p.is_company, FALSE),
    COALESCE(p.parent_id, 0), COALESCE(p.commercial_partner_id, p.id),
    COALESCE(p.zip, ''), COALESCE(p.street, '')
"""
# own companies and addresses are no customers
IS_CUSTOMER = SQL(
    """
    p.partner_share IS NOT FALSE AND (p.type = 'contact' OR p.parent_id IS NULL)
    AND NOT EXISTS (SELECT FROM res_company own WHERE own.partner_id = p.id)
    """
)
# the shapes the indexes of res.partner are built on
PHONE = SQL(r"RIGHT(REGEXP_REPLACE(p.phone, '[^0-9]', '', 'g'), 8)")
DOMAIN = SQL("SPLIT_PART(p.email_normalized, '@', 2)")
WEBSITE = SQL(
    "SUBSTRING(LOWER(p.website) FROM '^(?:[a-z]+://)?(?:www\\.)?([^/:?#\\s]+)')"
)
VAT = SQL("UPPER(REGEXP_REPLACE(p.vat, '[^A-Za-z0-9]', '', 'g'))")
ZIP = SQL("UPPER(REGEXP_REPLACE(p.zip, '[^A-Za-z0-9]', '', 'g'))")


class SmbMatch(models.AbstractModel):
    """Finds the customers that what somebody types may already be.

    The database proposes a few dozen cards through its indexes (near names by
    trigrams, equal phones, addresses, domains and tax numbers); plain Python then
    judges each. The search sees every customer of every company: callers decide what
    of it a user may learn.
    """

    _name = "smb.match"
    _description = "Customer Matching"

    @api.model
    def _card(self, vals):
        """What was typed, as the judge wants it; anything odd counts as empty."""
        text = {
            name: storable(vals[name])[:200].strip()
            for name in TEXTS
            if isinstance(vals.get(name), str)
        }
        text["email"] = email_normalize(text.get("email", ""), strict=False) or ""
        numbers = {
            name: vals[name]
            for name in ("country_id", "parent_id")
            if isinstance(vals.get(name), int) and 0 < vals[name] < 2**31
        }
        parent = numbers.get("parent_id", 0)
        return Card(
            **text,
            country=numbers.get("country_id", 0),
            is_company=self._is_company(vals),
            parent=parent,
            entity=self._entity(parent),
        )

    @api.model
    def _is_company(self, vals):
        return bool(vals.get("is_company") or vals.get("company_type") == "company")

    @api.model
    def _entity(self, parent_id):
        if not parent_id:
            return 0
        # sudo: only compared with other entities, never shown
        parent = self.env["res.partner"].sudo().browse(parent_id).exists()
        return parent.commercial_partner_id.id

    @api.model
    def _matches(self, cards, exclude=(), floor=0.5):
        """The stored cards that resemble each typed one, best first.

        :param list cards: :class:`Card` of what was typed
        :param exclude: ids of customers that are no finding
        :param float floor: scores below are not reported
        :return: a list per card of ``(score, reasons, customer id)``
        """
        found = [[] for _card in cards]
        for number, id_, *columns in self._candidates(cards):
            if id_ in exclude:
                continue
            score, reasons = compare(cards[number], self._stored_card(columns))
            if score >= floor:
                found[number].append((score, reasons, id_))
        for matches in found:
            matches.sort(key=lambda match: (-match[0], match[2]))
        return found

    @api.model
    def _stored_card(self, columns):
        name, *rest = columns
        return Card(name or "", *rest)

    @api.model
    def _candidates(self, cards):
        """Cards worth judging: ``(number of the typed card, id, columns...)``."""
        self.env["res.partner"].flush_model(SEARCHED)
        by_nearness = defaultdict(list)
        for number, card in enumerate(cards):
            by_nearness[self._nearness(card)].extend(self._searches(number, card))
        rows = []
        for nearness, searches in by_nearness.items():
            for start in range(0, len(searches), SEARCHES_A_QUERY):
                batch = searches[start : start + SEARCHES_A_QUERY]
                rows += self.env.execute_query(self._query(batch, nearness))
        return rows

    @api.model
    def _nearness(self, card):
        length = len(name_key(card.name))
        return next(nearness for longest, nearness in NEAR if length <= longest)

    @api.model
    def _query(self, searches, nearness):
        # the settings and the query in one go: contacts are often made one by one
        return SQL(
            """
            SELECT set_config('jit', 'off', TRUE),
                   set_config('pg_trgm.similarity_threshold', %s, TRUE);
            WITH found AS (%s)
            SELECT DISTINCT found.n, %s
              FROM found JOIN res_partner p ON p.id = found.id
             WHERE %s
            """,
            str(nearness),
            SQL(" UNION ALL ").join(searches),
            SQL(CARD_COLUMNS),
            IS_CUSTOMER,
        )

    @api.model
    def _searches(self, number, card):
        """One small indexed query for each thing that was typed."""
        key = name_key(card.name)
        if key and self.env.registry.has_trigram:
            yield SQL(
                "(SELECT %s AS n, p.id FROM res_partner p WHERE p.smb_name_key %% %s"
                " ORDER BY SIMILARITY(p.smb_name_key, %s) DESC,"
                " SIMILARITY(p.name, %s) DESC LIMIT %s)",
                number, key, key, card.name, MOST_BY_NAME,
            )  # fmt: skip
            if zip_key(card.zip) and not card.parent:
                yield self._in_place(number, key, zip_key(card.zip))
        elif key:
            yield self._equal(number, SQL("p.smb_name_key"), key)
        for expression, value in self._exact_keys(card):
            yield self._equal(number, expression, value)
        for value in self._tax_keys(card.vat):
            yield self._equal(number, VAT, value, SQL("AND p.parent_id IS NULL"))

    @api.model
    def _in_place(self, number, key, place):
        """The likest names of one zip code: there less likeness will do."""
        return SQL(
            "(SELECT %s AS n, p.id FROM res_partner p"
            " WHERE %s = %s AND p.parent_id IS NULL"
            " ORDER BY SIMILARITY(p.smb_name_key, %s) DESC LIMIT %s)",
            number, ZIP, place, key, MOST_BY_KEY,
        )  # fmt: skip

    @api.model
    def _exact_keys(self, card):
        domain = website_domain(card.website) or email_domain(card.email)
        if phone_tail(card.phone):
            yield PHONE, phone_tail(card.phone)
        if card.email:
            yield SQL("p.email_normalized"), card.email
        if domain:
            yield DOMAIN, domain
            yield WEBSITE, domain

    @api.model
    def _tax_keys(self, vat):
        key = tax_key(vat)
        if not key:
            return []
        return [key, key[2:]] if key[:2].isalpha() else [key]

    @api.model
    def _equal(self, number, expression, value, condition=EVERY):
        if expression.code == "p.email_normalized":
            condition = SQL("AND %s = %s", DOMAIN, value.rpartition("@")[2])
        return SQL(
            "(SELECT %s AS n, p.id FROM res_partner p WHERE %s = %s %s LIMIT %s)",
            number, expression, value, condition, MOST_BY_KEY,
        )  # fmt: skip
