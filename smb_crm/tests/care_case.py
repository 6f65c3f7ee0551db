from datetime import timedelta

from odoo import fields

from .common import SmbCase


class CareCase(SmbCase):
    """One programme of one step, and follow-ups of it made by hand."""

    # whether the planner does what it does, or leaves alone what the test made
    planner = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.follow_ups = cls.env["smb.follow.up"]
        if not cls.planner:
            model = cls.registry["smb.follow.up"]
            cls.classPatch(model, "_plan", lambda *args, **kw: None)
        cls.policy = cls.env["smb.policy"]._of(cls.company)
        cls.programs = cls.env["smb.care.program"]
        # the usual ones make room, and their follow-ups do not come in between
        cls.programs.search([]).active = False
        cls.follow_ups.search([]).unlink()
        cls.tiers = cls.env["smb.tier"].search([("company_id", "=", cls.company.id)])
        cls.program = cls.programs.create({"name": "Care", "date_start": "2020-01-01"})
        cls.call_step = cls.step()
        cls.today = cls.policy._today()

    @classmethod
    def step(cls, what="call", program=None, **vals):
        return cls.env["smb.care.step"].create(
            {
                "program_id": (program or cls.program).id,
                "name": f"A {what}",
                "what": what,
                **vals,
            }
        )

    @classmethod
    def follow_up(cls, partner, day=0, step=None, tier=None, **vals):
        """A planned follow-up ``day`` days from today."""
        step = step or cls.call_step
        date = cls.today + timedelta(days=day)
        return cls.follow_ups.create(
            {
                "partner_id": partner.id,
                "company_id": step.company_id.id,
                "step_id": step.id,
                "program_id": step.program_id.id,
                "tier_id": tier.id if tier else False,
                "tier_sequence": tier.sequence if tier else 0,
                "anchor_date": date - timedelta(days=30),
                "planned_date": date,
                "date": date,
                "reason": "never",
                **vals,
            }
        )

    @classmethod
    def due(cls, partner, day=0, **vals):
        """A follow-up that is on the desk, since ``day`` days from today."""
        row = cls.follow_up(partner, **vals)
        cls.open()
        assert row.state == "due", row.error
        if day:
            date = cls.today + timedelta(days=day)
            row.activity_id.date_deadline = date
            row.write({"date": date, "snooze_count": 0, "moved_by": False})
        return row

    @classmethod
    def open(cls, date=None):
        return cls.follow_ups.open_due(date)

    @classmethod
    def customers(cls, count, user=None, **vals):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number:03}",
                    "is_company": True,
                    "user_id": (user or cls.sally).id,
                    **vals,
                }
                for number in range(count)
            ]
        )

    def job(self, name):
        """Run a scheduled action as the scheduler does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"smb_crm.{name}").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def assertPlanned(self, row, day):
        self.assertEqual(row.state, "planned")
        self.assertEqual(row.date, self.today + timedelta(days=day))

    def logs_of(self, partner):
        return self.env["smb.contact.log"].search([("partner_id", "=", partner.id)])

    @staticmethod
    def now():
        return fields.Datetime.now()
