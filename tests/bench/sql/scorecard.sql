-- The limit: the columns of the scorecards of company 1, written by hand for these data
-- alone (one company, no receipts, no rate missing, Pareto of revenue, three tiers).

WITH ordered AS MATERIALIZED (
    SELECT p.commercial_partner_id AS customer, o.date_order::date AS day, o.state = 'sale' AS sold,
           o.amount_untaxed / o.currency_rate AS amount
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
     WHERE o.company_id = 1
), bill AS MATERIALIZED (
    SELECT m.id, p.commercial_partner_id AS customer, m.invoice_date AS day, m.invoice_date_due AS due,
           m.move_type = 'out_refund' AS refund, m.payment_state = 'paid' AS paid, m.amount_untaxed_signed AS amount
      FROM account_move m JOIN res_partner p ON p.id = m.partner_id
     WHERE m.company_id = 1 AND m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND m.invoice_date <= %(today)s
), deal AS MATERIALIZED (
    SELECT customer, day, amount, TRUE AS ordered FROM ordered WHERE sold AND day <= %(today)s
     UNION ALL
    SELECT customer, day, amount, FALSE FROM bill
     WHERE NOT refund AND NOT EXISTS (
           SELECT FROM account_move_line l JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
            WHERE l.move_id = bill.id)
), deals AS (
    SELECT customer, MIN(day) FILTER (WHERE ordered) AS first_order_date, MAX(day) FILTER (WHERE ordered) AS last_order_date,
           MIN(day) AS first_deal_date, MAX(day) AS last_deal_date,
           COUNT(*) FILTER (WHERE day > %(start)s) AS orders,
           COUNT(*) FILTER (WHERE day > %(before)s AND day <= %(start)s) AS orders_before,
           COUNT(*) AS orders_total, ROUND(AVG(amount) FILTER (WHERE day > %(start)s), 2) AS average_order
      FROM deal GROUP BY customer
), gap AS MATERIALIZED (
    SELECT customer, day - LAG(day) OVER (PARTITION BY customer ORDER BY day) AS days
      FROM (SELECT customer, day FROM deal GROUP BY customer, day) AS purchase
), typical AS (
    SELECT customer, COUNT(*) AS purchases, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days) AS days
      FROM gap GROUP BY customer
), rhythm AS (
    SELECT customer, t.purchases, t.days AS interval_days,
           PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY ABS(g.days - t.days)) AS interval_spread
      FROM gap g JOIN typical t USING (customer) GROUP BY customer, t.purchases, t.days
), money AS (
    SELECT customer, SUM(amount) FILTER (WHERE day > %(start)s) AS revenue,
           SUM(amount) FILTER (WHERE day > %(before)s AND day <= %(start)s) AS revenue_before,
           SUM(amount) AS revenue_total,
           SUM(amount) FILTER (WHERE day > %(start)s AND NOT refund) AS sold,
           -SUM(amount) FILTER (WHERE day > %(start)s AND refund) AS returned
      FROM bill GROUP BY customer
), margin AS (
    SELECT customer, ROUND(SUM(-l.balance - l.quantity * COALESCE((g.standard_price ->> '1')::numeric, 0)
                               * CASE WHEN refund THEN -1 ELSE 1 END), 2) AS margin
      FROM bill JOIN account_move_line l ON l.move_id = bill.id AND l.display_type = 'product'
      LEFT JOIN product_product g ON g.id = l.product_id
     WHERE bill.day > %(start)s
     GROUP BY customer
), item AS MATERIALIZED (
    SELECT l.id, l.move_id, p.commercial_partner_id AS customer, l.date, l.balance, l.journal_id, l.display_type,
           l.reconciled IS NOT TRUE AS open, l.amount_residual, %(today)s - COALESCE(l.date_maturity, l.date) AS late
      FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
     WHERE l.company_id = 1 AND l.parent_state = 'posted' AND (l.date > %(start)s OR l.reconciled IS NOT TRUE)
       AND l.account_id = ANY(ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable'))
), settled AS (
    SELECT customer, ROUND(AVG(last - day), 1) AS days_to_pay, ROUND(AVG(last - due), 1) AS days_late
      FROM (SELECT bill.id, bill.customer, day, due, MAX(r.max_date) AS last
              FROM bill JOIN item l ON l.move_id = bill.id AND l.display_type = 'payment_term'
              JOIN account_partial_reconcile r ON r.debit_move_id = l.id
             WHERE day > %(start)s AND paid AND NOT refund GROUP BY bill.id, bill.customer, day, due) AS one
     GROUP BY customer
), collected AS (
    SELECT customer, -SUM(balance) AS collected FROM item
     WHERE date > %(start)s AND date <= %(today)s
       AND journal_id IN (SELECT id FROM account_journal WHERE type IN ('bank', 'cash', 'credit'))
     GROUP BY customer
), debt AS (
    SELECT customer, SUM(amount_residual) AS open_amount,
           GREATEST(SUM(amount_residual) FILTER (WHERE late > 0), 0) AS overdue_amount,
           MAX(late) FILTER (WHERE late > 0 AND amount_residual > 0) AS overdue_days
      FROM item WHERE open GROUP BY customer
), talk AS (
    SELECT p.commercial_partner_id AS customer, (MAX(c.date) FILTER (WHERE c.automatic IS NOT TRUE))::date AS last_contact_date
      FROM smb_contact_log c JOIN res_partner p ON p.id = c.partner_id
     WHERE c.company_id = 1 AND c.active GROUP BY 1
), customer AS (
    SELECT customer FROM deals UNION SELECT customer FROM money UNION SELECT customer FROM collected
     UNION SELECT customer FROM ordered WHERE NOT sold OR day > %(today)s
     UNION SELECT customer FROM debt UNION SELECT customer FROM talk
     UNION SELECT p.commercial_partner_id FROM crm_lead o JOIN res_partner p ON p.id = o.partner_id
            WHERE o.type = 'opportunity' AND COALESCE(o.company_id, 1) = 1
), figures AS MATERIALIZED (
    SELECT customer, p.active, p.active AND orders_total > 0 IS TRUE AS counts,
           first_order_date, last_order_date, first_deal_date, last_deal_date, last_contact_date,
           COALESCE(orders, 0) AS orders, COALESCE(orders_before, 0) AS orders_before, COALESCE(orders_total, 0) AS orders_total,
           COALESCE(average_order, 0) AS average_order, COALESCE(revenue, 0) AS revenue,
           COALESCE(revenue_before, 0) AS revenue_before, COALESCE(revenue_total, 0) AS revenue_total,
           CASE WHEN revenue_before > 0 THEN ROUND(COALESCE(revenue, 0) / revenue_before - 1, 4) END AS growth,
           COALESCE(margin, 0) AS margin, COALESCE(collected, 0) AS collected,
           CASE WHEN sold > 0 THEN ROUND(LEAST(1, GREATEST(0, COALESCE(returned, 0) / sold)), 4) ELSE 0 END AS returned_share,
           COALESCE(purchases, 0) AS purchases, interval_days, interval_spread,
           last_deal_date + ROUND(interval_days)::int AS expected_date,
           COALESCE(open_amount, 0) AS open_amount, COALESCE(overdue_amount, 0) AS overdue_amount,
           COALESCE(overdue_days, 0) AS overdue_days, days_to_pay, days_late, sold IS NOT NULL AS invoiced,
           %(today)s - last_deal_date AS silent, %(today)s - first_deal_date AS age
      FROM customer JOIN res_partner p ON p.id = customer
      LEFT JOIN deals USING (customer) LEFT JOIN rhythm USING (customer) LEFT JOIN money USING (customer)
      LEFT JOIN margin USING (customer) LEFT JOIN settled USING (customer) LEFT JOIN collected USING (customer)
      LEFT JOIN debt USING (customer) LEFT JOIN talk USING (customer)
), total AS (
    SELECT SUM(GREATEST(%(measure)s, 0)) FILTER (WHERE counts) AS all_measure, SUM(GREATEST(revenue, 0)) AS all_revenue,
           SUM(margin) / NULLIF(SUM(revenue), 0) AS margin_rate
      FROM figures
), ranked AS (
    SELECT f.*, f.%(measure)s AS measure,
           CASE WHEN counts AND orders > 0 THEN LEAST(5, 1 + FLOOR(5 * PERCENT_RANK() OVER (PARTITION BY counts AND orders > 0 ORDER BY last_deal_date)))::int ELSE 0 END AS recency_score,
           CASE WHEN counts AND orders > 0 THEN LEAST(5, 1 + FLOOR(5 * PERCENT_RANK() OVER (PARTITION BY counts AND orders > 0 ORDER BY orders)))::int ELSE 0 END AS frequency_score,
           CASE WHEN counts AND orders > 0 THEN LEAST(5, 1 + FLOOR(5 * PERCENT_RANK() OVER (PARTITION BY counts AND orders > 0 ORDER BY f.revenue)))::int ELSE 0 END AS monetary_score,
           CASE WHEN counts THEN RANK() OVER best ELSE 0 END AS measure_rank,
           CASE WHEN counts THEN ROUND(SUM(GREATEST(f.%(measure)s, 0)) OVER best / all_measure, 4) ELSE 0 END AS measure_share,
           CASE WHEN NOT counts THEN NULL WHEN f.%(measure)s <= 0 THEN 3
                WHEN before < 0.8 THEN 1 WHEN before < 0.95 THEN 2 ELSE 3 END AS tier,
           RANK() OVER (ORDER BY f.revenue DESC) AS revenue_rank,
           ROUND(GREATEST(f.revenue, 0) / all_revenue, 4) AS revenue_share,
           ROUND(SUM(GREATEST(f.revenue, 0)) OVER (ORDER BY f.revenue DESC) / all_revenue, 4) AS revenue_cumulative
      FROM (SELECT figures.*, total.*, (SUM(GREATEST(%(measure)s, 0)) OVER (PARTITION BY counts ORDER BY %(measure)s DESC)
                 - SUM(GREATEST(%(measure)s, 0)) OVER (PARTITION BY counts, %(measure)s)) / NULLIF(all_measure, 0) AS before
              FROM figures, total) f
    WINDOW best AS (PARTITION BY counts ORDER BY f.%(measure)s DESC)
), judged AS (
    SELECT r.*, tier.id AS tier_id, quiet.days AS tier_days,
           CASE WHEN silent > quiet.days THEN 'limit'
                WHEN purchases >= 3 AND silent > GREATEST(14, 2 * interval_days, interval_days + 4.4478 * interval_spread)
                THEN 'rhythm' END AS quiet_reason,
           CASE WHEN NOT invoiced THEN NULL WHEN days_late > 30 OR overdue_days > 60 THEN 'c'
                WHEN COALESCE(days_late, 0) <= 3 AND overdue_days <= 14 THEN 'a' ELSE 'b' END AS credit_grade,
           -ROUND(15 * LEAST(1, GREATEST(0, COALESCE(1 - orders::numeric / NULLIF(orders_before, 0), 0))))::int AS health_frequency,
           -ROUND(10 * LEAST(1, GREATEST(0, COALESCE(CASE WHEN revenue > 0 THEN 1 - margin / revenue / margin_rate END, 0))))::int AS health_margin,
           -ROUND(20 * (LEAST(1, GREATEST(0, (COALESCE(days_late, 0) - 3) / 27.0)) / 2
                      + LEAST(1, GREATEST(0, (overdue_days - 14) / 46.0)) / 2))::int AS health_payment,
           -ROUND(10 * LEAST(1, returned_share / 0.2))::int AS health_returns,
           -ROUND(30 * LEAST(1, GREATEST(0, COALESCE((silent / (CASE WHEN purchases >= 3 THEN GREATEST(interval_days, 7)
                      ELSE quiet.days / 2.0 END) - 1) / 2, 0)))::numeric)::int AS health_recency,
           -ROUND(15 * LEAST(1, GREATEST(0, COALESCE((%(today)s - COALESCE(last_contact_date, last_deal_date)) * 1.0 / quiet.days - 1, 0))))::int AS health_contact,
           CASE WHEN purchases > 0 THEN ROUND((
               (1 - EXP(GREATEST(-700, (0.243::float + purchases - 1) * LN((4.414 + age / 7.0::float) / (30.414 + age / 7.0)))))
             / (1 + 0.793 / (2.426 + purchases - 1)
                    * EXP(LEAST(700, (0.243::float + purchases - 1) * LN((4.414 + age / 7.0::float) / (4.414 + (age - silent) / 7.0)))))
               )::numeric, 4) END AS return_chance
      FROM ranked r
      LEFT JOIN smb_tier tier ON tier.company_id = 1 AND tier.sequence = r.tier
      JOIN (SELECT sequence, quiet_days AS days FROM smb_tier WHERE company_id = 1) quiet ON quiet.sequence = COALESCE(r.tier, 3)
)
SELECT customer AS partner_id, active, tier_id, tier_id AS earned_tier_id, FALSE AS tier_by_hand, NULL::date AS falling_since, 0 AS falling_runs,
       counts, measure, measure_rank, measure_share,
       first_order_date, last_order_date, first_deal_date, last_deal_date, last_contact_date, orders, orders_before, orders_total,
       average_order, revenue, revenue_before, revenue_total, growth, margin, 'today' AS margin_source, collected, returned_share,
       revenue_share, revenue_cumulative, revenue_rank, recency_score, frequency_score, monetary_score,
       purchases, interval_days, interval_spread, expected_date, return_chance,
       open_amount, overdue_amount, overdue_days, days_to_pay, days_late,
       CASE WHEN last_deal_date IS NULL THEN 'prospect' WHEN silent > %(lost)s THEN 'lost' WHEN quiet_reason IS NOT NULL THEN 'quiet'
            WHEN purchases = 1 AND age < %(new)s THEN 'new' WHEN orders >= %(loyal)s THEN 'loyal' ELSE 'repeat' END AS lifecycle,
       quiet_reason, credit_grade,
       CASE WHEN last_deal_date IS NOT NULL THEN 100 + health_recency + health_frequency + health_margin + health_payment
            + health_contact + health_returns END AS health,
       health_recency, health_frequency, health_margin, health_payment, health_contact, health_returns, NULL::varchar AS problem
  FROM judged
