"""What membership adds to an order of five lines, in queries."""

from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import SQL

from .member_case import MemberCase

# tables that nobody who is no member has anything to do with
OURS = ("smb_membership", "smb_member_benefit", "smb_benefit_use")


@tagged("post_install", "-at_install")
class TestMemberCost(MemberCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.benefit(discount=5)
        cls.benefit("Fast", kind="priority", lead_days=1)
        term = cls.env.ref("account.account_payment_term_30days")
        cls.benefit("Later", kind="term", payment_term_id=term.id)

    def statements(self, partner):
        """What creating and confirming an order of five lines asks the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        seen = []
        with contextmanager(self._patchExecute)(seen):
            order = self.order(partner, *[self.wheel] * 5)
            self.env.flush_all()
            self.env.invalidate_all()
            order.action_confirm()
            self.env.flush_all()
        return [self.text(query) for query in seen]

    @staticmethod
    def text(query):
        return query.code if isinstance(query, SQL) else str(query)

    def touching_ours(self, statements):
        return [
            text
            for text in statements
            if any(f'"{table}"' in text or f" {table} " in text for table in OURS)
            and not text.startswith(('SELECT "sale_order', 'UPDATE "sale_order'))
        ]

    def test_nobody_else_pays_for_it(self):
        self.statements(self.globex)
        self.assertEqual(self.touching_ours(self.statements(self.globex)), [])

    def test_a_member_costs_few_queries(self):
        self.customer("Gus Grant", parent=self.globex)
        for partner in (self.acme, self.globex):
            self.statements(partner)
        member, other = (
            self.statements(partner) for partner in (self.acme, self.globex)
        )
        more = len(member) - len(other)
        rest = list(other)
        extra = [one for one in member if one not in rest or rest.remove(one)]
        # discount, term and priority together
        self.assertLessEqual(more, 6, "\n".join(extra))
        self.assertGreater(more, 0)
