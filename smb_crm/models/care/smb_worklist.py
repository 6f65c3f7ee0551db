from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.roles import SALES

NEW_SINCE = "today -30d"


class SmbWorklist(models.AbstractModel):
    """The queues of a rep's day: who is due, who went quiet, who is nobody's yet.

    Plans are counted by ``mail.activity``; beside them stand customers whom nobody
    has planned. The menus of the queues show what is counted here.
    """

    _name = "smb.worklist"
    _description = "Worklist"

    @api.model
    @api.readonly
    def smb_queues(self):
        """How many wait in each queue of the current user, for the row of cards.

        :return: ``counts`` by queue, and for managers ``late``: jobs that did not run
        """
        user = self.env.user
        if not user.has_group(SALES):
            return {"counts": {}, "late": []}
        counts = {
            **self.env["mail.activity"].smb_worklist_counts(),
            **self._count(self._searches()),
        }
        return {"counts": counts, "late": self._late_jobs()}

    @api.model
    def _searches(self):
        """What waits in each queue, as queries under the caller's own rules."""
        partners = self.env["res.partner"]
        searches = {
            queue: partners._search(domain)
            for queue, domain in self._customer_queues().items()
        }
        rows = self.env["smb.follow.up"]
        return {**searches, "pool": rows._search(self._pool_domain())}

    @api.model
    def _count(self, searches):
        """All of them in one query."""
        counts = [query.subselect(SQL("COUNT(*)")) for query in searches.values()]
        [row] = self.env.execute_query(SQL("SELECT %s", SQL(", ").join(counts)))
        return dict(zip(searches, row, strict=True))

    @api.model
    def _customer_queues(self):
        """Domains of the queues of customers, as the actions of the same names."""
        mine = Domain("user_id", "=", self.env.uid)
        customers = (
            Domain("partner_share", "=", True)
            & Domain("parent_id", "=", False)
            & Domain("ref_company_ids", "=", False)
            & Domain("company_id", "in", [False, *self.env.companies.ids])
            & Domain("smb_relation", "not in", ("competitor", "partner"))
        )
        return {
            "quiet": customers & mine & Domain("smb_quiet", "=", True),
            "never": customers & mine & Domain("smb_last_contact_date", "=", False),
            "new": customers
            & Domain("user_id", "=", False)
            & Domain("create_date", ">=", NEW_SINCE),
        }

    @api.model
    def _pool_domain(self):
        return (
            Domain("escalation", "=", "pool")
            & Domain("state", "=", "due")
            & Domain("user_id", "!=", self.env.uid)
            & Domain("company_id", "in", self.env.companies.ids)
        )

    @api.model
    def _late_jobs(self):
        """Jobs of ours that have not run well for too long; managers alone see them."""
        return self.env["smb.heartbeat"]._late()
