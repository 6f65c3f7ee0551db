-- Five years of orders, invoices, refunds and payments, set-based.
-- Few customers buy much and often, many buy little and rarely, some never came back.

\ir functions.sql
SET LOCAL work_mem = '256MB';
SET LOCAL maintenance_work_mem = '512MB';
-- rows fit each other by construction; where the user may not say so, it takes longer
DO $$ BEGIN
    PERFORM set_config('session_replication_role', 'replica', TRUE);
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$;

-- twenty and thirty indexes a table: quicker built once than kept up row by row
CREATE TEMP TABLE dropped AS
SELECT pg_get_indexdef(i.indexrelid) AS definition, i.indexrelid::regclass::text AS name
  FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
 WHERE c.oid IS NULL AND i.indrelid IN (
    'account_move'::regclass, 'account_move_line'::regclass, 'account_partial_reconcile'::regclass,
    'sale_order'::regclass, 'sale_order_line'::regclass, 'sale_order_line_invoice_rel'::regclass);
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT dropped.name FROM dropped LOOP EXECUTE 'DROP INDEX ' || name; END LOOP;
END $$;

-- one more currency, with one rate for all the time
CREATE TEMP TABLE money AS
SELECT company.currency_id AS own, foreign_.id AS foreign_, 0.8::numeric AS rate
  FROM res_company company, res_currency foreign_
 WHERE company.id = 1 AND foreign_.name = (SELECT CASE name WHEN 'EUR' THEN 'USD' ELSE 'EUR' END
                                             FROM res_currency WHERE id = company.currency_id);
UPDATE res_currency SET active = TRUE WHERE id = (SELECT foreign_ FROM money);
INSERT INTO res_currency_rate (currency_id, company_id, name, rate, create_uid, write_uid, create_date, write_date)
SELECT foreign_, 1, current_date - 3000, rate, 1, 1, now(), now() FROM money;

CREATE TEMP TABLE place AS
SELECT (SELECT id FROM account_journal WHERE type = 'sale' AND company_id = 1 ORDER BY id LIMIT 1) AS sales,
       (SELECT id FROM account_journal WHERE type = 'bank' AND company_id = 1 ORDER BY id LIMIT 1) AS bank,
       (SELECT id FROM account_account WHERE account_type = 'asset_receivable' ORDER BY id LIMIT 1) AS receivable,
       (SELECT id FROM account_account WHERE account_type = 'income' ORDER BY id LIMIT 1) AS income,
       (SELECT id FROM account_account WHERE account_type = 'liability_current' ORDER BY id DESC LIMIT 1) AS tax_account,
       (SELECT id FROM account_account WHERE account_type = 'asset_cash' ORDER BY id LIMIT 1) AS cash,
       (SELECT id FROM stock_warehouse ORDER BY id LIMIT 1) AS warehouse,
       (SELECT COALESCE(MAX(id), 0) + 1 FROM sale_order) AS orders,
       (SELECT COALESCE(MAX(id), 0) + 1 FROM sale_order_line) AS lines,
       (SELECT COALESCE(MAX(id), 0) + 1 FROM account_move) AS moves,
       (SELECT COALESCE(MAX(id), 0) + 1 FROM account_move_line) AS items,
       (SELECT COALESCE(MAX(id), 0) + 1 FROM account_full_reconcile) AS matches;
CREATE TEMP TABLE goods AS
SELECT product.id, template.uom_id, template.list_price AS price,
       ROW_NUMBER() OVER (ORDER BY product.id) - 1 AS place, COUNT(*) OVER () AS total
  FROM product_product product JOIN product_template template ON template.id = product.product_tmpl_id
 WHERE product.default_code LIKE 'BENCH%';

-- each customer has habits: since when, until when, how much, in which money, paid how late
CREATE TEMP TABLE buyer AS
SELECT ROW_NUMBER() OVER (ORDER BY id) - 1 AS place, COUNT(*) OVER () AS total,
       id AS partner, commercial_partner_id AS entity, user_id AS seller,
       floor(1800 * pg_temp.chance(commercial_partner_id, 201) ^ 2)::int AS began,
       CASE WHEN pg_temp.below(commercial_partner_id, 202, 10) < 3
            THEN pg_temp.chance(commercial_partner_id, 203) ELSE 1 END AS stayed,
       least(60, 0.4 * pg_temp.chance(commercial_partner_id, 204) ^ -0.7) AS scale,
       pg_temp.below(commercial_partner_id, 205, 100) < 3 AS abroad,
       (ARRAY[0, 14, 30, 30, 60])[1 + pg_temp.below(commercial_partner_id, 206, 5)] AS term,
       pg_temp.below(commercial_partner_id, 207, 40) - 8 AS patience
  FROM res_partner
 WHERE create_uid = 1 AND user_id IS NOT NULL AND EXISTS (SELECT FROM bench_pair)
   AND id > (SELECT MAX(partner_id) FROM res_users);
CREATE UNIQUE INDEX ON buyer (place);

-- one deal in fifty is invoiced without an order; a quarter of the customers never bought
CREATE TEMP TABLE deal AS
SELECT ROW_NUMBER() OVER (ORDER BY ordered, draw) - 1 AS n, deal.* FROM (
    SELECT draw, partner, entity, seller, scale, term, patience, abroad,
           draw < :orders AS has_order,
           draw % 100 >= 3 OR draw >= :orders AS confirmed,
           draw % 100 >= 5 OR draw >= :orders AS invoiced,
           1 + pg_temp.below(draw, 212, 5) AS lines,
           current_date - 1826 + began + floor((1826 - began) * stayed * pg_temp.chance(draw, 211))::int
               + interval '8 hours' + interval '1 second' * pg_temp.below(draw, 213, 36000) AS ordered
      FROM generate_series(0, :orders + :orders / 50 - 1) AS draw
      JOIN (SELECT COUNT(*) AS total FROM buyer) people ON TRUE
      JOIN buyer ON buyer.place =
           floor(0.75 * people.total * pg_temp.chance(draw, 210) ^ 2)::bigint * 7919 % people.total) deal;
CREATE UNIQUE INDEX ON deal (n);

CREATE TEMP TABLE line AS
SELECT deal.n, step, goods.id AS product, goods.uom_id AS uom, quantity, goods.price,
       round(quantity * goods.price, 2) AS amount,
       round(quantity * goods.price / CASE WHEN deal.abroad THEN money.rate ELSE 1 END, 2) AS own_amount
  FROM deal CROSS JOIN generate_series(1, lines) AS step CROSS JOIN money
 CROSS JOIN LATERAL (SELECT
       greatest(1, round(scale * pg_temp.chance(deal.n * 8 + step, 220) ^ -0.5))::numeric AS quantity,
       floor((SELECT MAX(total) FROM goods) * pg_temp.chance(deal.n * 8 + step, 221) ^ 2)::int AS place) choice
  JOIN goods ON goods.place = choice.place;

CREATE TEMP TABLE bill AS
SELECT bill.*, paid_on IS NOT NULL OR refunded_on IS NOT NULL AS touched,
       CASE WHEN abroad THEN money.foreign_ ELSE money.own END AS currency,
       CASE WHEN abroad THEN money.rate ELSE 1 END AS rate
  FROM (
    SELECT step2.*,
           CASE WHEN pg_temp.below(n, 230, 100) >= 4 AND pays <= current_date AND amount + tax > back + back_tax
                THEN pays END AS paid_on,
           -- three in a hundred pay half
           CASE WHEN pg_temp.below(n, 231, 100) < 3 THEN 0.5 ELSE 1 END AS pays_share
      FROM (
        SELECT step1.*, date + term AS due, greatest(date, date + term + patience + pg_temp.below(n, 232, 15)) AS pays,
               CASE WHEN returns AND date + 10 <= current_date THEN date + 10 END AS refunded_on,
               CASE WHEN returns AND date + 10 <= current_date THEN first_amount ELSE 0 END AS back,
               CASE WHEN returns AND date + 10 <= current_date THEN first_own ELSE 0 END AS back_own,
               round(amount * 0.15, 2) AS tax, round(own_amount * 0.15, 2) AS own_tax,
               CASE WHEN returns AND date + 10 <= current_date THEN round(first_amount * 0.15, 2) ELSE 0 END AS back_tax,
               CASE WHEN returns AND date + 10 <= current_date THEN round(first_own * 0.15, 2) ELSE 0 END AS back_own_tax
          FROM (
            SELECT deal.n, partner, entity, seller, term, patience, abroad, has_order, confirmed, invoiced, ordered,
                   least(ordered::date + pg_temp.below(deal.n, 233, 5), current_date) AS date,
                   pg_temp.below(deal.n, 234, 100) < 3 AS returns,
                   SUM(amount) AS amount, SUM(own_amount) AS own_amount,
                   SUM(amount) FILTER (WHERE step = 1) AS first_amount,
                   SUM(own_amount) FILTER (WHERE step = 1) AS first_own
              FROM deal JOIN line USING (n)
             GROUP BY deal.n, partner, entity, seller, term, patience, abroad, has_order, confirmed, invoiced, ordered) step1) step2) bill
 CROSS JOIN money;
ALTER TABLE bill ADD pay numeric, ADD own_pay numeric, ADD rest numeric, ADD own_rest numeric;
UPDATE bill SET pay = CASE WHEN paid_on IS NULL THEN 0 ELSE round((amount + tax - back - back_tax) * pays_share, 2) END,
                own_pay = CASE WHEN paid_on IS NULL THEN 0 ELSE round((own_amount + own_tax - back_own - back_own_tax) * pays_share, 2) END;
UPDATE bill SET rest = amount + tax - back - back_tax - pay, own_rest = own_amount + own_tax - back_own - back_own_tax - own_pay;
CREATE UNIQUE INDEX ON bill (n);
CREATE UNIQUE INDEX ON line (n, step);
ANALYZE line; ANALYZE bill;

INSERT INTO sale_order (
    id, company_id, partner_id, partner_invoice_id, partner_shipping_id, name, date_order, state, invoice_status,
    user_id, currency_id, currency_rate, amount_untaxed, amount_tax, amount_total,
    picking_policy, create_uid, write_uid, create_date, write_date, warehouse_id)
SELECT orders + n, 1, partner, partner, partner, 'B' || orders + n, ordered,
       CASE WHEN confirmed THEN 'sale' ELSE 'draft' END, CASE WHEN invoiced THEN 'invoiced' WHEN confirmed THEN 'to invoice' ELSE 'no' END,
       seller, currency, rate, amount, tax, amount + tax, 'direct', 1, 1, ordered, greatest(ordered, CASE WHEN invoiced THEN date END), warehouse
  FROM bill, place WHERE has_order ORDER BY n;
INSERT INTO sale_order_line (
    id, order_id, name, product_uom_qty, price_unit, discount, customer_lead, company_id, product_id, product_uom_id,
    order_partner_id, salesman_id, state, price_subtotal, price_tax, price_total, currency_id,
    qty_invoiced, qty_delivered, qty_to_invoice, untaxed_amount_invoiced,
    create_uid, write_uid, create_date, write_date)
SELECT lines + n * 8 + step, orders + n, 'Goods', quantity, price, 0, 0, 1, product, uom, partner, seller,
       CASE WHEN confirmed THEN 'sale' ELSE 'draft' END, line.amount, round(line.amount * 0.15, 2),
       line.amount + round(line.amount * 0.15, 2), currency,
       CASE WHEN invoiced THEN quantity ELSE 0 END, CASE WHEN invoiced THEN quantity ELSE 0 END, 0,
       CASE WHEN invoiced THEN line.amount ELSE 0 END, 1, 1, ordered, ordered
  FROM bill JOIN line USING (n), place WHERE has_order ORDER BY n, step;

-- invoices (0), refunds (1) and payments (2) as they came in; each has its number among all
CREATE TEMP TABLE entry AS
SELECT ROW_NUMBER() OVER (ORDER BY written, n, kind) + (SELECT moves FROM place) AS id, *
  FROM (
    SELECT n, 0 AS kind, date AS day, date + interval '10 hours' AS made,
           greatest(date, paid_on, refunded_on) + interval '11 hours' AS written FROM bill WHERE invoiced
    UNION ALL
    SELECT n, 1, refunded_on, refunded_on + interval '10 hours', refunded_on + interval '11 hours'
      FROM bill WHERE invoiced AND refunded_on IS NOT NULL
    UNION ALL
    SELECT n, 2, paid_on, paid_on + interval '10 hours', paid_on + interval '11 hours'
      FROM bill WHERE invoiced AND paid_on IS NOT NULL) entry;
CREATE UNIQUE INDEX ON entry (n, kind);
ANALYZE entry;

INSERT INTO account_move (
    id, journal_id, currency_id, state, move_type, auto_post, date, invoice_date, invoice_date_due, name,
    partner_id, commercial_partner_id, company_id, invoice_user_id, invoice_currency_rate, payment_state,
    amount_untaxed, amount_tax, amount_total, amount_residual,
    amount_untaxed_signed, amount_tax_signed, amount_total_signed, amount_residual_signed,
    amount_untaxed_in_currency_signed, amount_total_in_currency_signed,
    posted_before, create_uid, write_uid, create_date, write_date)
SELECT entry.id, sales, currency, 'posted', 'out_invoice', 'no', date, date, due, 'BENCH/' || entry.id,
       partner, entity, 1, seller, rate,
       CASE WHEN rest = 0 AND pay = 0 THEN 'reversed' WHEN rest = 0 THEN 'paid' WHEN touched THEN 'partial' ELSE 'not_paid' END,
       amount, tax, amount + tax, rest, own_amount, own_tax, own_amount + own_tax, own_rest, amount, amount + tax,
       TRUE, 1, 1, made, written
  FROM entry JOIN bill USING (n), place WHERE kind = 0
UNION ALL
SELECT entry.id, sales, currency, 'posted', 'out_refund', 'no', refunded_on, refunded_on, refunded_on, 'RBENCH/' || entry.id,
       partner, entity, 1, seller, rate, 'paid', back, back_tax, back + back_tax, 0,
       -back_own, -back_own_tax, -back_own - back_own_tax, 0, -back, -back - back_tax, TRUE, 1, 1, made, written
  FROM entry JOIN bill USING (n), place WHERE kind = 1
UNION ALL
SELECT entry.id, bank, currency, 'posted', 'entry', 'no', paid_on, NULL, paid_on, 'PBENCH/' || entry.id,
       partner, entity, 1, NULL, 0, 'not_paid', 0, 0, pay, 0, 0, 0, own_pay, 0, 0, pay, TRUE, 1, 1, made, written
  FROM entry JOIN bill USING (n), place WHERE kind = 2
 ORDER BY 1;

-- journal items: eight numbers an entry, 1-5 goods, 6 tax, 7 receivable, 8 bank
INSERT INTO account_move_line (
    id, move_id, currency_id, company_currency_id, display_type, account_id, partner_id, company_id, journal_id,
    date, invoice_date, date_maturity, parent_state, move_name, name, debit, credit, balance, amount_currency,
    amount_residual, amount_residual_currency, reconciled, full_reconcile_id, matching_number,
    product_id, product_uom_id, quantity, price_unit, discount, price_subtotal, price_total,
    create_uid, write_uid, create_date, write_date)
SELECT items + entry.id * 8 + seat, entry.id, currency, money.own, item.kind, account, entity, 1,
       CASE WHEN entry.kind = 2 THEN bank ELSE sales END, day, CASE WHEN entry.kind < 2 THEN day END,
       CASE WHEN seat = 7 THEN CASE entry.kind WHEN 0 THEN due ELSE day END END, 'posted',
       (ARRAY['', 'R', 'P'])[entry.kind + 1] || 'BENCH/' || entry.id, item.kind,
       greatest(item.own, 0), greatest(-item.own, 0), item.own, item.value, item.own_rest, item.rest,
       seat = 7 AND item.own_rest = 0, CASE WHEN seat = 7 AND bill.own_rest = 0 THEN matches + n END,
       CASE WHEN seat = 7 AND touched THEN CASE WHEN bill.own_rest = 0 THEN '' ELSE 'P' END || matches + n END,
       product, uom, item.quantity, item.price, 0, abs(item.value), abs(item.value), 1, 1, made,
       CASE WHEN seat = 7 THEN written ELSE made END
  FROM entry JOIN bill USING (n) CROSS JOIN money CROSS JOIN place CROSS JOIN LATERAL (
    SELECT step AS seat, 'product' AS kind, income AS account, line.product, line.uom, line.quantity, line.price,
           CASE entry.kind WHEN 0 THEN -line.amount ELSE line.amount END AS value,
           CASE entry.kind WHEN 0 THEN -line.own_amount ELSE line.own_amount END AS own, 0 AS rest, 0 AS own_rest
      FROM line WHERE line.n = entry.n AND (entry.kind = 0 OR entry.kind = 1 AND step = 1)
    UNION ALL
    SELECT 6, 'tax', tax_account, NULL, NULL, 0, 0, CASE entry.kind WHEN 0 THEN -bill.tax ELSE back_tax END,
           CASE entry.kind WHEN 0 THEN -own_tax ELSE back_own_tax END, 0, 0 WHERE entry.kind < 2
    UNION ALL
    SELECT 7, CASE entry.kind WHEN 2 THEN 'product' ELSE 'payment_term' END, receivable, NULL, NULL, 0, 0,
           CASE entry.kind WHEN 0 THEN amount + bill.tax WHEN 1 THEN -back - back_tax ELSE -pay END,
           CASE entry.kind WHEN 0 THEN own_amount + own_tax WHEN 1 THEN -back_own - back_own_tax ELSE -own_pay END,
           CASE entry.kind WHEN 0 THEN bill.rest ELSE 0 END, CASE entry.kind WHEN 0 THEN bill.own_rest ELSE 0 END
    UNION ALL
    SELECT 8, 'product', cash, NULL, NULL, 0, 0, pay, own_pay, 0, 0 WHERE entry.kind = 2) item
 ORDER BY 1;

INSERT INTO account_full_reconcile (id, create_uid, write_uid, create_date, write_date)
SELECT matches + n, 1, 1, written, written FROM entry JOIN bill USING (n), place
 WHERE kind = 0 AND own_rest = 0 ORDER BY n;
INSERT INTO account_partial_reconcile (
    debit_move_id, credit_move_id, full_reconcile_id, debit_currency_id, credit_currency_id, amount,
    debit_amount_currency, credit_amount_currency, company_id, max_date, create_uid, write_uid, create_date, write_date)
SELECT items + invoice.id * 8 + 7, items + other.id * 8 + 7, CASE WHEN own_rest = 0 THEN matches + n END, currency, currency,
       CASE other.kind WHEN 1 THEN back_own + back_own_tax ELSE own_pay END,
       CASE other.kind WHEN 1 THEN back + back_tax ELSE pay END, CASE other.kind WHEN 1 THEN back + back_tax ELSE pay END,
       1, greatest(invoice.day, other.day), 1, 1, other.written, other.written
  FROM entry invoice JOIN entry other USING (n) JOIN bill USING (n), place
 WHERE invoice.kind = 0 AND other.kind > 0 ORDER BY other.written;
INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id)
SELECT lines + n * 8 + step, items + entry.id * 8 + step
  FROM entry JOIN bill USING (n) JOIN line USING (n), place
 WHERE has_order AND (kind = 0 OR kind = 1 AND step = 1) ORDER BY entry.id, step;

INSERT INTO crm_lead (
    name, type, partner_id, user_id, stage_id, company_id, active, probability, create_uid, write_uid, create_date, write_date)
SELECT 'Wish', 'opportunity', partner, seller, (SELECT id FROM crm_stage ORDER BY sequence, id LIMIT 1), 1, TRUE, 10, 1, 1, day, day
  FROM buyer, LATERAL (SELECT current_date - pg_temp.below(partner, 240, 700) + interval '9 hours' AS day) moment
 WHERE place % 5 = 0;

DO $$ DECLARE one record; BEGIN
    FOR one IN SELECT * FROM (VALUES ('sale_order'), ('sale_order_line'), ('account_move'), ('account_move_line'),
                                     ('account_full_reconcile')) AS t(name) LOOP
        EXECUTE format('SELECT setval(%L, (SELECT MAX(id) FROM %I))', one.name || '_id_seq', one.name);
    END LOOP;
    FOR one IN SELECT definition FROM dropped LOOP EXECUTE one.definition; END LOOP;
END $$;
