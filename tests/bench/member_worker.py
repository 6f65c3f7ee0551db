"""Orders of a member and of somebody who is none, created and confirmed, counted."""

import sys

from .flow_worker import Flow
from .pair import serve
from .worker import open_registry


class Orders(Flow):
    """Where the addon is missing nobody is a member, but the customers are the same."""

    def __init__(self, registry):
        super().__init__(registry)
        found = self.env["res.partner"].search(
            [("is_company", "=", True), ("user_id", "!=", False)], limit=2, order="id"
        )
        self.customers = dict(zip(("member", "other"), found, strict=True))
        if "smb.membership" in self.env and not self._is_member():
            self._make_member(self.customers["member"])
        self.cr.commit()

    def round(self, who):
        self.customer = self.customers[who]
        return self.measured(self.order, self.confirm)

    def _is_member(self):
        customer = self.customers["member"]
        return self.env["smb.membership"]._of(customer, self.env.company)

    def _make_member(self, customer):
        """A level that brings a discount, a payment term and faster delivery."""
        level = self.env["res.partner.grade"].create({"name": "Bench"})
        term = self.env.ref("account.account_payment_term_30days")
        benefits = {
            "discount": {"discount": 5},
            "term": {"payment_term_id": term.id},
            "priority": {"lead_days": 1},
        }
        for kind, vals in benefits.items():
            self.env["smb.member.benefit"].create(
                {"name": kind, "kind": kind, "level_id": level.id, **vals}
            )
        customer.grade_id = level
        self.env["smb.membership"].create(
            {
                "partner_id": customer.id,
                "company_id": self.env.company.id,
                "number": "BENCH1",
                "level_id": level.id,
                "date_start": "2020-01-01",
                "source": "hand",
            }
        )


if __name__ == "__main__":
    serve(Orders(open_registry(sys.argv[1])).answer)
