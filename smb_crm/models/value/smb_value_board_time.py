from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from pytz import timezone, utc

from odoo import api, fields, models
from odoo.tools import SQL

from .smb_scorecard_run import FAST, Run

# months a period has, how many periods are shown
PERIODS = {"month": (1, 12), "quarter": (3, 8)}
QUARTERS = 8
MOVES = 12
# moves that say something of the customer, not of the rules
EACH_BY_ITSELF = SQL("change.cause <> 'policy'")


class SmbValueBoard(models.AbstractModel):
    """What the screen shows of the past: growth, cohorts and movers."""

    _inherit = "smb.value.board"

    @api.model
    def _run(self):
        facts, *_settings = self.env["smb.scorecard"]._facts(self.env.company, *FAST)
        return Run(self._policy(), fields.Datetime.now(), facts=facts)

    @api.model
    def _papers(self, run, code, **words):
        """Rows over ``ordered`` and ``invoiced``, as the engine reads them."""
        pieces = self.env["smb.scorecard"]._stage_pieces(run)
        with_ = SQL(", ").join(
            SQL("%s AS (%s)", SQL.identifier(name), pieces[name])
            for name in ("ordered", "invoiced")
        )
        self.env.flush_all()
        self.env.cr.execute(SQL("WITH %s %s", with_, run.sql(code, **words)))
        return self.env.cr.dictfetchall()

    # cohorts

    @api.model
    def smb_cohorts(self, unit="quarter"):
        """Who first bought together, and how many of them bought again later.

        :param unit: "month" or "quarter"
        :return: cohorts, oldest first: first day, size, and for each period so far how
            many bought in it
        """
        self._check_reader()
        unit = unit if unit in PERIODS else "quarter"
        months, shown = PERIODS[unit]
        run = self._run()
        this = self._period(run.today, months)
        begin = this - relativedelta(months=months * (shown - 1))
        rows = self._cohort_rows(run, unit, begin)
        return {
            "unit": unit,
            "steps": shown,
            "cohorts": [
                self._cohort(begin + relativedelta(months=months * n), shown - n, rows)
                for n in range(shown)
            ],
        }

    @api.model
    def _cohort_rows(self, run, unit, begin):
        """How many of those who first bought in a period bought in a later one.

        Who is new stands on scorecards: only their papers need a second look. Whether
        an order stands behind an invoice is asked where no order of the period says
        already that the customer bought.
        """
        return self._papers(
            run,
            """
            , first AS MATERIALIZED (
                SELECT partner_id,
                       DATE_TRUNC(%(unit)s, first_deal_date::timestamp) AS begin
                  FROM smb_scorecard
                 WHERE company_id = %(company)s AND first_deal_date >= %(begin)s
            ), bought AS MATERIALIZED (
                SELECT DISTINCT partner_id,
                       DATE_TRUNC(%(unit)s, day::timestamp) AS period
                  FROM ordered JOIN first USING (partner_id)
                 WHERE sold AND day BETWEEN %(begin)s AND %(today)s
            ), billed AS MATERIALIZED (
                SELECT id, partner_id, DATE_TRUNC(%(unit)s, day::timestamp) AS period
                  FROM invoiced JOIN first USING (partner_id)
                 WHERE NOT refund AND day >= %(begin)s
                   AND (partner_id, DATE_TRUNC(%(unit)s, day::timestamp)) NOT IN (
                       SELECT partner_id, period FROM bought)
            ), seen AS (
                SELECT partner_id, period FROM bought
                 UNION
                SELECT partner_id, period FROM billed
                 WHERE NOT EXISTS (
                       SELECT FROM account_move_line l
                         JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
                        WHERE l.move_id = billed.id)
            )
            SELECT begin::date AS begin, COUNT(*) AS customers,
                   ((EXTRACT(YEAR FROM period) - EXTRACT(YEAR FROM begin)) * 12
                     + EXTRACT(MONTH FROM period) - EXTRACT(MONTH FROM begin))::int
                    / %(months)s AS step
              FROM first JOIN seen USING (partner_id)
             GROUP BY begin, step ORDER BY begin, step
            """,
            unit=unit,
            begin=begin,
            months=PERIODS[unit][0],
        )

    @api.model
    def _period(self, day, months):
        """The first day of the month or quarter that ``day`` is in."""
        return day.replace(day=1, month=(day.month - 1) // months * months + 1)

    @api.model
    def _cohort(self, begin, steps, rows):
        counts = {
            row["step"]: row["customers"] for row in rows if row["begin"] == begin
        }
        return {
            "begin": begin,
            "size": counts.get(0, 0),
            "counts": [counts.get(step, 0) for step in range(steps)],
        }

    # growth

    @api.model
    def smb_growth(self):
        """Revenue and buying customers of the last eight quarters, this one last."""
        self._check_reader()
        run = self._run()
        this = self._period(run.today, 3)
        begin = this - relativedelta(months=3 * (QUARTERS - 1))
        rows = self._papers(
            run,
            """
            SELECT DATE_TRUNC('quarter', day::timestamp)::date AS begin,
                   SUM(amount)::float AS revenue,
                   COUNT(DISTINCT partner_id) FILTER (WHERE NOT refund) AS customers
              FROM invoiced WHERE day >= %(begin)s
             GROUP BY 1 ORDER BY 1
            """,
            begin=begin,
        )
        found = {row["begin"]: row for row in rows}
        days = [begin + relativedelta(months=3 * n) for n in range(QUARTERS)]
        return [
            {"begin": day, "revenue": 0, "customers": 0, **found.get(day, {})}
            for day in days
        ]

    # movers

    @api.model
    def smb_movers(self, months_ago=0):
        """Who moved between tiers in one month, the biggest first.

        A new policy moves many at once, and says nothing of each: ``policies`` counts
        those by day, the lists leave them out.

        :param months_ago: 0 is this month
        """
        self._check_reader()
        run = self._run()
        if not isinstance(months_ago, int):
            months_ago = 0
        months_ago = min(max(months_ago, 0), 120)
        begin = run.today.replace(day=1) - relativedelta(months=months_ago)
        end = begin + relativedelta(months=1)
        return {
            "begin": begin,
            "months_ago": months_ago,
            "counts": self._move_counts(run, begin, end),
            "up": self._moves(run, begin, end, "up"),
            "down": self._moves(run, begin, end, "down"),
            "policies": self._policy_moves(run, begin, end),
        }

    @api.model
    def _moved_sql(self, run, begin, end):
        """Moves of these days, as the company's calendar has them."""
        self.env["smb.tier.change"].flush_model()
        zone = timezone(run.facts["zone"])
        begin, end = (
            zone.localize(datetime.combine(day, time.min)).astimezone(utc)
            for day in (begin, end)
        )
        return SQL(
            "change.company_id = %s AND change.date >= %s AND change.date < %s",
            self.env.company.id,
            begin.replace(tzinfo=None),
            end.replace(tzinfo=None),
        )

    @api.model
    def _move_counts(self, run, begin, end):
        rows = self.env.execute_query(
            SQL(
                "SELECT direction, COUNT(*) FROM smb_tier_change change"
                " WHERE %s AND %s GROUP BY direction",
                self._moved_sql(run, begin, end),
                EACH_BY_ITSELF,
            )
        )
        return {"up": 0, "down": 0, "first": 0, "left": 0, **dict(rows)}

    @api.model
    def _policy_moves(self, run, begin, end):
        """What each new policy moved up and down, with the moments of that day."""
        zone = timezone(run.facts["zone"]).zone
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT (change.date AT TIME ZONE 'UTC' AT TIME ZONE %s)::date AS day,
                       MIN(change.date) AS since, MAX(change.date) AS until,
                       COUNT(*) FILTER (WHERE direction = 'up') AS up,
                       COUNT(*) FILTER (WHERE direction = 'down') AS down
                  FROM smb_tier_change change
                 WHERE %s AND NOT %s AND direction IN ('up', 'down')
                 GROUP BY day ORDER BY day DESC
                """,
                zone,
                self._moved_sql(run, begin, end),
                EACH_BY_ITSELF,
            )
        )

    @api.model
    def _moves(self, run, begin, end, direction):
        return self._rows(
            """
            SELECT change.id, card.id AS card_id, p.name,
                   change.from_tier, change.to_tier,
                   lost.color AS from_color, won.color AS to_color,
                   card.revenue::float AS revenue, card.growth::float AS growth,
                   card.revenue_before > 0 AS compares
              FROM smb_tier_change change
              JOIN card ON card.partner_id = change.partner_id
              JOIN res_partner p ON p.id = change.partner_id
              LEFT JOIN smb_tier lost ON lost.id = change.from_tier_id
              LEFT JOIN smb_tier won ON won.id = change.to_tier_id
             WHERE change.direction = %(direction)s AND %(moved)s AND %(each)s
             ORDER BY GREATEST(card.revenue, card.revenue_before) DESC, card.id
             LIMIT %(limit)s
            """,
            direction=direction,
            moved=self._moved_sql(run, begin, end),
            each=EACH_BY_ITSELF,
            limit=MOVES,
        )
