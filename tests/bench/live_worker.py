"""Members who begin, end, earn and are reminded; clicks for a renewal: in children."""

import os
import signal
import sys
from datetime import timedelta

from .children import Parent
from .pair import serve
from .worker import open_registry

BATCH = 3
EACH = 8
DAY = timedelta(days=1)


class Liver(Parent):
    """The job of memberships, and two people of one member who click at once."""

    def __init__(self, registry):
        from odoo.addons.smb_crm.models.membership import smb_membership_roll

        super().__init__(registry)
        smb_membership_roll.BATCH = BATCH

    def prepare(self):
        """A level that is bought, earned and reminded of; nobody else's tier counts."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            cr.execute("DELETE FROM smb_scorecard")
            level = env["res.partner.grade"].create(
                {"name": "Live", "smb_months": 12, "smb_reminder_days": 30}
            )
            policy = env["smb.tier.policy"]._of(env.company)
            policy.refreshed_at = "2020-01-01"
            env["smb.tier"].search([]).level_id = False
            policy.tier_ids[:1].level_id = level
            product = env["product.product"].create(
                {
                    "name": "Live for a year",
                    "type": "service",
                    "service_tracking": "partnership",
                    "grade_id": level.id,
                }
            )
            self.level, self.tier = level.id, policy.tier_ids[:1].id
            self.product = product.id

    def fill(self, turn):
        """Customers of four kinds for whom the job has something to do."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            self._clear(env)
            begins, ended, reminded, earned = (
                self._customers(env, f"{kind} {turn}")
                for kind in ("begins", "ended", "reminded", "earned")
            )
            memberships = env["smb.membership"]
            today = memberships._today(env.company)
            self._join(env, begins, today + DAY)
            self._join(env, ended, today - 10 * DAY)
            self._join(env, reminded, today - 10 * DAY, today + 10 * DAY)
            env["smb.scorecard"].create(
                [
                    {
                        "partner_id": customer.id,
                        "company_id": env.company.id,
                        "tier_id": self.tier,
                    }
                    for customer in earned
                ]
            )
            env.flush_all()
            # a day later for those who begin, and for those who are over
            for table, days, customers, name in (
                ("smb_membership", -1, begins, "date_start"),
                ("smb_membership_right", -1, begins, "date_from"),
            ):
                cr.execute(
                    f"UPDATE {table} SET {name} = {name} + %s"
                    " WHERE partner_id = ANY(%s)",
                    [days, customers.ids],
                )
            for table, name in (
                ("smb_membership", "date_end"),
                ("smb_membership_right", "date_to"),
            ):
                cr.execute(
                    f"UPDATE {table} SET {name} = %s WHERE partner_id = ANY(%s)",
                    [today - DAY, ended.ids],
                )

    def _clear(self, env):
        env.cr.execute("DELETE FROM smb_scorecard")

    def _customers(self, env, kind):
        seller = env["res.users"].search([("login", "=", "sally")])
        return env["res.partner"].create(
            [
                {"name": f"Live {kind} {n}", "is_company": True, "user_id": seller.id}
                for n in range(EACH)
            ]
        )

    def _join(self, env, customers, start, end=None):
        level = env["res.partner.grade"].browse(self.level)
        for customer in customers:
            env["smb.membership"]._join(
                customer, env.company, level, "hand", date_start=start, date_end=end
            )

    # children

    def live(self):
        """The job, a transaction for every few rows."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            for company in env["smb.membership"]._companies():
                env["smb.membership"].with_company(company)._live(company)

    # renewal

    def member(self, turn):
        """A member whose product can be asked for."""
        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            customer = self._customers(env, f"asks {turn}")[:1]
            today = env["smb.membership"]._today(env.company)
            self._join(env, customer, today)
            self.asking = customer.id
        return self.asking

    def clicks(self, what="ask"):
        """Two click at the same moment."""
        children = [self.begin(what) for _n in range(2)]
        for child in children:
            os.waitid(os.P_PID, child, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        for child in children:
            os.kill(child, signal.SIGCONT)
        return [self.end(child) for child in children]

    def ask(self):
        """As the portal does it, tried again as Odoo does when others were faster."""
        from odoo.service.model import retrying

        with self.registry.cursor() as cr:
            env = self.environment(cr, self.root, {})
            found = env["smb.membership"].search([("partner_id", "=", self.asking)])
            person = found.partner_id
            # whatever the page has read before the click; it stays in sight
            found._portal_values()
            os.kill(os.getpid(), signal.SIGSTOP)
            retrying(lambda: found._ask_renewal(person), env)

    def unlocked(self):
        """The same, one not knowing of the other."""
        self.registry["smb.membership"]._let_nobody_else_ask = lambda row: None
        self.ask()


if __name__ == "__main__":
    serve(Liver(open_registry(sys.argv[1])).answer)
