from odoo import api, models
from odoo.tools.sql import SQL

from .smb_follow_up_run import TOO_LATE

LEVELS = ("basic", "reactive", "accountable", "proactive", "partnership")
# a spread that anybody can repeat: even over any number of days
PLACE = SQL("((c.partner_id::bigint * 2654435761 + s.step * 40503) %% 4294967296 / 64)")
# the part of 10,000 in which a customer lies when a sample is drawn
DRAWN = """
    ('x' || SUBSTR(MD5(CONCAT(s.seed, ':', %s, ':', c.partner_id)), 1, 8)
    )::bit(32)::bigint %% 10000 < s.share
"""
# the columns that a planned follow-up takes from the rule
RULED = (
    *("program_id", "tier_id", "tier_sequence"),
    *("reason", "anchor_date", "planned_date"),
)


class SmbFollowUp(models.Model):
    """The planner's SQL: which follow-ups are wanted, and what there is instead.

    Each ``_plan_..._sql`` gives the body of one common table expression; they are the
    same for everybody and for a handful of customers.
    """

    _inherit = "smb.follow.up"

    @api.model
    def _plan_pieces(self, run):
        """Name and SQL of the pieces, in the order in which they build on others."""
        by_rule = [
            self._plan_by_touch_sql(run),
            self._plan_by_sample_sql(run),
            self._plan_by_event_sql(run),
        ]
        return {
            "step": self._plan_step_sql(run),
            "touch": self._plan_touch_sql(run),
            "closed": self._plan_closed_sql(run),
            "open": self._plan_open_sql(run),
            "customer": self._plan_customer_sql(run),
            "event": self._plan_event_sql(run),
            "wanted": SQL(" UNION ALL ").join(SQL("(%s)", rule) for rule in by_rule),
            "unlike": self._plan_unlike_sql(run),
        }

    @api.model
    def _plan_step_sql(self, run):
        return SQL(
            """
            SELECT * FROM jsonb_to_recordset(%s::jsonb) AS line(
                tier int, place int, program int, step int, lifecycle text, lang text,
                level int, usual int, picky bool, kind text, trigger text, slot int,
                ordered bool, begins date, span interval, spread int, since date,
                period int, opens date, length int, share int, seed text, who text,
                named int)
            """,
            run.steps_json(),
        )

    # what happened

    @api.model
    def _plan_touch_sql(self, run):
        """The latest contact of each customer by each set of kinds, one column a set.

        What was sent by itself is none: the follow-up that it closed tells of it.
        """
        days = [
            SQL(
                "%s AS %s",
                run.day(SQL("MAX(log.date) FILTER (WHERE %s)", self._kind_sql(kinds))),
                SQL.identifier(f"t{number}"),
            )
            for number, kinds in enumerate(run.slots)
        ]
        return run.sql(
            """
            SELECT log.commercial_partner_id AS partner_id %(days)s
              FROM smb_contact_log log
              JOIN smb_contact_channel channel ON channel.id = log.channel_id
             WHERE log.company_id = %(company)s AND log.active
               AND log.automatic IS NOT TRUE AND %(about)s
             GROUP BY log.commercial_partner_id
            """,
            days=SQL("").join(SQL(", %s", day) for day in days),
            about=run.about("log.commercial_partner_id"),
        )

    @api.model
    def _kind_sql(self, kinds):
        return SQL("channel.kind IN %s", kinds) if kinds else SQL("TRUE")

    @api.model
    def _plan_closed_sql(self, run):
        """Where the closed follow-ups of each customer and step have led.

        Always past their anchors, so that the next one has an anchor of its own; one
        that was skipped early counts as if its day had come.
        """
        return run.sql(
            """
            SELECT partner_id, step_id, MAX(anchor_date) AS anchor,
                   MAX(GREATEST(closed_date, anchor_date)) AS passed,
                   MAX(GREATEST(closed_date, anchor_date + 1))
                       FILTER (WHERE state = 'done') AS done,
                   MAX(GREATEST(closed_date, date, anchor_date + 1))
                       FILTER (WHERE state <> 'done') AS skipped
              FROM smb_follow_up
             WHERE company_id = %(company)s AND state IN ('done', 'skipped', 'missed')
               AND %(about)s
             GROUP BY partner_id, step_id
            """,
            about=run.about("partner_id"),
        )

    @api.model
    def _plan_open_sql(self, run):
        return run.sql(
            """
            SELECT id, partner_id, step_id, state, user_id, moved_by, date, %(ruled)s
              FROM smb_follow_up
             WHERE company_id = %(company)s AND state IN ('planned', 'due')
               AND %(about)s
            """,
            ruled=self._plan_ruled_sql("smb_follow_up"),
            about=run.about("partner_id"),
        )

    @api.model
    def _plan_ruled_sql(self, table):
        return SQL(", ").join(SQL.identifier(table, name) for name in RULED)

    @api.model
    def _plan_customer_sql(self, run):
        """Who is looked after at all, with all that steps ask of a customer."""
        return run.sql(
            """
            SELECT card.partner_id, COALESCE(card.tier_id, 0) AS tier, card.lifecycle,
                   card.last_order_date AS ordered, p.lang, p.smb_care_paused AS paused,
                   ARRAY_POSITION(%(levels)s, p.smb_relation_level) AS level,
                   %(seen)s AS seen, owner.id AS owner,
                   COALESCE(representative.id, owner.id) AS representative %(touches)s
              FROM smb_scorecard card
              JOIN res_partner p ON p.id = card.partner_id
         LEFT JOIN res_users owner ON owner.id = p.user_id AND owner.active
         LEFT JOIN res_users representative
                ON representative.id = p.smb_representative_id AND representative.active
         LEFT JOIN touch ON touch.partner_id = card.partner_id
             WHERE card.company_id = %(company)s AND %(about)s
               AND p.active AND p.smb_care_paused IS NOT TRUE
               AND p.commercial_partner_id = p.id
            """,
            levels=list(LEVELS),
            seen=run.day(SQL("p.create_date")),
            touches=SQL("").join(
                SQL(", %s", SQL.identifier("touch", f"t{number}"))
                for number in range(len(run.slots))
            ),
            about=run.about("card.partner_id"),
        )

    @api.model
    def _plan_event_sql(self, run):
        """What happened that steps wait for: trigger, customer, day."""
        known = self._event_queries(run)
        queries = [
            SQL(
                "SELECT %s::text AS trigger, partner_id, day FROM (%s) AS happened"
                " WHERE day BETWEEN %s AND %s",
                trigger,
                known[trigger],
                run.since,
                run.today,
            )
            for trigger in sorted(run.triggers & known.keys())
        ]
        nothing = SQL(
            "SELECT NULL::text AS trigger, NULL::int AS partner_id, NULL::date AS day"
            " WHERE FALSE"
        )
        return SQL(" UNION ALL ").join(queries or [nothing])

    # what is wanted

    @api.model
    def _plan_offered_sql(self, run):
        """The condition that customer ``c`` is offered step ``s``."""
        picked = SQL("TRUE")
        if any(step["picky"] for step in run.steps):
            picked = SQL(
                """
                (NOT s.picky OR s.kind = 'stopped' OR (s.step, c.partner_id) IN (
                    SELECT step_id, partner_id FROM pg_temp.smb_plan_picked))
                """
            )
        return SQL(
            """
            s.tier = c.tier AND COALESCE(s.lifecycle = c.lifecycle, s.lifecycle IS NULL)
            AND COALESCE(s.lang = c.lang, s.lang IS NULL)
            AND (s.level IS NULL OR COALESCE(c.level, s.usual) >= s.level) AND %s
            """,
            picked,
        )

    @api.model
    def _plan_columns_sql(self):
        return SQL(
            """
            c.partner_id, s.step AS step_id, s.program AS program_id,
            NULLIF(s.tier, 0) AS tier_id, s.place AS tier_sequence,
            CASE s.who WHEN 'user' THEN COALESCE(s.named, c.owner)
                       WHEN 'representative' THEN c.representative
                       WHEN 'owner' THEN c.owner END AS user_id
            """
        )

    @api.model
    def _plan_touched_sql(self, run):
        """The day on which customer ``c`` was last contacted as step ``s`` counts."""
        cases = [
            SQL("WHEN %s THEN %s", number, SQL.identifier("c", f"t{number}"))
            for number in range(len(run.slots))
        ]
        if not cases:
            return SQL("NULL::date")
        return SQL(
            "GREATEST(CASE s.slot %s END, CASE WHEN s.ordered THEN c.ordered END)",
            SQL(" ").join(cases),
        )

    @api.model
    def _plan_by_touch_sql(self, run):
        """So long after the last contact, or the last follow-up that ended otherwise.

        Who was never contacted comes in the first days, spread evenly; so does whose
        day lies before the programme.
        """
        return run.sql(
            """
            SELECT partner_id, step_id, program_id, tier_id, tier_sequence, user_id,
                   CASE WHEN last IS NULL THEN 'never' WHEN skipped = last
                         AND touched IS DISTINCT FROM last
                         AND done IS DISTINCT FROM last
                        THEN 'skipped' ELSE 'touch' END AS reason,
                   COALESCE(last, first - 1) AS anchor_date,
                   CASE WHEN last IS NULL THEN first + place
                        WHEN (last + span)::date < begins THEN begins + place
                        ELSE (last + span)::date END AS planned_date
              FROM (SELECT %(columns)s, s.begins, s.span, x.done, x.skipped,
                           (%(place)s %% s.spread)::int AS place, touched,
                           GREATEST(touched, x.done, x.skipped) AS last,
                           GREATEST(s.begins, c.seen) AS first
                      FROM customer c
                      JOIN step s ON s.kind = 'touch' AND %(offered)s
                 LEFT JOIN closed x ON x.partner_id = c.partner_id
                                   AND x.step_id = s.step
                CROSS JOIN LATERAL (SELECT %(touched)s AS touched) AS t) AS told
            """,
            columns=self._plan_columns_sql(),
            place=PLACE,
            offered=self._plan_offered_sql(run),
            touched=self._plan_touched_sql(run),
        )

    @api.model
    def _plan_by_sample_sql(self, run):
        """Once in the period for those who are drawn and were not contacted in it.

        One of an earlier period that is late stays till it is done.
        """
        return run.sql(
            """
            SELECT %(columns)s, 'sample',
                   CASE WHEN late THEN o.anchor_date ELSE s.opens END,
                   CASE WHEN late THEN o.planned_date
                        ELSE s.opens + ((%(place)s + s.period * 7919) %% s.length)::int
                        END
              FROM customer c
              JOIN step s ON s.kind = 'sample' AND %(offered)s
         LEFT JOIN closed x ON x.partner_id = c.partner_id AND x.step_id = s.step
         LEFT JOIN open o ON o.partner_id = c.partner_id AND o.step_id = s.step
               AND o.state = 'planned' AND o.reason = 'sample'
        CROSS JOIN LATERAL (SELECT %(touched)s AS touched) AS t
        CROSS JOIN LATERAL (
                   SELECT COALESCE(o.planned_date < s.opens
                          AND o.planned_date >= s.begins
                          AND (touched IS NULL OR touched < o.anchor_date), FALSE)
                          AS late) AS l
             WHERE late
                OR (touched IS NULL OR touched < s.opens)
               AND (x.anchor IS NULL OR x.anchor < s.opens)
               AND %(drawn)s
            """,
            columns=self._plan_columns_sql(),
            place=PLACE,
            offered=self._plan_offered_sql(run),
            touched=self._plan_touched_sql(run),
            drawn=SQL(DRAWN, SQL("s.period")),
        )

    @api.model
    def _plan_by_event_sql(self, run):
        """So long after the earliest event that no contact came after."""
        return run.sql(
            """
            SELECT DISTINCT ON (c.partner_id, s.step)
                   %(columns)s, 'event', e.day, (e.day + s.span)::date
              FROM event e
              JOIN customer c ON c.partner_id = e.partner_id
              JOIN step s ON s.kind = 'event' AND s.trigger = e.trigger
                         AND %(offered)s
         LEFT JOIN closed x ON x.partner_id = c.partner_id AND x.step_id = s.step
        CROSS JOIN LATERAL (SELECT %(touched)s AS touched) AS t
             WHERE e.day >= s.begins
               AND (e.day + s.span)::date >= %(today)s::date - %(too_late)s
               AND (touched IS NULL OR touched < e.day)
               AND (x.passed IS NULL OR x.passed < e.day)
               AND (s.share >= 10000 OR %(drawn)s)
             ORDER BY c.partner_id, s.step, e.day
            """,
            columns=self._plan_columns_sql(),
            offered=self._plan_offered_sql(run),
            touched=self._plan_touched_sql(run),
            too_late=TOO_LATE,
            drawn=SQL(DRAWN, SQL("e.day")),
        )

    # the difference

    @api.model
    def _plan_unlike_sql(self, run):
        """Wanted and open ones side by side, where anything is to be done.

        What a person changed, another day or another colleague, holds as long as the
        rule says the same.
        """
        return run.sql(
            """
            SELECT o.id, o.state, w.*, w.partner_id IS NOT NULL AS is_wanted,
                   o.partner_id AS has_partner_id, o.step_id AS has_step_id,
                   (o.anchor_date, o.planned_date)
                       IS NOT DISTINCT FROM (w.anchor_date, w.planned_date) AS stays
              FROM wanted w
         FULL JOIN open o ON o.partner_id = w.partner_id AND o.step_id = w.step_id
             WHERE o.id IS NULL OR w.partner_id IS NULL
                OR o.state = 'planned'
               AND ((%(old)s) IS DISTINCT FROM (%(new)s)
                 OR o.moved_by IS DISTINCT FROM 'hand'
                AND o.user_id IS DISTINCT FROM w.user_id)
            """,
            old=self._plan_ruled_sql("o"),
            new=self._plan_ruled_sql("w"),
        )
