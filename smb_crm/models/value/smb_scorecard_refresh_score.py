from odoo import api, models
from odoo.tools.sql import SQL

MEASURES = ("revenue", "margin", "collected", "orders")
SCORES = {
    "recency_score": ("last_deal_date", "date", "weight_recency"),
    "frequency_score": ("orders", "int", "weight_frequency"),
    "monetary_score": ("revenue", "numeric", "weight_monetary"),
}


# who has a place in the ranking: whose figures can be trusted and who ever bought
RANKED = SQL("counts AND problem IS NULL AND first_deal_date IS NOT NULL")

# marks on the way from the worst to the best: so many customers between two, so many
BETWEEN = 250
MARKS = 256


class SmbScorecard(models.Model):
    """Figures that compare a customer with the others: scores, measure, rank, shares.

    The whole run sorts everybody. A handful of customers is laid against the limits
    (``cuts``) that the last whole run kept, and against the rows of the others.
    """

    _inherit = "smb.scorecard"

    @api.model
    def _score_pieces(self, run):
        """Further pieces, on top of ``figures``; the last one is the staged table."""
        return {
            "scored": self._score_scored_sql(run),
            "measured": self._score_measured_sql(run),
            **self._score_place_pieces(run),
        }

    # quintiles of those who bought in the window: 1 to 5, equals share a score

    @api.model
    def _score_scored_sql(self, run):
        score = self._score_among_all if run.whole else self._score_by_cuts
        columns = [
            SQL(
                "CASE WHEN counts AND orders > 0 THEN (%s)::int ELSE 0 END AS %s",
                score(run, name),
                SQL.identifier(name),
            )
            for name in SCORES
        ]
        return SQL("SELECT *, %s FROM figures", SQL(", ").join(columns))

    @api.model
    def _score_among_all(self, run, name):
        return SQL(
            """
            LEAST(5, 1 + FLOOR(5 * PERCENT_RANK() OVER (
                PARTITION BY counts AND orders > 0 ORDER BY %s)))
            """,
            SQL.identifier(SCORES[name][0]),
        )

    @api.model
    def _score_by_cuts(self, run, name):
        figure, kind, _weight = SCORES[name]
        return SQL(
            "SELECT 1 + COUNT(*) FROM UNNEST(%s::%s[]) AS least WHERE least <= %s",
            run.cuts.get(name, []),
            SQL(kind),
            SQL.identifier(figure),
        )

    # the measure

    @api.model
    def _score_measured_sql(self, run):
        return SQL("SELECT *, %s AS measure FROM scored", self._measure_sql(run.policy))

    @api.model
    def _measure_sql(self, policy):
        """The policy's measure, from columns of ``scored``."""
        if policy.measure in MEASURES:
            return SQL("%s::numeric", SQL.identifier(policy.measure))
        weights = {name: policy[weight] for name, (_f, _k, weight) in SCORES.items()}
        terms = [SQL("%s * %s", weight, SQL(name)) for name, weight in weights.items()]
        total = sum(weights.values()) or 1
        return SQL("ROUND((%s)::numeric / %s, 4)", SQL(" + ").join(terms), total)

    # places among all

    @api.model
    def _score_place_pieces(self, run):
        if run.few:
            return {
                "mark": self._score_mark_sql(run),
                "placed": self._score_placed_by_index_sql(run),
            }
        return {
            "board": self._score_board_sql(run),
            "ranked": self._score_ranked_sql(run),
            "placed": SQL(
                """
                SELECT measured.*, measure_rank, measure_share,
                       revenue_rank, revenue_share, revenue_cumulative
                  FROM measured JOIN ranked USING (partner_id)
                """
            ),
        }

    @api.model
    def _score_board_sql(self, run):
        mine = SQL(
            "SELECT partner_id, %s AS counts, measure, revenue FROM measured", RANKED
        )
        if run.whole:
            return mine
        others = run.sql(
            """
            SELECT partner_id, %(ranked)s, measure::numeric, revenue FROM smb_scorecard
             WHERE company_id = %(company)s AND NOT partner_id = ANY(%(family)s)
            """,
            ranked=RANKED,
        )
        return SQL("%s UNION ALL %s", mine, others)

    @api.model
    def _score_ranked_sql(self, run):
        return SQL(
            """
            SELECT partner_id,
                   CASE WHEN counts THEN RANK() OVER best ELSE 0 END AS measure_rank,
                   CASE WHEN counts THEN ROUND(COALESCE(
                        SUM(GREATEST(measure, 0)) OVER best
                      / NULLIF(SUM(GREATEST(measure, 0)) OVER takers, 0), 0), 4)
                        ELSE 0 END AS measure_share,
                   RANK() OVER (ORDER BY revenue DESC) AS revenue_rank,
                   ROUND(COALESCE(GREATEST(revenue, 0)
                      / NULLIF(SUM(GREATEST(revenue, 0)) OVER (), 0), 0), 4)
                        AS revenue_share,
                   ROUND(COALESCE(SUM(GREATEST(revenue, 0)) OVER (ORDER BY revenue DESC)
                      / NULLIF(SUM(GREATEST(revenue, 0)) OVER (), 0), 0), 4)
                        AS revenue_cumulative
              FROM board
            WINDOW takers AS (PARTITION BY counts),
                   best AS (PARTITION BY counts ORDER BY measure DESC)
            """
        )

    @api.model
    def _score_placed_by_index_sql(self, run):
        return run.sql(
            """
            SELECT measured.*,
                   CASE WHEN %(ranked)s THEN 1 + m.better ELSE 0 END AS measure_rank,
                   CASE WHEN %(ranked)s THEN ROUND(LEAST(1, COALESCE(
                        (m.before + m.equal) / NULLIF(%(total)s::numeric, 0), 0)), 4)
                        ELSE 0 END AS measure_share,
                   1 + r.better AS revenue_rank,
                   ROUND(LEAST(1, COALESCE(GREATEST(revenue, 0)
                       / NULLIF(%(revenue)s::numeric, 0), 0)), 4) AS revenue_share,
                   ROUND(LEAST(1, COALESCE((r.before + r.equal)
                       / NULLIF(%(revenue)s::numeric, 0), 0)), 4) AS revenue_cumulative
              FROM measured, %(by_measure)s AS m, %(by_revenue)s AS r
            """,
            total=run.cuts.get("total", 0),
            revenue=run.cuts.get("revenue", 0),
            ranked=RANKED,
            by_measure=self._score_place_sql(run, "measure", RANKED),
            by_revenue=self._score_place_sql(run, "revenue", SQL("TRUE")),
        )

    @api.model
    def _score_place_sql(self, run, figure, condition):
        """How many of the company are better, what they bring, what the equals do.

        The last whole run left marks on the way up, so that in a large company nobody
        counts all who are better: only those between the figure and the next mark.
        """
        # a mark counts those of this run with what they had
        return run.sql(
            """
            LATERAL (
                SELECT COALESCE(SUM(n) FILTER (WHERE ahead), 0) AS better,
                       COALESCE(SUM(part) FILTER (WHERE ahead), 0) AS before,
                       COALESCE(SUM(part) FILTER (WHERE NOT ahead), 0) AS equal
                  FROM (SELECT MIN(at) AS at FROM mark
                         WHERE of = %(name)s AND at >= measured.%(figure)s) AS next,
               LATERAL (SELECT better AS n, before AS part, TRUE AS ahead
                          FROM mark WHERE mark.of = %(name)s AND mark.at = next.at
                         UNION ALL
                        SELECT size, size * GREATEST(at, 0), at > measured.%(figure)s
                          FROM mark WHERE mark.of = %(name)s AND mark.at = next.at
                         UNION ALL
                        SELECT -1, -GREATEST(o.%(figure)s::numeric, 0),
                               o.%(figure)s > measured.%(figure)s
                          FROM smb_scorecard o
                         WHERE o.company_id = %(company)s AND %(condition)s
                           AND o.partner_id = ANY(%(family)s)
                           AND o.%(figure)s >= next.at
                         UNION ALL
                        SELECT 1, GREATEST(o.%(figure)s::numeric, 0),
                               o.%(figure)s > measured.%(figure)s
                          FROM smb_scorecard o
                         WHERE o.company_id = %(company)s AND %(condition)s
                           AND NOT o.partner_id = ANY(%(family)s)
                           AND o.%(figure)s >= measured.%(figure)s
                           AND o.%(figure)s < COALESCE(next.at, 'Infinity')
                         UNION ALL
                        SELECT 1, GREATEST(mine.%(figure)s, 0),
                               mine.%(figure)s > measured.%(figure)s
                          FROM measured mine
                         WHERE %(condition)s AND mine.%(figure)s >= measured.%(figure)s
                       ) AS place)
            """,
            name=figure,
            figure=SQL.identifier(figure),
            condition=condition,
        )

    @api.model
    def _score_mark_sql(self, run):
        return run.sql(
            """
            SELECT of, at, better, before, size
              FROM smb_tier_policy, JSONB_TO_RECORDSET(cuts -> 'marks') AS marks (
                   of text, at numeric, better int, before numeric, size int)
             WHERE id = %(policy)s
            """
        )

    # what the whole run keeps for the handfuls of the day

    @api.model
    def _cuts(self, policy):
        """What the staged company is like: limits of scores, totals, customers.

        :return: a dict for ``policy.cuts``: ``customers`` who take part, ``total`` of
            their positive measure, ``revenue`` (positive) and ``margin_rate`` of the
            company, for each score the figures at which 2, 3, 4 and 5 begin, and
            ``marks``: see ``_marks_sql``
        """
        limits = [
            SQL(
                "ARRAY[%s] AS %s",
                SQL(", ").join(
                    SQL(
                        "MIN(%s) FILTER (WHERE %s >= %s)", SQL(figure), SQL(name), score
                    )
                    for score in range(2, 6)
                ),
                SQL(name),
            )
            for name, (figure, _kind, _weight) in SCORES.items()
        ]
        [row] = self.env.execute_query_dict(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE %(ranked)s) AS customers,
                       COALESCE(SUM(GREATEST(measure, 0)) FILTER (WHERE %(ranked)s), 0)
                           ::float AS total,
                       COALESCE(SUM(GREATEST(revenue, 0)), 0)::float AS revenue,
                       (SUM(margin) / NULLIF(SUM(revenue), 0))::float AS margin_rate,
                       (%(marks)s) AS marks, %(limits)s
                  FROM pg_temp.smb_stage
                """,
                ranked=RANKED,
                marks=self._marks_sql(),
                limits=SQL(", ").join(limits),
            )
        )
        for name, (_figure, kind, _weight) in SCORES.items():
            plain = str if kind == "date" else float
            row[name] = [plain(limit) for limit in row[name] if limit is not None]
        return row

    @api.model
    def _marks_sql(self):
        """Some figures of each kind, and how many customers with how much are better.

        At least ``BETWEEN`` customers lie between two, equals on one.
        """
        kinds = [
            SQL(
                """
                SELECT %s AS of, %s::numeric AS at, COUNT(*) AS size
                  FROM pg_temp.smb_stage WHERE %s GROUP BY 1, 2
                """,
                figure,
                SQL.identifier(figure),
                condition,
            )
            for figure, condition in (("measure", RANKED), ("revenue", SQL("TRUE")))
        ]
        return SQL(
            """
            WITH kinds AS (%s), sums AS (
                SELECT *, SUM(size) OVER best - size AS better,
                       SUM(size * GREATEST(at, 0)) OVER best - size * GREATEST(at, 0)
                           AS before,
                       GREATEST(%s, SUM(size) OVER (PARTITION BY of) / %s)::int AS step
                  FROM kinds WINDOW best AS (PARTITION BY of ORDER BY at DESC)
            )
            SELECT COALESCE(JSONB_AGG(TO_JSONB(sums) - 'step'), '[]') FROM sums
             WHERE better::int / step < (better + size)::int / step
            """,
            SQL(" UNION ALL ").join(kinds),
            BETWEEN,
            MARKS,
        )
