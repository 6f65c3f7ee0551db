-- Contact logs, five for each partner on average, unevenly spread over five years.

INSERT INTO smb_contact_log (
    partner_id, commercial_partner_id, company_id, user_id, date, duration, channel_id, direction,
    subject, note, outcome_id, result, active, create_uid, write_uid, create_date, write_date)
SELECT p.id, p.commercial_partner_id, 1, p.user_id, day, 0.25, channel.id, 'out',
       'Call ' || step, '<p>What was said.</p>', outcome.id, outcome.result, TRUE, p.user_id, p.user_id, day, day
  FROM (SELECT *, (abs(hashint4(id)) % 9) + 1 AS calls FROM res_partner WHERE user_id IS NOT NULL) p
 CROSS JOIN LATERAL generate_series(1, p.calls) AS step
 CROSS JOIN LATERAL (
    SELECT date_trunc('second', now() - interval '1 hour'
           - interval '1 minute' * (abs(hashint4(p.id * 31 + step)) % 2628000)) AS day) moment
  JOIN (SELECT id, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place, COUNT(*) OVER () AS total
          FROM smb_contact_channel) channel ON channel.place = (p.id + step) % channel.total
  JOIN (SELECT id, result, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place, COUNT(*) OVER () AS total
          FROM smb_contact_outcome) outcome ON outcome.place = (p.id * 7 + step) % outcome.total;
