from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time

from .common import SmbCase

START = fields.Date.to_date("2026-03-02")


class OwnershipCase(SmbCase):
    """Two customers of long standing and a tier that gives them 14 days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["smb.scorecard"].search([]).unlink()
        cls.policy = cls.env["smb.policy"]._of(cls.company)
        cls.policy.ownership = False
        cls.tiers = cls.env["smb.tier.policy"]._of(cls.company).tier_ids
        cls.tiers[0].ownership_days = 14
        cls.changes = cls.env["smb.ownership.change"]
        for partner in (cls.acme, cls.globex):
            cls.card(partner)
        cls.age(cls.acme + cls.globex)
        cls.ada.user_id = cls.sally

    @classmethod
    def card(cls, partner, tier=None, company=None, **vals):
        return cls.env["smb.scorecard"].create(
            {
                "partner_id": partner.id,
                "company_id": (company or cls.company).id,
                "tier_id": (tier or cls.tiers[0]).id,
                **vals,
            }
        )

    @classmethod
    def age(cls, partners):
        """They have been here for long."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2025-01-01' WHERE id IN %s",
            [tuple(partners.ids)],
        )
        partners.invalidate_recordset(["create_date"])

    def day(self, days):
        return START + timedelta(days=days)

    def switch_on(self, **vals):
        with freeze_time(f"{START} 08:00:00"):
            self.policy.write({"ownership": True, **vals})

    def on_day(self, days):
        with freeze_time(f"{self.day(days)} 12:00:00"):
            self.env.flush_all()
            with self.enter_registry_test_mode():
                job = self.env.ref("smb_crm.smb_ownership_cron").sudo()
                job.method_direct_trigger()
            self.env.invalidate_all()

    def left(self, partner, days, user=None):
        with freeze_time(f"{self.day(days)} 12:00:00"):
            partner = partner.with_user(user or self.sally)
            partner.invalidate_recordset()
            return partner.smb_owner_counts and partner.smb_owner_days_left

    def found(self, domain, days):
        with freeze_time(f"{self.day(days)} 12:00:00"):
            customers = self.acme + self.globex
            return customers.search([*domain, ("id", "in", customers.ids)])

    def talk(self, days, partner=None, **vals):
        moment = f"{self.day(days)} 10:00:00"
        with freeze_time(f"{self.day(days)} 11:00:00"):
            return self.log(partner or self.acme, date=moment, **vals)

    def told(self, user=None):
        return self.env["mail.activity"].search(
            [("user_id", "=", (user or self.boss()).id), ("summary", "ilike", "pool")]
        )

    def boss(self):
        return self.env["smb.ownership"]._manager_of(self.sally, self.company)

    def pooled(self):
        """Acme went to the pool."""
        self.switch_on()
        self.on_day(14)
        self.on_day(17)
        self.assertFalse(self.acme.user_id)
