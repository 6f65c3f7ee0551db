"""Customers of a company of its own, a programme of one step, days that are said."""

from datetime import date, datetime

from freezegun import freeze_time

from .common import SmbCase

DAY = date(2026, 6, 1)


class PlanCase(SmbCase):
    """``acme`` is an A, ``globex`` a B customer of the company ``shop``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.second_company("Shop")
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [cls.shop.id, cls.company.id],
            }
        )
        cls.shop = cls.shop.with_env(cls.env)
        cls.policy = cls.env["smb.policy"]._of(cls.shop)
        cls.a, cls.b, cls.c = cls.env["smb.tier.policy"]._of(cls.shop).tier_ids
        cls.programs = cls.env["smb.care.program"]
        cls.steps = cls.env["smb.care.step"]
        cls.rows = cls.env["smb.follow.up"]
        # what comes out of the box is not in the way
        cls.shipped = cls.programs.search([("company_id", "=", cls.shop.id)])
        cls.shipped.active = False
        for customer, tier in ((cls.acme, cls.a), (cls.globex, cls.b)):
            cls.env.cr.execute(
                "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s",
                [customer.id],
            )
            cls.card(customer, tier)

    @classmethod
    def card(cls, customer, tier=None, **vals):
        """What the engine would write about ``customer``."""
        return cls.env["smb.scorecard"].create(
            {
                "partner_id": customer.id,
                "company_id": cls.shop.id,
                "tier_id": tier.id if tier else False,
                **vals,
            }
        )

    @classmethod
    def program(cls, tier=None, *steps, **vals):
        """A programme that began on 1 January 2026, with these steps."""
        program = cls.programs.create(
            {
                "name": f"Care for {tier.name if tier else 'others'}",
                "company_id": cls.shop.id,
                "tier_id": tier.id if tier else False,
                "date_start": "2026-01-01",
                "step_ids": [
                    (0, 0, {"name": f"Step {n}", **step})
                    for n, step in enumerate(steps, 1)
                ],
                **vals,
            }
        )
        cls.forget()
        return program

    @classmethod
    def forget(cls):
        """Nothing was planned yet: a programme takes effect on the day of the test."""
        cls.rows.search([("company_id", "=", cls.shop.id)]).unlink()

    def plan(self, day=DAY, *partners):
        """Plan as on noon of ``day``, or at a moment."""
        moment = day if isinstance(day, datetime) else f"{day} 12:00:00"
        with freeze_time(moment):
            chosen = self.env["res.partner"].concat(*partners) if partners else None
            self.rows._plan(self.shop, chosen)

    def touch(self, partner, day, channel=None, **vals):
        moment = f"{day} 10:00:00" if len(str(day)) == 10 else day
        with freeze_time(moment):
            return self.log(
                partner,
                date=moment,
                company_id=self.shop.id,
                channel_id=(channel or self.phone).id,
                **vals,
            )

    def open(self, partner=None, step=None):
        """Open follow-ups, of a customer and a step where given."""
        domain = [
            ("company_id", "=", self.shop.id),
            ("state", "in", ("planned", "due")),
        ]
        if partner:
            domain.append(("partner_id", "=", partner.id))
        if step:
            domain.append(("step_id", "=", step.id))
        return self.rows.search(domain)

    def close(self, row, state, day, **vals):
        row.write({"state": state, "closed_date": day, **vals})

    def dates(self, partner, step=None):
        return [str(row.date) for row in self.open(partner, step)]
