from odoo import api, models
from odoo.tools.sql import SQL

from ...tools.rhythm import ALPHA, RATE, A, B

# a purchase is overdue when the silence exceeds twice the usual gap and leaves what is
# normal for this customer: three standard deviations, which for a normal distribution
# are 1.4826 median absolute deviations each (Rousseeuw and Croux 1993)
SURE = 3 * 1.4826
LEAST_RHYTHM = 14
# purchases from which on a customer has a rhythm: two gaps
RHYTHM_FROM = 3


class SmbScorecard(models.Model):
    """Judgements about a customer whose figures and tier are known.

    Each method gives columns that the following ones may use.
    """

    _inherit = "smb.scorecard"

    @api.model
    def _judge_sql(self, run, cuts):
        """The staged table with all judgements, a line a customer.

        Who has become somebody's contact was staged for the history's sake only.
        """
        return run.sql(
            """
            SELECT s.*, base.*, quiet.*, stage.*, %(chance)s AS return_chance,
                   %(credit)s AS credit_grade, health.*,
                   CASE WHEN lifecycle <> 'prospect' THEN
                        100 + health_recency + health_frequency + health_margin
                            + health_payment + health_contact + health_returns
                        END AS health
              FROM pg_temp.smb_stage s
              JOIN res_partner p ON p.id = s.partner_id
               AND p.commercial_partner_id = p.id
         LEFT JOIN smb_tier tier ON tier.id = COALESCE(s.tier_id, (
                   SELECT id FROM smb_tier WHERE policy_id = %(policy)s
                    ORDER BY sequence DESC, id DESC LIMIT 1))
        CROSS JOIN LATERAL (%(base)s) AS base
        CROSS JOIN LATERAL (%(quiet)s) AS quiet
        CROSS JOIN LATERAL (%(lifecycle)s) AS stage
        CROSS JOIN LATERAL (%(health)s) AS health
            """,
            base=self._judge_base_sql(run),
            quiet=self._judge_quiet_sql(run),
            lifecycle=self._judge_lifecycle_sql(run),
            health=self._judge_health_sql(run, cuts),
            chance=self._judge_chance_sql(run),
            credit=self._judge_credit_sql(run),
        )

    @api.model
    def _judge_base_sql(self, run):
        """How long it is silent, and for how long that would be usual."""
        return run.sql(
            """
            SELECT %(today)s - last_deal_date AS silent_days,
                   COALESCE(tier.quiet_days, 90) AS tier_days,
                   CASE WHEN purchases >= %(rhythm)s THEN GREATEST(%(least)s,
                        2 * interval_days, interval_days + %(sure)s * interval_spread)
                        END AS rhythm_days
            """,
            rhythm=RHYTHM_FROM,
            least=LEAST_RHYTHM,
            sure=SURE,
        )

    @api.model
    def _judge_quiet_sql(self, run):
        return SQL(
            """
            SELECT CASE WHEN silent_days > tier_days THEN 'limit'
                        WHEN silent_days > rhythm_days THEN 'rhythm' END AS quiet_reason
            """
        )

    @api.model
    def _judge_lifecycle_sql(self, run):
        policy = run.policy
        return run.sql(
            """
            SELECT CASE WHEN last_deal_date IS NULL THEN 'prospect'
                        WHEN silent_days > %(lost)s THEN 'lost'
                        WHEN quiet_reason IS NOT NULL THEN 'quiet'
                        WHEN purchases = 1
                         AND %(today)s - first_deal_date < %(new)s THEN 'new'
                        WHEN orders >= %(loyal)s THEN 'loyal'
                        ELSE 'repeat' END AS lifecycle
            """,
            lost=policy.lost_days,
            new=policy.new_days,
            loyal=policy.loyal_orders,
        )

    @api.model
    def _judge_credit_sql(self, run):
        return SQL(
            """
            CASE WHEN NOT invoiced THEN NULL
                 WHEN days_late > 30 OR overdue_days > 60 THEN 'c'
                 WHEN COALESCE(days_late, 0) <= 3 AND overdue_days <= 14 THEN 'a'
                 ELSE 'b' END
            """
        )

    @api.model
    def _judge_chance_sql(self, run):
        """``tools.rhythm.return_chance`` in SQL; powers as capped exponentials."""
        return run.sql(
            """
            (SELECT ROUND((
                 (1 - EXP(GREATEST(-700, (%(rate)s + x)
                      * LN((%(alpha)s + age) / (%(alpha)s + age + 26)))))
               / (1 + %(a)s / (%(b)s + x) * EXP(LEAST(700,
                      (%(rate)s + x) * LN((%(alpha)s + age) / (%(alpha)s + seen)))))
                 )::numeric, 4)
               FROM (SELECT (purchases - 1)::float AS x,
                            (%(today)s - first_deal_date) / 7.0::float AS age,
                            (last_deal_date - first_deal_date) / 7.0::float AS seen
                      WHERE purchases > 0) AS life)
            """,
            rate=RATE,
            alpha=ALPHA,
            a=A,
            b=B,
        )

    @api.model
    def _judge_health_sql(self, run, cuts):
        """Points lost, 0 or less, for each of the six reasons."""
        pieces = {
            "health_recency": (30, self._lost_by_recency()),
            "health_frequency": (15, self._lost_by_frequency()),
            "health_margin": (10, self._lost_by_margin(cuts)),
            "health_payment": (20, self._lost_by_payment()),
            "health_contact": (15, self._lost_by_contact(run)),
            "health_returns": (10, SQL("returned_share / 0.2")),
        }
        columns = [
            SQL(
                "-ROUND(%s * LEAST(1, GREATEST(0, COALESCE(%s, 0)))::numeric)::int"
                " AS %s",
                most,
                part,
                SQL.identifier(name),
            )
            for name, (most, part) in pieces.items()
        ]
        return SQL("SELECT %s", SQL(", ").join(columns))

    @api.model
    def _lost_by_recency(self):
        """Nothing up to the usual gap, all of it at three times that."""
        return SQL(
            """
            (silent_days / (CASE WHEN purchases >= %s
                                 THEN GREATEST(interval_days, %s)
                                 ELSE tier_days / 2.0 END) - 1) / 2
            """,
            RHYTHM_FROM,
            LEAST_RHYTHM / 2,
        )

    @api.model
    def _lost_by_frequency(self):
        return SQL("1 - orders::numeric / NULLIF(orders_before, 0)")

    @api.model
    def _lost_by_margin(self, cuts):
        """Below what the company earns on average; all of it without any margin."""
        rate = cuts.get("margin_rate") or 0
        if rate <= 0:
            return SQL("CASE WHEN revenue > 0 AND margin < 0 THEN 1 ELSE 0 END")
        return SQL(
            "CASE WHEN revenue > 0 THEN 1 - margin / revenue / %s::numeric END", rate
        )

    @api.model
    def _lost_by_payment(self):
        """Half for paying 30 days late on average, half for 60 days overdue."""
        return SQL(
            """
            LEAST(1, GREATEST(0, (COALESCE(days_late, 0) - 3) / 27.0)) / 2
            + LEAST(1, GREATEST(0, (overdue_days - 14) / 46.0)) / 2
            """
        )

    @api.model
    def _lost_by_contact(self, run):
        """Nothing within the tier's limit, all of it at twice that."""
        return run.sql(
            """
            (%(today)s - COALESCE(last_contact_date, last_deal_date)) * 1.0
            / tier_days - 1
            """
        )
