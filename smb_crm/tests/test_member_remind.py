from datetime import date

from odoo import fields
from odoo.tests import freeze_time, tagged

from .member_life_case import MemberLifeCase

BEFORE, DUE, LATER = "2027-02-06", "2027-02-07", "2027-02-20"


@freeze_time("2026-03-10 12:00:00")
@tagged("post_install", "-at_install")
class TestMemberRemind(MemberLifeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.write({"user_id": cls.sally.id, "email": "office@acme.example"})
        cls.policy = cls.env["smb.policy"]._of(cls.company)

    def at(self, day):
        with freeze_time(f"{day} 12:00:00"):
            self.live()

    def tasks(self):
        return self.acme.activity_ids.filtered(lambda one: "ends on" in one.summary)

    def mails(self):
        return self.env["smb.sending"].search([("kind", "=", "member_end")])

    def test_the_salesperson_is_reminded_once_and_in_time(self):
        membership = self.join()
        self.at(BEFORE)
        self.assertFalse(self.tasks())
        self.at(DUE)
        task = self.tasks()
        self.assertEqual(task.user_id, self.sally)
        self.assertEqual(task.date_deadline, date(2027, 2, 14))
        self.assertIn("Silver", task.summary)
        self.assertEqual(membership.reminded_for, date(2027, 3, 9))
        self.at(LATER)
        self.assertEqual(self.tasks(), task)
        self.assertFalse(self.mails())

    def test_renewing_takes_the_task_back_and_the_next_end_is_another(self):
        membership = self.join()
        self.at(DUE)
        membership._prolong()
        self.assertFalse(self.tasks())
        self.at(LATER)
        self.assertFalse(self.tasks())
        self.at("2028-02-10")
        self.assertTrue(self.tasks())

    def test_the_member_gets_one_mail_where_the_policy_says_so(self):
        self.policy.write({"member_reminder_mail": True, "member_reminder_task": False})
        self.join()
        self.at(DUE)
        mail = self.mails()
        self.assertEqual((mail.partner_id, mail.state), (self.acme, "queued"))
        self.assertFalse(self.tasks())
        with freeze_time(f"{DUE} 13:00:00"):
            self.assertFalse(mail._obstacle())
            mail._compose()
        self.assertIn("Silver", mail.body)
        self.assertIn("03/09/2027", mail.body)
        self.at(LATER)
        self.assertEqual(self.mails(), mail)

    def test_nobody_gets_the_mail_who_renewed_opted_out_or_left(self):
        self.policy.member_reminder_mail = True
        membership = self.join()
        self.at(DUE)
        mail = self.mails()
        self.env["mail.blacklist"].create({"email": "office@acme.example"})
        with freeze_time(f"{DUE} 13:00:00"):
            self.assertEqual(mail._obstacle()[0], "opt_out")
            membership._prolong()
            self.assertEqual(mail._obstacle()[0], "cancelled")
            membership._leave()
            self.assertEqual(mail._obstacle()[0], "cancelled")

    def test_a_switch_set_back_keeps_the_mail_here(self):
        self.policy.member_reminder_mail = True
        self.join()
        self.at(DUE)
        self.policy.member_reminder_mail = False
        with freeze_time(f"{DUE} 13:00:00"):
            self.assertEqual(self.mails()._obstacle()[0], "cancelled")

    def test_who_is_not_reminded(self):
        self.policy.member_reminder_mail = True
        membership = self.join()
        changes = (
            (self.acme, {"active": False}, {"active": True}),
            (self.silver, {"smb_reminder_days": 0}, {"smb_reminder_days": 30}),
            (
                self.policy,
                {"member_reminder_mail": False, "member_reminder_task": False},
                {"member_reminder_mail": True, "member_reminder_task": True},
            ),
        )
        for record, change, back in changes:
            with self.subTest(change=change):
                record.write(change)
                self.at(DUE)
                self.assertFalse(self.tasks() or self.mails())
                record.write(back)
        membership.action_suspend("Does not pay")
        self.at(DUE)
        self.assertFalse(self.tasks() or self.mails())

    def test_without_a_salesperson_the_fallback_is_reminded(self):
        self.acme.user_id = False
        self.policy.care_fallback_id = self.max
        self.join()
        self.at(DUE)
        self.assertEqual(self.tasks().user_id, self.max)

    # drafts of who left

    def test_a_draft_of_who_left_is_updated(self):
        product = self.env["product.product"].create({"name": "Tea", "list_price": 10})
        self.env["smb.member.benefit"].create(
            {"name": "5 %", "level_id": self.silver.id, "discount": 5}
        )
        membership = self.join()
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.acme.id,
                    "order_line": [fields.Command.create({"product_id": product.id})],
                }
                for _number in range(2)
            ]
        )
        sent = orders[1]
        sent.action_quotation_sent()
        self.assertEqual(orders.order_line.mapped("discount"), [5, 5])
        self.at("2027-03-10")
        self.assertEqual(membership.state, "ended")
        self.assertEqual(orders.order_line.mapped("discount"), [0, 5])
        self.assertFalse(self.memberships._find_outdated(self.company))

    # found by number

    def test_a_customer_is_found_by_the_member_number(self):
        self.acme.user_id = self.sally
        number = self.join().number
        partners = self.env["res.partner"].with_user(self.sally)
        self.assertEqual(partners.name_search(number.lower())[0][0], self.acme.id)
        self.assertEqual(partners.smb_quick_search(number)[0]["id"], self.acme.id)
        self.assertFalse(partners.name_search(number[:-1] + "_"))
        for user in (self.will, self.anna):
            with self.subTest(user.login):
                self.env["res.partner"].with_user(user).name_search(number)
