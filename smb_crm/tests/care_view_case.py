"""Programmes and follow-ups to test screens with, made without the planner."""

from datetime import timedelta

from odoo import fields

from .common import SmbCase


class CareViewCase(SmbCase):
    """Acme is an A customer of sally's, Globex a B customer of sam's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.classPatch(cls.registry["smb.follow.up"], "_plan", lambda *args, **kw: None)
        cls.today = fields.Date.context_today(cls.acme)
        cls.tiers = cls.env["smb.tier.policy"]._of(cls.company).tier_ids
        cls.env["smb.care.program"].search([]).active = False
        cls.env["smb.follow.up"].search([]).unlink()
        cls.care_a = cls.program(cls.tiers[0], "Care for A")
        cls.care_b = cls.program(cls.tiers[1], "Care for B")
        cls.monthly = cls.step(cls.care_a, "Monthly call")
        for partner, tier in ((cls.acme, cls.tiers[0]), (cls.globex, cls.tiers[1])):
            cls.card(partner, tier)

    @classmethod
    def program(cls, tier, name, **vals):
        return cls.env["smb.care.program"].create(
            {"name": name, "tier_id": tier.id, "company_id": cls.company.id, **vals}
        )

    @classmethod
    def step(cls, program, name, **vals):
        return cls.env["smb.care.step"].create(
            {"program_id": program.id, "name": name, **vals}
        )

    @classmethod
    def card(cls, partner, tier=None, **vals):
        """What the scorecard of ``partner`` says, whatever was computed before."""
        cards = cls.env["smb.scorecard"]
        here = [("partner_id", "=", partner.id), ("company_id", "=", cls.company.id)]
        cards.search(here).unlink()
        return cards.create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "tier_id": tier.id if tier else False,
                **vals,
            }
        )

    @classmethod
    def follow_up(cls, partner, day=0, step=None, **vals):
        """An open follow-up on the day so many from today; due when it came."""
        step = step or cls.monthly
        date = cls.today + timedelta(days=day)
        return cls.env["smb.follow.up"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "step_id": step.id,
                "program_id": step.program_id.id,
                "tier_id": step.program_id.tier_id.id,
                "user_id": partner.user_id.id,
                "state": "planned" if day > 0 else "due",
                "reason": "touch",
                "anchor_date": date - timedelta(days=30),
                "planned_date": date,
                "date": date,
                **vals,
            }
        )
