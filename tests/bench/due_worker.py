"""Opens due follow-ups in children of its own, which may be killed at any moment.

Words that begin with "un" take a safeguard away, so that the bench can show that it
would notice.
"""

import sys
from datetime import timedelta

from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from .children import Parent
from .pair import serve
from .worker import open_registry

BATCH = 20
CUSTOMERS = 300


class Opener(Parent):
    """Opens, plans and changes, each word in a child."""

    def __init__(self, registry):
        from odoo.addons.smb_crm.models.care import smb_follow_up_open

        super().__init__(registry)
        smb_follow_up_open.BATCH = BATCH

    def prepare(self):
        """Customers with a planned follow-up each, and nothing else."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            env["smb.policy"].search([]).write({"daily_limit": 0, "care_paused": False})
            env["smb.care.program"].search([]).active = False
            env["smb.follow.up"].search([]).unlink()
            seller = env["res.users"].search([("login", "=", "sally")])
            program = env["smb.care.program"].create(
                {"name": "Faults", "date_start": "2020-01-01"}
            )
            step = env["smb.care.step"].create(
                {"program_id": program.id, "name": "A call", "what": "call"}
            )
            partners = env["res.partner"].create(
                [
                    {"name": f"Fault {n}", "is_company": True, "user_id": seller.id}
                    for n in range(CUSTOMERS)
                ]
            )
            env.flush_all()
            # nobody but these is looked after
            cr.execute("DELETE FROM smb_scorecard; DELETE FROM smb_follow_up")
            cr.execute(
                "INSERT INTO smb_scorecard (partner_id, company_id, active)"
                " SELECT id, %s, TRUE FROM res_partner WHERE id = ANY(%s)",
                [step.company_id.id, partners.ids],
            )
            cr.execute(
                """
                INSERT INTO smb_follow_up (partner_id, company_id, step_id, program_id,
                       user_id, state, reason, anchor_date, planned_date, date)
                SELECT id, %s, %s, %s, %s, 'planned', 'never', CURRENT_DATE - 31,
                       CURRENT_DATE - 1, CURRENT_DATE - 1
                  FROM res_partner WHERE id = ANY(%s)
                """,
                [
                    step.company_id.id,
                    step.id,
                    program.id,
                    seller.id,
                    partners.ids,
                ],
            )
        return CUSTOMERS

    # children

    def open(self, days="0", *without):
        """Open what is due ``days`` days from today, a transaction per batch."""
        with self.registry.cursor() as cr:
            if without:
                # what is left is the lock of the rows alone, or not even that
                cr.connection.set_session(ISOLATION_LEVEL_READ_COMMITTED)
            env = self.environment(cr, self.root, {})
            if "unlocked" in without:
                self._unlock()
            for policy in env["smb.policy"]._caring():
                today = policy._today() + timedelta(days=int(days))
                error = env["smb.follow.up"]._open_in_batches(policy, today)
                if error:
                    raise error

    def _unlock(self):
        from odoo.tools.sql import SQL

        self.registry["smb.follow.up"]._lock_sql = lambda rows: SQL()

    def poisoned(self, partner):
        """Open, while one customer breaks whatever is made for him."""
        model = self.registry["smb.follow.up"]
        make = model._make_activities

        def broken(rows, *args):
            if int(partner) in rows.partner_id.ids:
                raise KeyError("a field that is gone")
            return make(rows, *args)

        model._make_activities = broken
        self.open()

    def change(self, times="9"):
        """Somebody changes the programme again and again."""
        from odoo.service.model import retrying

        for number in range(int(times)):
            with self.registry.cursor() as cr:
                env = self.environment(cr, self.root, {})

                def edit(env=env, number=number):
                    program = env["smb.care.program"].search([("name", "=", "Faults")])
                    program.paused = number % 2
                    program.step_ids.write(
                        {"note": f"Version {number}", "interval_number": 30 + number}
                    )
                    env.flush_all()

                retrying(edit, env)

    def plan(self):
        """Plan these customers anew, as a contact with them does."""
        from odoo.service.model import retrying

        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            companies = env["res.company"].search([])
            people = env["res.partner"].search([("name", "=like", "Fault %")])
            retrying(lambda: env["smb.follow.up"]._plan(companies, people), env)


if __name__ == "__main__":
    serve(Opener(open_registry(sys.argv[1])).answer)
