"""Gold, silver and bronze, and short words for what entitles to them."""

from unittest.mock import patch

from odoo import fields

from .common import SmbCase


class MemberLifeCase(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        levels = cls.env["res.partner.grade"]
        cls.gold, cls.silver, cls.bronze = levels.create(
            [
                {"name": name, "sequence": number, "company_id": False}
                for number, name in enumerate(("Gold", "Silver", "Bronze"))
            ]
        )
        cls.memberships = cls.env["smb.membership"]
        policy = cls.env["smb.tier.policy"]._of(cls.company)
        policy.refreshed_at = fields.Datetime.now()
        cls.a, cls.b, cls.c = policy.tier_ids

    def setUp(self):
        super().setUp()
        self.fees = {}

    def join(self, partner=None, level=None, company=None, **words):
        return self.memberships._join(
            partner or self.acme,
            company or self.company,
            level or self.silver,
            "hand",
            **words,
        )

    def buy(self, level=None, times=1, partner=None):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.acme).id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": self.fee(level or self.silver).id,
                            "product_uom_qty": times,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def fee(self, level):
        if level not in self.fees:
            self.fees[level] = self.env["product.product"].create(
                {
                    "name": f"{level.name} for a year",
                    "type": "service",
                    "service_tracking": "partnership",
                    "grade_id": level.id,
                    "list_price": 50,
                }
            )
        return self.fees[level]

    def member(self, partner=None, company=None):
        return self.memberships.search(
            [
                ("partner_id", "=", (partner or self.acme).id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def history(self, membership=None):
        changes = (membership or self.member()).change_ids
        return changes.sorted("id").mapped("kind")

    def earn(self, tier, partner=None, **vals):
        """The customer's tier is ``tier`` by the figures of today."""
        partner = partner or self.acme
        cards = self.env["smb.scorecard"].with_context(active_test=False)
        card = cards.search(
            [("partner_id", "=", partner.id), ("company_id", "=", self.company.id)]
        )
        vals = {"tier_id": tier.id if tier else False, "active": True, **vals}
        if card:
            card.write(vals)
        else:
            names = {"partner_id": partner.id, "company_id": self.company.id}
            cards.create({**names, **vals})

    def live(self, company=None):
        """What the job does in a company, without its commits."""
        go_on = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda *args, **kw: 1.0
        )
        with go_on:
            self.memberships._live(company or self.company)
        self.env.invalidate_all()
