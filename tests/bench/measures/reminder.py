"""A run that proposes whom to remind, to hand-written SQL."""

from odoo import SUPERUSER_ID

from ..clock import Work, peak_megabytes
from ..table import row

TIMES = 5
CUSTOMERS = 10_000
# who is late enough, by how much, one row for each customer and one for each item
BY_HAND = """
    WITH item AS (
        SELECT l.id, l.move_id, l.move_name, p.commercial_partner_id AS partner_id,
               l.amount_residual AS residual, l.currency_id, l.date,
               l.amount_residual_currency AS in_currency,
               COALESCE(l.date_maturity, l.date) AS due,
               CURRENT_DATE - COALESCE(l.date_maturity, l.date) AS late
          FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
          JOIN account_move m ON m.id = l.move_id
           AND m.payment_state IS DISTINCT FROM 'blocked'
         WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
           AND l.company_id = 1 AND l.no_followup IS NOT TRUE AND l.account_id IN (
               SELECT id FROM account_account WHERE account_type = 'asset_receivable')
           AND (l.amount_residual < 0
                OR COALESCE(l.date_maturity, l.date) < CURRENT_DATE)),
    paid AS (
        SELECT DISTINCT p.commercial_partner_id AS partner_id
          FROM account_move_line l JOIN res_partner p ON p.id = l.partner_id
          JOIN account_journal j ON j.id = l.journal_id
           AND j.type IN ('bank', 'cash', 'credit')
         WHERE l.company_id = 1 AND l.parent_state = 'posted' AND l.balance < 0
           AND l.date > CURRENT_DATE - 5 AND l.account_id IN (
               SELECT id FROM account_account WHERE account_type = 'asset_receivable')),
    customer AS (
        SELECT partner_id, SUM(residual) AS amount, MAX(late) AS late
          FROM item GROUP BY 1 HAVING MAX(late) FILTER (WHERE residual > 0) >= 7),
    reached AS (
        SELECT customer.partner_id, MIN(p.id) FILTER (WHERE p.email_normalized <> '')
          FROM customer JOIN res_partner p
            ON p.commercial_partner_id = customer.partner_id AND p.active GROUP BY 1),
    made AS (
        INSERT INTO smb_reminder (run_id, company_id, partner_id, contact_id, level_id,
            channel, amount, fee, days_late, state, reason,
            create_uid, create_date, write_uid, write_date)
        SELECT %(run)s, 1, customer.partner_id, reached.min, %(level)s, 'mail', amount,
               0, late, CASE WHEN paid.partner_id IS NULL THEN 'proposed'
               ELSE 'left_out' END, CASE WHEN paid.partner_id IS NOT NULL
               THEN 'recent_payment' END, 1, NOW(), 1, NOW()
          FROM customer LEFT JOIN reached USING (partner_id)
          LEFT JOIN paid USING (partner_id)
        RETURNING id, partner_id, state)
    INSERT INTO smb_reminder_item (reminder_id, company_id, partner_id, line_id,
        move_id, level_id, name, kind, live, date, date_due, days_late, residual,
        currency_id, amount_currency, create_uid, create_date, write_uid, write_date)
    SELECT made.id, 1, made.partner_id, item.id, item.move_id,
           CASE WHEN item.late >= 7 THEN %(level)s END, item.move_name,
           CASE WHEN item.late >= 7 THEN 'new' ELSE 'before' END,
           item.late >= 7 AND made.state = 'proposed', item.date, item.due,
           GREATEST(item.late, 0), item.residual, item.currency_id, item.in_currency,
           1, NOW(), 1, NOW()
      FROM made JOIN item USING (partner_id)
"""


def rows(env):
    env = env(user=SUPERUSER_ID)
    _make_all_late(env)
    policy = env["smb.policy"]._of(env.company)
    policy.write({"reminder": True, "reminder_call_first": False})
    run = env["smb.reminder.run"].create({})
    level = env["smb.reminder.level"].search(
        [("company_id", "=", env.company.id)], limit=1
    )
    words = {"run": run.id, "level": level.id}

    def clear():
        env.flush_all()
        env.cr.execute("TRUNCATE smb_reminder_item, smb_reminder CASCADE")
        env.invalidate_all()

    def by_hand():
        env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '128MB'")
        env.cr.execute(BY_HAND, words)

    base = peak_megabytes()
    run._propose()
    env.flush_all()
    grown = peak_megabytes() - base
    mine, limit = Work(env.cr).medians(
        run._propose, by_hand, times=TIMES, prepare=clear
    )
    clear()
    before = env.cr.sql_log_count
    run._propose()
    spent = env.cr.sql_log_count - before
    count = env["smb.reminder"].search_count([("run_id", "=", run.id)])
    yield row("", f"reminders, {count:,} customers proposed: ms", mine, "", None)
    ratio = mine / limit
    yield row("G10", "  to hand-written SQL", ratio, "<= 1.5", ratio <= 1.5)
    yield row("", "  queries", spent, "<= 20", spent <= 20)
    yield row("G15", "  memory above base: MiB", grown, "<= 64", grown <= 64)


def _make_all_late(env):
    """One late invoice more for customers, until enough of them owe something."""
    env.cr.execute(
        """
        UPDATE account_move_line line
           SET reconciled = FALSE, amount_residual = balance,
               amount_residual_currency = amount_currency
          FROM (SELECT MAX(l.id) AS id FROM account_move_line l
                  JOIN account_account a ON a.id = l.account_id
                   AND a.account_type = 'asset_receivable'
                 WHERE l.balance > 0 AND l.parent_state = 'posted'
                   AND l.date_maturity < CURRENT_DATE - 30
                 GROUP BY l.partner_id LIMIT %s) late
         WHERE line.id = late.id
        """,
        [CUSTOMERS],
    )
    env.invalidate_all()
