from odoo import models
from odoo.tools import SQL

# what decides whether a customer is looked after at all
DECIDES = {"active", "smb_care_paused", "parent_id", "is_company"}
# when more are changed at once the job plans them
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
        if not self.ids:
            return
        # sudo: plans and returns nothing; who may write the customer was checked
        follow_ups = self.env["smb.follow.up"].sudo()
        companies = self._smb_caring_companies()
        if companies and len(self) > MANY:
            follow_ups._plan_later(companies)
            self._smb_say_later()
        elif companies:
            follow_ups._plan(companies, self)

    def _smb_caring_companies(self):
        """Companies that know these customers, or have something planned with them."""
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
        return self.env["res.company"].browse(id_ for (id_,) in rows)

    def _smb_say_later(self):
        """Tell who changed so many that their follow-ups take a minute."""
        said = self.env._(
            "The follow-ups of %(count)s customers are planned anew in the background."
            " Until then worklists still show the old ones.",
            count=len(self),
        )
        self.env["smb.care.program"]._tell(said)
