"""Sally's customers and papers, ready to be handed over to Sam by Max."""

from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, new_test_user

from .common import SmbCase

MOVE = "odoo.addons.smb_crm.models.owner.smb_handover_move"


class HandoverCase(SmbCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.olga = new_test_user(
            cls.env, "smb_olga", groups="sales_team.group_sale_salesman", name="Olga"
        )
        cls.tier_policy = cls.env["smb.tier.policy"]._of(cls.company)
        cls.globex.write({"user_id": cls.olga.id, "smb_representative_id": cls.sally})
        cls.goods = cls.env["product.product"].create(
            {"name": "Tea", "type": "service", "invoice_policy": "order"}
        )
        cls.ada.user_id = cls.sally
        # first: a contact fulfils what is planned
        cls.history()
        cls.open_papers()

    @classmethod
    def open_papers(cls):
        cls.quote = cls.quotation(cls.acme, cls.sally)
        cls.order = cls.quotation(cls.ada, cls.sally)
        cls.order.action_confirm()
        cls.draft = cls.invoice(cls.acme, cls.sally)
        cls.lead = cls.opportunity(cls.acme, cls.sally)
        cls.activity = cls.lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=cls.sally.id, summary="Ask"
        )
        cls.follow_up = cls.due_follow_up(cls.acme, cls.sally)

    @classmethod
    def history(cls):
        cls.talk = cls.log(cls.acme, cls.sally)
        cls.finished = cls.quotation(cls.acme, cls.sally)
        cls.finished.action_confirm()
        cls.finished._create_invoices().action_post()
        cls.posted = cls.finished.invoice_ids
        cls.cancelled = cls.quotation(cls.acme, cls.sally)
        cls.cancelled._action_cancel()
        cls.lost = cls.opportunity(cls.acme, cls.sally)
        cls.lost.action_set_lost()
        cls.message = cls.acme.with_user(cls.sally).message_post(body="They like tea")

    @classmethod
    def quotation(cls, partner, user, **vals):
        return cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "order_line": []
                if vals
                else [(0, 0, {"product_id": cls.goods.id, "price_unit": 10})],
                **vals,
            }
        )

    @classmethod
    def invoice(cls, partner, user):
        journals = cls.env["account.journal"]
        found = journals.search(
            [("type", "=", "sale"), ("company_id", "=", cls.company.id)], limit=1
        )
        journal = found or journals.create(
            {"name": "Sales", "code": "SMBH", "type": "sale"}
        )
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "partner_id": partner.id,
                "invoice_user_id": user.id,
            }
        )

    @classmethod
    def opportunity(cls, partner, user):
        return cls.env["crm.lead"].create(
            {
                "name": "Tea for all",
                "type": "opportunity",
                "partner_id": partner.id,
                "user_id": user.id,
            }
        )

    @classmethod
    def due_follow_up(cls, partner, user):
        programs = cls.env["smb.care.program"]
        programs.search([]).active = False
        program = programs.create({"name": "Care"})
        step = cls.env["smb.care.step"].create(
            {"program_id": program.id, "name": "A visit", "what": "visit"}
        )
        activity = partner.activity_schedule(
            "mail.mail_activity_data_call", user_id=user.id, summary="A call"
        )
        today = fields.Date.today()
        # who has no scorecard is no customer, and has no follow-ups
        cards = cls.env["smb.scorecard"]
        if not cards.search([("partner_id", "=", partner.id)]):
            cards.create({"partner_id": partner.id, "company_id": cls.company.id})
        return cls.env["smb.follow.up"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "step_id": step.id,
                "program_id": program.id,
                "user_id": user.id,
                "state": "due",
                "anchor_date": today,
                "planned_date": today,
                "date": today,
                "activity_id": activity.id,
            }
        )

    def card(self, partner, tier, **vals):
        cards = self.env["smb.scorecard"]
        cards.search([("partner_id", "=", partner.id)]).unlink()
        return cards.create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "tier_id": tier.id,
                "counts": True,
                **vals,
            }
        )

    def real(self):
        """An environment in which mails and tracking are what users have."""
        return self.env(context={"tracking_disable": False})

    def handover(self, env=None, **vals):
        """From Sally to Sam, by Max, today."""
        handovers = (env or self.env)["smb.handover"].with_user(self.max)
        return handovers.create(
            {
                "from_user_id": self.sally.id,
                "to_user_id": self.sam.id,
                "company_id": self.company.id,
                **vals,
            }
        )

    def line(self, handover, record, kind=None):
        return handover.line_ids.filtered(
            lambda line: (
                line.model == record._name
                and line.res_id == record.id
                and line.kind == (kind or line.kind)
            )
        )

    def first_contacts(self, partner):
        return partner.activity_ids.filtered(
            lambda activity: activity.summary == "Introduce yourself"
        )

    def day(self, days=0):
        return fields.Date.today() + timedelta(days=days)

    def on_day(self, days, hour="12:00:00"):
        """The job runs on that day."""
        with freeze_time(f"{self.day(days)} {hour}"):
            self.run_job()

    def run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("smb_crm.smb_handover_cron").sudo().method_direct_trigger()
        self.env.invalidate_all()
