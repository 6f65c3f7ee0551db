from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.tools.misc import hmac
from odoo.tools.sql import SQL

MOST = 40
# where a company has no policy yet
SHOW_FROM = 70


class ResPartner(models.Model):
    """Who of our customers may this be? Asked by the form, by imports, by anyone."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def smb_similar(self, vals, limit=10):
        """Existing customers that what is being typed may already be.

        Legal form, accents, case, width, word order and small typing errors don't
        hide a customer; archived ones are found too. Of a customer that the user may
        not read only name, owner and the days since the last contact are told.

        :param dict vals: any of ``name, phone, email, vat, website, street, zip, city,
            country_id, parent_id, is_company`` and ``id`` (that customer is left out)
        :param int limit: at most this many, never more than 40
        :return: list of dicts, best first, with ``id`` (False when masked), ``name``,
            ``owner``, ``owner_id`` (False when masked), ``score`` (0 to 1),
            ``reasons`` (words for the user), ``last_contact_days`` (False: never),
            ``masked``, ``archived`` and ``match``, a proof of this finding for
            :meth:`smb_ask_owner`
        :raise AccessError: unless an internal user who may read or create contacts
        """
        self._smb_check_may_search()
        vals = vals if isinstance(vals, dict) else {}
        matches = self._smb_matches([vals])[0]
        limit = limit if isinstance(limit, int) else 10
        return self._smb_describe(matches[: max(0, min(limit, MOST))])

    @api.model
    def _smb_check_may_search(self):
        allowed = self.env.user._is_internal() and (
            self.has_access("create") or self.has_access("read")
        )
        if not (self.env.su or allowed):
            raise AccessError(
                self.env._("Only colleagues who work with contacts may look for them.")
            )

    @api.model
    def _smb_matches(self, vals_list, floor=None):
        """Findings ``(score, reasons, id)`` for each dict of ``vals_list``.

        :param float floor: lowest score that is reported, by default the policy's
        """
        if floor is None:
            policy = self.env["smb.policy"]._of(self.env.company)
            floor = (policy.guard_show or SHOW_FROM) / 100
        engine = self.env["smb.match"]
        cards = [engine._card(vals) for vals in vals_list]
        own = {vals["id"] for vals in vals_list if isinstance(vals.get("id"), int)}
        return engine._matches(cards, exclude=own, floor=floor)

    @api.model
    def _smb_describe(self, matches):
        """Findings as screens show them, masked where the user may not read."""
        ids = [id_ for _score, _reasons, id_ in matches]
        facts = self._smb_facts(ids)
        readable = set(self.browse(ids)._filtered_access("read").ids)
        return [
            self._smb_describe_one(score, reasons, facts[id_], id_ in readable)
            for score, reasons, id_ in matches
            if id_ in facts
        ]

    @api.model
    def _smb_describe_one(self, score, reasons, fact, readable):
        id_, name, active, company, owner_id, owner, last_contact = fact
        days = (Datetime.now() - last_contact).days if last_contact else False
        return {
            "id": id_ if readable else False,
            "name": name,
            "company": company if readable and company != name else False,
            "owner": owner or False,
            "owner_id": owner_id if readable and owner_id else False,
            "score": score,
            "reasons": self._smb_reason_words(reasons, archived=not active),
            "last_contact_days": days,
            "masked": not readable,
            "archived": not active,
            "match": self._smb_proof(id_),
        }

    @api.model
    def _smb_facts(self, ids):
        """Name, owner and last contact, whoever asks: all a masked finding tells.

        Contacts count as on the customer's form: those of the companies the user works
        in. A customer of another company has its own.
        """
        if not ids:
            return {}
        self.env["smb.contact.log"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.name, p.active, entity.name, owner.id, owner_card.name,
                       (SELECT MAX(log.date) FROM smb_contact_log log
                         WHERE log.commercial_partner_id = p.commercial_partner_id
                           AND log.active
                           AND (log.company_id IN %(companies)s
                                OR p.company_id NOT IN %(companies)s))
                  FROM res_partner p
             LEFT JOIN res_partner entity ON entity.id = p.commercial_partner_id
             LEFT JOIN res_users owner
                    ON owner.id = COALESCE(p.user_id, entity.user_id) AND owner.active
             LEFT JOIN res_partner owner_card ON owner_card.id = owner.partner_id
                 WHERE p.id IN %(ids)s
                """,
                ids=tuple(ids),
                companies=tuple(self.env.companies.ids),
            )
        )
        return {row[0]: row for row in rows}

    @api.model
    def _smb_reason_words(self, reasons, archived=False):
        words = {
            "vat": self.env._("Same VAT"),
            "email": self.env._("Same e-mail"),
            "phone": self.env._("Same phone"),
            "domain": self.env._("Same web domain"),
            "same_name": self.env._("Same name"),
            "name": self.env._("Similar name"),
            "address": self.env._("Same address"),
            "place": self.env._("Same ZIP code"),
        }
        found = [words[reason] for reason in reasons]
        return found + ([self.env._("Archived")] if archived else [])

    @api.model
    def _smb_proof(self, partner_id):
        """Ties a finding to its finder without telling which record it is."""
        # sudo: reads the database secret that signs the proof
        return hmac(self.env(su=True), "smb_crm.match", (self.env.uid, partner_id))
