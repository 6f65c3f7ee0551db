"""Customers whose scorecards are said, not computed."""

from .common import SmbCase

CARD = "smb.scorecard"


class ValueCase(SmbCase):
    """Acme is an A customer, Globex a quiet B; both have one document of each kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env[CARD].search([]).unlink()
        cls.a, cls.b, cls.c = cls.tiers()
        cls.card(cls.acme, cls.a, health=90, lifecycle="loyal", revenue=900)
        cls.card(cls.globex, cls.b, health=40, lifecycle="quiet", revenue=100)

    @classmethod
    def tiers(cls, company=None):
        return cls.env["smb.tier.policy"]._of(company or cls.company).tier_ids

    @classmethod
    def card(cls, partner, tier, **vals):
        """What the engine would write about ``partner``."""
        company = tier.company_id or cls.company
        defaults = {"counts": True, "orders": 1, "measure": vals.get("revenue", 0)}
        return cls.env[CARD].create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "tier_id": tier.id,
                **defaults,
                **vals,
            }
        )

    @classmethod
    def document(cls, model, partner, **vals):
        return cls.env[model].create(
            {"partner_id": partner.id, **cls.needed(model), **vals}
        )

    @classmethod
    def needed(cls, model):
        """What a new record of ``model`` cannot do without."""
        types = cls.env["stock.picking.type"]
        return {
            "stock.picking": lambda: {
                "picking_type_id": types.search([("code", "=", "outgoing")], limit=1).id
            },
            "account.move": lambda: {
                "move_type": "out_invoice",
                "journal_id": cls.sales_journal().id,
            },
            "crm.lead": lambda: {"name": "Tea for all", "type": "opportunity"},
            "smb.contact.log": lambda: {"subject": "A call"},
        }.get(model, dict)()
