from odoo import api, fields, models
from odoo.tools import SQL

from .smb_scorecard_refresh_score import RANKED
from .smb_tier_policy_rules import LIMITS

STAGE = SQL("pg_temp.smb_stage")


class SmbScorecard(models.Model):
    """From figures to tiers, in SQL; ``tools/tiering.py`` tells the same in Python."""

    _inherit = "smb.scorecard"

    @api.model
    def _stage_customer_sql(self, run):
        """Also whoever has a tier, or is given one by hand, without any paper."""
        return run.sql(
            """
            %(papers)s
             UNION
            SELECT hand.partner_id
              FROM smb_tier_hand hand JOIN res_partner p ON p.id = hand.partner_id
             WHERE hand.company_id = %(company)s AND hand.active
               AND p.commercial_partner_id = p.id AND %(about_hand)s
             UNION
            SELECT card.partner_id FROM smb_scorecard card
             WHERE card.company_id = %(company)s AND card.tier_id IS NOT NULL
               AND %(about_card)s
            """,
            papers=super()._stage_customer_sql(run),
            about_hand=run.about("hand.partner_id"),
            about_card=run.about("card.partner_id"),
        )

    @api.model
    def _cuts(self, policy):
        cuts = super()._cuts(policy)
        lines = self._tier_lines(policy)
        ids = policy._tiers()[:-1].ids
        cuts["tiers"] = {str(tier): line for tier, line in zip(ids, lines, strict=True)}
        return cuts

    @api.model
    def _tier_lines(self, policy, source=STAGE):
        """The measure at which each tier but the last begins.

        :param SQL source: a relation with the columns ``measure``, ``counts``,
            ``problem`` and ``first_deal_date``, one row per customer
        :return: list of floats, best tier first; None where nobody reaches the tier
        """
        limits = policy._tiers().mapped(LIMITS[policy.method])[:-1]
        if policy.method == "threshold":
            return limits
        pareto = policy.method == "pareto"
        first = policy.ties == "up"
        before = SQL("places - size") if first else SQL("places - each")
        [row] = self.env.execute_query(
            SQL(
                """
                WITH ranked AS (
                    SELECT measure::float8 AS measure, COUNT(*) AS n
                      FROM %(source)s AS source WHERE %(ranked)s
                     GROUP BY measure::float8
                ), sized AS (
                    SELECT measure, %(each)s AS each, %(each)s * n AS size,
                           %(whole)s AS whole
                      FROM ranked
                ), placed AS (
                    SELECT measure, each, size, whole,
                           SUM(size) OVER (ORDER BY measure DESC) AS places
                      FROM sized WHERE measure > 0
                )
                SELECT %(lines)s FROM placed
                """,
                source=source,
                ranked=RANKED,
                each=SQL("measure::numeric") if pareto else SQL("1::numeric"),
                whole=SQL(
                    "SUM(measure::numeric * n) FILTER (WHERE measure > 0) OVER ()"
                    if pareto
                    else "SUM(n) OVER ()"
                ),
                lines=SQL(", ").join(
                    SQL(
                        "MIN(measure) FILTER (WHERE (%s) * 100 < %s::numeric * whole)",
                        before,
                        limit,
                    )
                    for limit in limits
                ),
            )
        )
        return list(row)

    @api.model
    def _tier_place(self, lines):
        """SQL: the place, from 0, of the tier that a row's measure earns."""
        cases = [
            SQL("WHEN measure::float8 >= %s::float8 THEN %s", line, place)
            for place, line in enumerate(lines)
            if line is not None
        ]
        return SQL(
            "CASE WHEN measure <= 0 THEN %(last)s %(cases)s ELSE %(last)s END",
            last=len(lines),
            cases=SQL(" ").join(cases),
        )

    @api.model
    def _tier_settled(self, run, lines, source=STAGE, cause="figures"):
        """SQL: the tier of every customer of ``source``, by place.

        Columns: ``partner_id``, ``earned``, ``place`` (null: no tier), ``by_hand``,
        ``since`` and ``runs`` of the fall, ``was`` (id of the tier until now),
        ``was_hand``, ``hand_id``, and ``revenue`` and ``measure`` as they came.
        """
        return SQL(
            """
            WITH tiers (place, id) AS (VALUES %(tiers)s),
            -- else each CASE below would look up the tags anew
            judged AS MATERIALIZED (%(judged)s),
            graced AS (%(graced)s)
            SELECT partner_id, earned, was, was_hand, hand_id, problem, was_earned,
                   revenue, measure,
                   CASE WHEN NOT active THEN NULL
                        WHEN hand IS NOT NULL THEN hand
                        WHEN problem IS NOT NULL OR falling THEN was_place
                        ELSE due END AS place,
                   CASE WHEN NOT active THEN FALSE
                        WHEN hand IS NOT NULL THEN TRUE
                        ELSE problem IS NOT NULL AND was_hand END AS by_hand,
                   CASE WHEN NOT active OR hand IS NOT NULL THEN NULL
                        WHEN problem IS NOT NULL THEN falling_since
                        WHEN falling THEN since END AS since,
                   CASE WHEN NOT active OR hand IS NOT NULL THEN 0
                        WHEN problem IS NOT NULL THEN runs
                        WHEN falling THEN runs_now ELSE 0 END AS runs
              FROM graced
            """,
            tiers=run.policy._tier_values(),
            judged=self._tier_judged(run, lines, source),
            graced=self._tier_graced(run, cause),
        )

    @api.model
    def _tier_judged(self, run, lines, source):
        """SQL: what each customer earns, was given by hand, and had until now."""
        return run.sql(
            """
            SELECT source.partner_id, source.active, source.problem,
                   source.revenue, source.measure,
                   CASE WHEN source.counts AND source.first_deal_date IS NOT NULL
                        THEN source.earned END AS earned,
                   source.first_deal_date > %(today)s::date - %(new_days)s AS is_new,
                   hand.id AS hand_id, given.place AS hand,
                   old.tier_id AS was, held.place AS was_place,
                   old.earned_tier_id AS was_earned,
                   COALESCE(old.tier_by_hand, FALSE) AS was_hand,
                   old.falling_since, COALESCE(old.falling_runs, 0) AS runs
              FROM (SELECT *, %(earned)s AS earned FROM %(source)s AS raw) AS source
         LEFT JOIN smb_scorecard old ON old.partner_id = source.partner_id
               AND old.company_id = %(company)s
         LEFT JOIN tiers held ON held.id = old.tier_id
         LEFT JOIN smb_tier_hand hand ON hand.partner_id = source.partner_id
               AND hand.company_id = %(company)s AND hand.active
               AND %(today)s::date BETWEEN hand.date_from AND hand.date_to
               AND EXISTS (
                   SELECT FROM res_partner p WHERE p.id = hand.partner_id
                      AND p.commercial_partner_id = p.id)
         LEFT JOIN tiers given ON given.id = hand.tier_id
            """,
            new_days=run.policy.new_days,
            earned=self._tier_place(lines),
            source=source,
        )

    @api.model
    def _tier_graced(self, run, cause):
        """SQL: ``judged`` with the tier that is due, and whether grace holds it off."""
        policy = run.policy
        return run.sql(
            """
            SELECT *, COALESCE(NOT was_hand AND was_place < due AND %(graced)s, FALSE)
                       AS falling
              FROM (SELECT *, CASE WHEN is_new THEN LEAST(earned, %(newcomer)s::int)
                                   ELSE earned END AS due,
                           COALESCE(falling_since, %(today)s::date) AS since,
                           runs + CASE WHEN %(counts)s OR runs = 0 AND %(whole)s
                                       THEN 1 ELSE 0 END AS runs_now
                      FROM judged) AS due
            """,
            newcomer=policy._new_place(),
            whole=run.whole,
            counts=run.whole and run.first_of_day,
            graced=policy._grace_sql(run.today, cause),
        )

    @api.model
    def _assign(self, run, cause="figures"):
        """Give every staged customer a tier and write down who moved.

        :param str cause: why moves happen that no tier by hand causes
        """
        known = run.cuts.get("tiers", {})
        lines = [known.get(str(tier.id)) for tier in run.policy._tiers()[:-1]]
        self.env.cr.execute(
            SQL(
                """
                WITH settled AS MATERIALIZED (%(settled)s),
                tiers (place, id, name) AS (VALUES %(tiers)s),
                moved AS (
                    UPDATE pg_temp.smb_stage stage
                       SET tier_id = tier.id, tier_by_hand = settled.by_hand,
                           earned_tier_id = CASE WHEN settled.problem IS NULL
                               THEN earned.id ELSE settled.was_earned END,
                           falling_since = settled.since, falling_runs = settled.runs
                      FROM settled
                 LEFT JOIN tiers tier ON tier.place = settled.place
                 LEFT JOIN tiers earned ON earned.place = settled.earned
                     WHERE stage.partner_id = settled.partner_id
                 RETURNING stage.partner_id, stage.tier_id, tier.name, settled.was,
                           settled.was_hand, settled.hand_id, stage.measure,
                           stage.measure_rank, stage.measure_share
                )
                %(history)s
                """,
                settled=self._tier_settled(run, lines, cause=cause),
                tiers=run.policy._tier_values(run.facts["lang"]),
                history=self._tier_history(run, cause),
            )
        )

    @api.model
    def _tier_history(self, run, cause):
        """SQL: one row for each of ``moved`` whose tier is another one now."""
        policy = run.policy
        return run.sql(
            """
            INSERT INTO smb_tier_change (
                partner_id, company_id, date, from_tier_id, to_tier_id, from_tier,
                to_tier, direction, cause, reason, user_id, measure_kind, measure,
                measure_rank, measure_share, customers, window_months)
            SELECT moved.partner_id, %(company)s, %(now)s, moved.was, moved.tier_id,
                   COALESCE(old.name->>%(lang)s, old.name->>'en_US'), moved.name,
                   CASE WHEN moved.was IS NULL THEN 'first'
                        WHEN moved.tier_id IS NULL THEN 'left'
                        WHEN (new.sequence, new.id) < (old.sequence, old.id) THEN 'up'
                        ELSE 'down' END,
                   CASE WHEN hand.id IS NOT NULL THEN 'hand'
                        WHEN moved.was_hand THEN 'hand_end' ELSE %(cause)s END,
                   hand.reason,
                   CASE WHEN hand.id IS NOT NULL AND %(cause)s <> 'hand'
                        THEN hand.user_id ELSE %(user)s::int END,
                   %(kind)s, moved.measure, moved.measure_rank, moved.measure_share,
                   %(customers)s, %(months)s
              FROM moved
         LEFT JOIN smb_tier old ON old.id = moved.was
         LEFT JOIN smb_tier new ON new.id = moved.tier_id
         LEFT JOIN smb_tier_hand hand ON hand.id = moved.hand_id
               AND moved.tier_id IS NOT NULL
             WHERE moved.tier_id IS DISTINCT FROM moved.was
            """,
            now=fields.Datetime.now(),
            cause=cause,
            user=None if cause == "figures" or self.env.uid == 1 else self.env.uid,
            kind=policy.measure,
            customers=run.cuts.get("customers"),
            months=policy.window_months,
        )
