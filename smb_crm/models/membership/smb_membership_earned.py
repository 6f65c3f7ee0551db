from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

DAY = timedelta(days=1)


class SmbMembership(models.Model):
    """What tiers earn: up at once, down after the days of grace.

    Only customers whose tier and level differ are looked at, in one query a company.
    What was bought or given stays what it is beside it; the best counts. A manager who
    ends what was earned is heard until the tier earns another level.
    """

    _inherit = "smb.membership"

    @api.model
    def _find_earned(self, company):
        """``(customer, level or None)`` of those whose earned right is to change.

        Marks since when others earn less, and forgets it of those who recovered.
        """
        self.env.flush_all()
        day = self._today(company)
        policy = self.env["smb.policy"]._of(company)
        rows = self.env.execute_query(self._earned_sql(company, day))
        lower, same, due = [], [], []
        for customer, membership, since, level, act in rows:
            if act == "lower" and not since:
                lower.append(membership)
                since = day
            if act == "same":
                same.append(membership)
            elif act == "better" or since + DAY * policy.member_grace_days <= day:
                due.append((company.id, customer, level))
        self._mark_lower(lower, day)
        self._mark_lower(same, False)
        return due

    @api.model
    def _mark_lower(self, ids, day):
        rows = self.browse(ids)
        if rows:
            # somebody may be at one of them just now: the next run marks them
            self._try(lambda rows: rows.write({"lower_since": day}), rows)

    @api.model
    def _earned_sql(self, company, day):
        """SQL: customer, membership, lower since, level earned, what to do.

        Nobody earns anything before the first figures of the company.
        """
        return SQL(
            """
            WITH earned AS (
                SELECT card.partner_id, level.id, level.active,
                       COALESCE(level.sequence, 0) AS sequence
                  FROM smb_scorecard card
                  JOIN smb_tier tier ON tier.id = card.tier_id
                  JOIN res_partner_grade level ON level.id = tier.level_id
                   AND (level.company_id IS NULL OR level.company_id = %(company)s)
                 WHERE card.company_id = %(company)s AND card.active
            ), held AS (
                SELECT DISTINCT ON (r.partner_id) r.partner_id, level.id,
                       COALESCE(level.sequence, 0) AS sequence
                  FROM smb_membership_right r
                  JOIN res_partner_grade level ON level.id = r.level_id
                 WHERE r.company_id = %(company)s AND r.source = 'tier'
                   AND r.cancelled IS NOT TRUE AND r.date_from <= %(day)s
                   AND (r.date_to IS NULL OR r.date_to >= %(day)s)
                 ORDER BY r.partner_id, COALESCE(level.sequence, 0), level.id
            ), compared AS (
                SELECT COALESCE(earned.partner_id, held.partner_id) AS partner_id,
                       earned.id AS level_id,
                       CASE WHEN earned.id = held.id THEN 'same'
                            WHEN held.id IS NULL OR (earned.sequence, earned.id)
                                 < (held.sequence, held.id) THEN 'better'
                            ELSE 'lower' END AS act,
                       earned.active
                  FROM earned FULL JOIN held ON held.partner_id = earned.partner_id
            )
            SELECT c.partner_id, m.id, m.lower_since, c.level_id, c.act
              FROM compared c
         LEFT JOIN smb_membership m ON m.partner_id = c.partner_id
               AND m.company_id = %(company)s
             WHERE (c.act = 'same' AND m.lower_since IS NOT NULL
                    OR c.act = 'lower' AND (m.lower_since IS NULL
                       OR m.lower_since <= %(day)s - %(grace)s)
                    OR c.act = 'better' AND c.active
                       AND c.level_id IS DISTINCT FROM m.declined_level_id)
               AND EXISTS (SELECT FROM smb_tier_policy policy
                            WHERE policy.company_id = %(company)s
                              AND policy.refreshed_at IS NOT NULL)
             ORDER BY c.partner_id
            """,
            company=company.id,
            day=day,
            grace=self.env["smb.policy"]._of(company).member_grace_days,
        )

    @api.model
    def _earn_one(self, row):
        """Replace what ``row``'s customer earned before by what is earned now."""
        company, customer, level = row
        company = self.env["res.company"].browse(company)
        partner = self.env["res.partner"].browse(customer)
        level = self.env["res.partner.grade"].browse(level)
        membership = self._locked(partner, company)
        today = self._today(company)
        rights = membership._open_rights()
        rights.filtered(lambda right: right.source == "tier")._close(today)
        membership.write({"lower_since": False, "declined_level_id": False})
        reason = self._tier_reason(partner, company)
        if level and level.active:
            self._entitle(
                membership,
                partner,
                company,
                level,
                source="tier",
                date=today,
                date_from=today,
                date_to=False,
                reason=reason,
            )
        else:
            membership._settle(None, reason, "tier")

    @api.model
    def _tier_reason(self, partner, company):
        card = self.env["smb.scorecard"].search(
            [("partner_id", "=", partner.id), ("company_id", "=", company.id)]
        )
        if not card.tier_id:
            return self.env._("No tier")
        return self.env._("Tier %(tier)s", tier=card.tier_id.name)
