"""The queue of a dot-matrix printer: taken once, by who may, and never lost."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from .print_case import PrintCase

JOBS = "smb.print.job"


class JobCase(PrintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.env, "smb_agent", groups="base.group_user,smb_crm.group_smb_print_agent"
        )

    def queue(self, user=None, printer="dock"):
        user = user or self.sally
        return (
            self.env[JOBS]
            .with_user(user)
            ._queue(self.template.with_user(user), self.order.with_user(user), printer)
        )


@tagged("post_install", "-at_install")
class TestQueue(JobCase):
    def test_what_waits_is_what_the_document_said(self):
        job = self.queue()
        text = self.template.render(self.order, "escp")[0]
        self.order.client_order_ref = "changed since"
        self.assertEqual(job.with_user(self.agent)._take(), text)

    def test_a_job_is_taken_once(self):
        job = self.queue().with_user(self.agent)
        self.assertTrue(job._take())
        self.assertIsNone(job._take())
        self.assertEqual((job.state, job.taken_by_id), ("taken", self.agent))

    def test_only_what_was_taken_is_reported(self):
        job = self.queue().with_user(self.agent)
        self.assertFalse(job._report(True))
        job._take()
        self.assertTrue(job._report(False, "out of paper " * 50))
        self.assertEqual(job.state, "failed")
        self.assertLessEqual(len(job.reason), 200)
        self.assertFalse(job._report(True))

    def test_only_who_took_it_reports(self):
        job = self.queue().with_user(self.agent)
        job._take()
        other = new_test_user(
            self.env,
            "smb_agent_2",
            groups="base.group_user,smb_crm.group_smb_print_agent",
        )
        self.assertFalse(job.with_user(other)._report(True))
        self.assertTrue(job._report(True))

    def test_what_names_no_printer_is_for_any(self):
        named, free = self.queue(), self.queue(printer="")
        elsewhere = self.queue(printer="office")
        found = self.env[JOBS].with_user(self.agent)._waiting("dock")
        self.assertEqual(found & (named | free | elsewhere), named | free)

    def test_a_person_decides_what_is_printed_again(self):
        job = self.queue()
        job.with_user(self.agent)._take()
        job.action_again()
        self.assertTrue(job.with_user(self.agent)._take())

    def test_nobody_queues_what_he_may_not_read(self):
        self.order.user_id = self.sam
        with self.assertRaises(AccessError):
            self.queue()

    def test_a_colleagues_job_is_not_taken(self):
        job = self.queue()
        with self.assertRaises(AccessError):
            job.with_user(self.sam)._take()
        with self.assertRaises(AccessError):
            job.with_user(self.sam).action_cancel()

    def test_a_cancelled_job_is_not_printed(self):
        job = self.queue()
        job.action_cancel()
        self.assertIsNone(job.with_user(self.agent)._take())
        with self.assertRaises(UserError):
            job.action_cancel()

    def test_the_agent_does_not_read_the_document(self):
        self.queue()
        with self.assertRaises(AccessError):
            self.order.with_user(self.agent).read(["name"])

    def test_jobs_of_another_company_do_not_wait_here(self):
        second = self.second_company()
        self.queue().sudo().company_id = second
        self.assertFalse(self.env[JOBS].with_user(self.agent)._waiting())

    def test_jobs_are_kept_for_a_month(self):
        job, waits = self.queue(), self.queue()
        job.with_user(self.agent)._take()
        self.env[JOBS]._gc_jobs()
        self.assertTrue(job.exists())
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE smb_print_job SET create_date = %s WHERE id IN %s",
            [fields.Datetime.now() - timedelta(days=31), (job | waits)._ids],
        )
        self.env.invalidate_all()
        self.env[JOBS]._gc_jobs()
        self.assertEqual((job | waits).exists(), waits, "nobody has seen it")

    def test_the_dialog_sends_to_the_printer(self):
        here = self.env["smb.print.choice"].with_user(self.sally)
        here = here.with_context(active_model="sale.order", active_ids=self.order.ids)
        here.create({"output": "escp", "printer": "dock"}).action_queue()
        self.assertEqual(here.create({}).printer, "dock")
        [job] = self.env[JOBS].with_user(self.agent)._waiting("dock")
        self.assertEqual(job.name, self.order.name)


@tagged("post_install", "-at_install")
class TestEndpoint(JobCase, HttpCase):
    def key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate(
            None, "printer", fields.Datetime.now() + timedelta(days=1)
        )

    def ask(self, way, user=None, post=False):
        headers = {}
        if user:
            headers["Authorization"] = f"Bearer {self.key(user)}"
        return self.url_open(
            way,
            data="" if post else None,
            headers=headers,
            method="POST" if post else "GET",
        )

    def test_list_take_and_report(self):
        job = self.queue()
        way = f"/smb/print/jobs/{job.id}"
        [row] = self.ask("/smb/print/jobs?printer=dock", self.agent).json()
        self.assertEqual((row["id"], row["printer"]), (job.id, "dock"))
        self.assertEqual(self.ask("/smb/print/jobs?printer=bar", self.agent).json(), [])
        taken = self.ask(f"{way}/take", self.agent, post=True)
        self.assertEqual(taken.content, self.template.render(self.order, "escp")[0])
        self.assertIn("no-store", taken.headers["Cache-Control"])
        again = self.ask(f"{way}/take", self.agent, post=True)
        self.assertEqual(again.status_code, 409)
        self.assertEqual(
            self.ask(f"{way}/done", self.agent, post=True).status_code, 200
        )
        self.env.invalidate_all()
        self.assertEqual(job.state, "done")

    def test_without_a_key_there_is_nothing(self):
        job = self.queue()
        for way, post in (
            ("/smb/print/jobs", False),
            (f"/smb/print/jobs/{job.id}/take", True),
            (f"/smb/print/jobs/{job.id}/done", True),
        ):
            with self.subTest(way):
                self.assertIn(self.ask(way, post=post).status_code, (401, 403))
        self.env.invalidate_all()
        self.assertEqual(job.state, "waiting")

    def test_foreign_and_unknown_jobs_answer_alike(self):
        job = self.queue()
        for number in (job.id, 2**31 - 1, 2**40):
            for user in (self.sam, self.uma):
                answer = self.ask(f"/smb/print/jobs/{number}/take", user, post=True)
                self.assertEqual(answer.status_code, 404)

    def test_looking_at_a_job_takes_none(self):
        job = self.queue()
        answer = self.ask(f"/smb/print/jobs/{job.id}/take", self.agent)
        self.assertEqual(answer.status_code, 405)
