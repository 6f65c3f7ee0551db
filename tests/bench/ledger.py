"""Real purchases written down as orders and posted invoices, set-based."""

from psycopg2.extras import execute_values


def customers(cr, names):
    """One company for each name; a dict of ids by key.

    :param names: dict of names by key
    """
    rows = [(name, str(key)) for key, name in names.items()]
    found = execute_values(
        cr._obj,
        """
        INSERT INTO res_partner (
            name, complete_name, ref, is_company, active, partner_share, type,
            lang, autopost_bills, customer_rank, create_uid, write_uid, create_date,
            write_date)
        SELECT name, name, ref, TRUE, TRUE, TRUE, 'contact', 'en_US', 'ask', 1, 1, 1,
               now(), now()
          FROM (VALUES %s) AS v (name, ref) RETURNING ref, id
        """,
        rows,
        page_size=1000,
        fetch=True,
    )
    cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id"
        " WHERE commercial_partner_id IS NULL"
    )
    keys = {str(key): key for key in names}
    return {keys[ref]: id_ for ref, id_ in found}


def papers(cr, rows, ordered):
    """Write invoices, with the orders they come from when ``ordered``.

    :param rows: number of the paper, id of the customer, day, untaxed amount
    """
    cr.execute("DROP TABLE IF EXISTS bench_paper")
    cr.execute(
        "CREATE TEMP TABLE bench_paper (n int, partner int, day date, amount numeric)"
    )
    execute_values(cr._obj, "INSERT INTO bench_paper VALUES %s", rows, page_size=1000)
    cr.execute(CHECKS, ["replica"])
    if ordered:
        cr.execute(ORDERS)
    cr.execute(INVOICES)
    if ordered:
        cr.execute(LINKS)
    cr.execute(CHECKS, ["origin"])
    cr.execute("ANALYZE res_partner, account_move, account_move_line, sale_order")


# rows fit each other by construction; where the user may not say so, it takes longer
CHECKS = """
    SELECT set_config('session_replication_role', %s, TRUE)
      FROM pg_roles WHERE rolname = current_user AND rolsuper
"""
ORDERS = """
    INSERT INTO sale_order (
        company_id, partner_id, partner_invoice_id, partner_shipping_id, name,
        date_order, state, currency_id, currency_rate, amount_untaxed, amount_tax,
        amount_total, picking_policy, create_uid, write_uid, create_date, write_date,
        warehouse_id)
    SELECT 1, partner, partner, partner, 'P' || n, day + interval '12 hours', 'sale',
           company.currency_id, 1, amount, 0, amount, 'direct', 1, 1, day, day,
           (SELECT id FROM stock_warehouse ORDER BY id LIMIT 1)
      FROM bench_paper JOIN res_company company ON company.id = 1;
    INSERT INTO sale_order_line (
        order_id, name, product_uom_qty, price_unit, customer_lead, company_id,
        order_partner_id, state, price_subtotal, price_total, currency_id,
        is_downpayment, create_uid, write_uid, create_date, write_date)
    SELECT id, 'Goods', 1, amount_untaxed, 0, 1, partner_id, 'sale',
           amount_untaxed, amount_untaxed, currency_id, TRUE, 1, 1, create_date,
           create_date
      FROM sale_order WHERE name LIKE 'P%';
"""
INVOICES = """
    INSERT INTO account_move (
        journal_id, currency_id, state, move_type, auto_post, date, invoice_date,
        invoice_date_due, name, partner_id, commercial_partner_id, company_id,
        invoice_currency_rate, payment_state, amount_untaxed, amount_total,
        amount_residual, amount_untaxed_signed, amount_total_signed,
        amount_residual_signed, create_uid, write_uid, create_date, write_date)
    SELECT (SELECT id FROM account_journal WHERE type = 'sale' ORDER BY id LIMIT 1),
           company.currency_id, 'posted', 'out_invoice', 'no', day, day, day, 'P' || n,
           partner, partner, 1, 1, 'not_paid', amount, amount, amount, amount, amount,
           amount, 1, 1, day, day
      FROM bench_paper JOIN res_company company ON company.id = 1;
    INSERT INTO account_move_line (
        move_id, currency_id, company_currency_id, display_type, account_id, partner_id,
        company_id, journal_id, date, date_maturity, parent_state, move_name, name,
        debit, credit, balance, amount_currency, amount_residual,
        amount_residual_currency, reconciled, quantity, price_unit, create_uid,
        write_uid, create_date, write_date)
    SELECT m.id, m.currency_id, m.currency_id, side.kind,
           (SELECT id FROM account_account WHERE account_type = side.type
             ORDER BY id LIMIT 1),
           m.partner_id, 1, m.journal_id, m.date, m.date, 'posted', m.name, 'Goods',
           greatest(side.sign * amount_total, 0),
           greatest(-side.sign * amount_total, 0),
           side.sign * amount_total, side.sign * amount_total,
           greatest(side.sign * amount_total, 0),
           greatest(side.sign * amount_total, 0),
           FALSE, 1, amount_total, 1, 1, m.date, m.date
      FROM account_move m, (VALUES ('payment_term', 'asset_receivable', 1),
                                   ('product', 'income', -1)
                           ) AS side (kind, type, sign)
     WHERE m.name LIKE 'P%';
"""
LINKS = """
    INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id)
    SELECT line.id, item.id
      FROM sale_order o
      JOIN sale_order_line line ON line.order_id = o.id
      JOIN account_move m ON m.name = o.name
      JOIN account_move_line item ON item.move_id = m.id
                                 AND item.display_type = 'product'
     WHERE o.name LIKE 'P%';
"""
