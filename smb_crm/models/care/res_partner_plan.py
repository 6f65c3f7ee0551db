from odoo import models
from odoo.tools import SQL

# what decides whether a customer is looked after at all
DECIDES = {"active", "smb_care_paused", "parent_id", "is_company"}
# when more are changed at once the next job plans them
MANY = 200


class ResPartner(models.Model):
    """A customer who is archived, paused or joined to another has no follow-ups left.

    All else that changes the plan, such as another salesperson, is found by the job.
    """

    _inherit = "res.partner"

    def write(self, vals):
        deciding = bool(vals.keys() & DECIDES)
        before = self.commercial_partner_id if deciding else self.browse()
        result = super().write(vals)
        if deciding:
            (self | before)._smb_plan_now()
        return result

    def _smb_plan_now(self):
        """Plan these customers anew in every company that looks after them."""
        if not self.ids or len(self) > MANY:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id FROM smb_scorecard WHERE partner_id = ANY(%(ids)s)
                 UNION
                SELECT company_id FROM smb_follow_up
                 WHERE partner_id = ANY(%(ids)s) AND state IN ('planned', 'due')
                """,
                ids=(self | self.commercial_partner_id).ids,
            )
        )
        if rows:
            companies = self.env["res.company"].browse(id_ for (id_,) in rows)
            # sudo: plans and returns nothing; who may write the customer was checked
            self.env["smb.follow.up"].sudo()._plan(companies, self)
