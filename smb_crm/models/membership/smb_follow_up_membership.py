from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
ENDED = _lt("the membership ended on %(day)s, %(interval)s")


class SmbFollowUp(models.Model):
    """Who left may be asked why, and won back."""

    _inherit = "smb.follow.up"

    @api.model
    def _event_queries(self, run):
        queries = super()._event_queries(run)
        return {**queries, "membership_end": self._event_membership_end_sql(run)}

    @api.model
    def _event_membership_end_sql(self, run):
        """The last day of members who are none any more."""
        return run.sql(
            """
            SELECT m.partner_id, m.date_end AS day FROM smb_membership m
             WHERE m.company_id = %(company)s AND m.state = 'ended'
               AND m.date_end >= %(since)s AND %(about)s
            """,
            about=run.about("m.partner_id"),
        )

    @api.model
    def _event_phrases(self):
        return {**super()._event_phrases(), "membership_end": ENDED}
