-- The follow-ups of eight steps that hold for every tier, as an expert would plan them for this company alone.

WITH touch AS (
    SELECT l.commercial_partner_id AS partner_id,
           (MAX(l.date) FILTER (WHERE ch.kind = 'phone') AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS phone,
           (MAX(l.date) FILTER (WHERE ch.kind IN ('visit', 'meeting')) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS visit,
           (MAX(l.date) FILTER (WHERE ch.kind = 'email') AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS email,
           (MAX(l.date) FILTER (WHERE ch.kind = 'letter') AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS letter,
           (MAX(l.date) FILTER (WHERE ch.kind IN ('message', 'sms')) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS message,
           (MAX(l.date) FILTER (WHERE ch.kind IN ('email', 'phone')) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS asked
      FROM smb_contact_log l JOIN smb_contact_channel ch ON ch.id = l.channel_id
     WHERE l.company_id = 1 AND l.active AND l.automatic IS NOT TRUE
     GROUP BY l.commercial_partner_id
), closed AS (
    SELECT partner_id, step_id, MAX(anchor_date) AS anchor, MAX(GREATEST(closed_date, anchor_date)) AS passed,
           MAX(GREATEST(closed_date, anchor_date + 1)) FILTER (WHERE state = 'done') AS done,
           MAX(GREATEST(closed_date, date, anchor_date + 1)) FILTER (WHERE state <> 'done') AS skipped
      FROM bench_follow_up WHERE state IN ('done', 'skipped', 'missed') GROUP BY partner_id, step_id
), customer AS MATERIALIZED (
    SELECT card.partner_id, card.tier_id, tier.sequence AS place, u.id AS user_id,
           GREATEST(%(begins)s, (p.create_date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date) AS first,
           t.phone, t.visit, t.email, t.letter, t.message, t.asked
      FROM smb_scorecard card
      JOIN smb_tier tier ON tier.id = card.tier_id
      JOIN res_partner p ON p.id = card.partner_id AND p.active AND p.smb_care_paused IS NOT TRUE AND p.commercial_partner_id = p.id
 LEFT JOIN res_users u ON u.id = p.user_id AND u.active
 LEFT JOIN touch t ON t.partner_id = card.partner_id
     WHERE card.company_id = 1
), wanted AS (
    SELECT partner_id, step_id, tier_id, place, user_id,
           CASE WHEN last IS NULL THEN 'never' WHEN skipped = last AND day IS DISTINCT FROM last AND done IS DISTINCT FROM last THEN 'skipped' ELSE 'touch' END AS reason,
           COALESCE(last, first - 1) AS anchor_date,
           CASE WHEN last IS NULL THEN first + spot WHEN (last + span)::date < %(begins)s THEN %(begins)s + spot ELSE (last + span)::date END AS planned_date
      FROM (SELECT c.partner_id, s.step_id, c.tier_id, c.place, c.user_id, c.first, s.day, s.span, x.done, x.skipped, GREATEST(s.day, x.done, x.skipped) AS last,
                   ((c.partner_id::bigint * 2654435761 + s.step_id * 40503) %% 4294967296 / 64 %% 30)::int AS spot
              FROM customer c
             CROSS JOIN LATERAL (VALUES (%(call)s, c.phone, interval '30 days'), (%(visit)s, c.visit, interval '180 days'), (%(mail)s, c.email, interval '6 months'),
                                        (%(letter)s, c.letter, interval '365 days'), (%(message)s, c.message, interval '90 days')) s(step_id, day, span)
         LEFT JOIN closed x ON x.partner_id = c.partner_id AND x.step_id = s.step_id) AS touched
     UNION ALL
    SELECT c.partner_id, %(questionnaire)s, tier_id, place, user_id, 'sample', %(opens)s,
           %(opens)s + (((c.partner_id::bigint * 2654435761 + %(questionnaire)s * 40503) %% 4294967296 / 64 + %(period)s * 7919) %% %(length)s)::int
      FROM customer c LEFT JOIN closed x ON x.partner_id = c.partner_id AND x.step_id = %(questionnaire)s
     WHERE (asked IS NULL OR asked < %(opens)s) AND (x.anchor IS NULL OR x.anchor < %(opens)s)
       AND ('x' || SUBSTR(MD5(%(seed)s || ':' || %(period)s || ':' || c.partner_id), 1, 8))::bit(32)::bigint %% 10000 < 500
     UNION ALL
    (SELECT DISTINCT ON (c.partner_id) c.partner_id, %(delivery)s, tier_id, place, user_id, 'event', day, day + 7
       FROM (SELECT p.commercial_partner_id AS partner_id, (k.date_done AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date AS day
               FROM stock_picking k JOIN stock_location place ON place.id = k.location_dest_id AND place.usage = 'customer'
               JOIN res_partner p ON p.id = k.partner_id
              WHERE k.company_id = 1 AND k.state = 'done' AND k.date_done >= %(begins)s::date - 1) AS e
       JOIN customer c ON c.partner_id = e.partner_id
  LEFT JOIN closed x ON x.partner_id = c.partner_id AND x.step_id = %(delivery)s
      WHERE day BETWEEN %(begins)s AND %(today)s AND (phone IS NULL OR phone < day) AND (x.passed IS NULL OR x.passed < day)
      ORDER BY c.partner_id, day)
     UNION ALL
    (SELECT DISTINCT ON (c.partner_id) c.partner_id, %(paid)s, tier_id, place, user_id, 'event', day, day + 14
       FROM (SELECT p.commercial_partner_id AS partner_id, MAX(r.max_date) AS day
               FROM account_partial_reconcile r JOIN account_move_line l ON l.id = r.debit_move_id AND l.display_type = 'payment_term'
               JOIN account_move m ON m.id = l.move_id JOIN res_partner p ON p.id = m.partner_id
              WHERE m.company_id = 1 AND m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_receipt')
                AND m.payment_state IN ('paid', 'in_payment') AND r.max_date >= %(begins)s
              GROUP BY m.id, p.commercial_partner_id) AS e
       JOIN customer c ON c.partner_id = e.partner_id
  LEFT JOIN closed x ON x.partner_id = c.partner_id AND x.step_id = %(paid)s
      WHERE day BETWEEN %(begins)s AND %(today)s AND (email IS NULL OR email < day) AND (x.passed IS NULL OR x.passed < day)
      ORDER BY c.partner_id, day)
)
