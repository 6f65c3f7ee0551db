from odoo import api, models
from odoo.tools import SQL

from ..receivable.smb_ageing_sql import OPEN

# documents that a customer said are wrong, and no accountant has looked into yet
DISPUTES = SQL(
    "SELECT named.account_move_id FROM account_move_smb_statement_answer_rel named"
    " JOIN smb_statement_answer answer ON answer.id = named.smb_statement_answer_id"
    " WHERE answer.disputed"
)
READ = {
    "account.move": ["payment_state", "partner_id"],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "amount_residual_currency",
        "balance",
        "company_id",
        "currency_id",
        "date",
        "date_maturity",
        "journal_id",
        "no_followup",
        "parent_state",
        "partner_id",
        "reconciled",
    ],
    "res.partner": [
        "active",
        "city",
        "commercial_partner_id",
        "email_normalized",
        "street",
        "type",
        "user_id",
    ],
    "smb.promise": ["answered", "company_id", "move_id", "partner_id", "state"],
    "smb.reminder": ["company_id", "partner_id", "run_id", "sent_date", "state"],
    "smb.reminder.item": ["level_id", "line_id", "live"],
    "smb.reminder.level": ["active", "channel", "company_id", "days_late", "fee"],
    "smb.scorecard": ["company_id", "partner_id", "tier_id"],
    "smb.statement.answer": ["disputed", "move_ids"],
}


class SmbReminderRun(models.Model):
    """Whom a run proposes: one statement, however many customers there are.

    An item is due for the highest level whose days it has reached, but no more than
    one above the level it got last; a broken promise raises both by one. A customer
    is proposed with the highest of his items' levels. Who has something due and is
    left out all the same is listed with the first reason that applies.
    """

    _inherit = "smb.reminder.run"

    def _propose(self):
        self.ensure_one()
        self.env["smb.promise"]._decide(self.company_id)
        # sudo: the run's own rows, made anew; who may write the run was checked
        old = self.sudo().env["smb.reminder"].search([("run_id", "=", self.id)])
        old.unlink()
        for model, names in READ.items():
            self.env[model].flush_model(names)
        self.env.cr.execute("SET LOCAL jit = off")
        self.env.cr.execute(self._proposal_sql())
        self.env.cr.execute("RESET jit")
        self.env.invalidate_all()

    def _open_cases(self):
        """Customers with an open case, who are left alone. Later rooms extend it.

        :return: ids of commercial partners
        """
        return []

    def _proposal_sql(self):
        policy = self.env["smb.policy"]._of(self.company_id)
        return SQL(
            """
            WITH %(ladder)s, %(open)s, %(stepped)s, %(customer)s, %(reached)s,
                 %(judged)s, %(made)s
            INSERT INTO smb_reminder_item (
                reminder_id, company_id, partner_id, line_id, move_id, level_id, name,
                kind, live, date, date_due, days_late, residual, currency_id,
                amount_currency, create_uid, create_date, write_uid, write_date)
            SELECT made.id, %(company)s, item.partner_id, item.id, item.move_id,
                   CASE WHEN item.kind = 'new' THEN rung.id END, item.move_name,
                   item.kind, item.kind = 'new' AND made.state = 'proposed',
                   item.date, item.date_due, GREATEST(item.late, 0), item.residual,
                   item.currency_id, item.in_currency,
                   %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s,
                   NOW() AT TIME ZONE 'UTC'
              FROM made JOIN stepped item ON item.partner_id = made.partner_id
              LEFT JOIN ladder rung ON rung.active AND rung.rank = item.next
             ORDER BY item.date_due, item.id
            """,
            ladder=self._ladder_sql(),
            open=self._open_sql(),
            stepped=self._stepped_sql(),
            customer=self._customer_sql(),
            reached=self._reached_sql(),
            judged=self._judged_sql(policy),
            made=self._made_sql(),
            company=self.company_id.id,
            uid=self.env.uid,
        )

    def _ladder_sql(self):
        """Levels by number; an archived one counts as the rung it stood on."""
        return SQL(
            """
            ladder AS (
                SELECT level.id, level.active, level.channel, level.days_late,
                       COALESCE(level.fee, 0) AS fee,
                       (SELECT COUNT(*) FROM smb_reminder_level other
                         WHERE other.company_id = level.company_id AND other.active
                           AND other.days_late <= level.days_late) AS rank
                  FROM smb_reminder_level level WHERE level.company_id = %s)
            """,
            self.company_id.id,
        )

    def _open_sql(self):
        """What is past due, and what the customer has to his credit."""
        return SQL(
            """
            open AS (
                SELECT line.id, line.move_id, line.move_name, line.currency_id,
                       COALESCE(person.commercial_partner_id, person.id) AS partner_id,
                       line.amount_residual AS residual,
                       line.amount_residual_currency AS in_currency, line.date,
                       COALESCE(line.date_maturity, line.date) AS date_due,
                       %(day)s - COALESCE(line.date_maturity, line.date) AS late,
                       COALESCE(line.no_followup, FALSE) AS spared,
                       paper.payment_state = 'blocked' OR paper.id IN (%(disputes)s)
                           AS disputed
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                  JOIN account_move paper ON paper.id = line.move_id
                  JOIN res_partner person ON person.id = line.partner_id
                 WHERE line.company_id = %(company)s AND %(open)s
                   AND line.amount_residual <> 0
                   AND (line.amount_residual < 0
                        OR COALESCE(line.date_maturity, line.date) < %(day)s))
            """,
            day=self.date,
            company=self.company_id.id,
            open=OPEN,
            disputes=DISPUTES,
        )

    def _stepped_sql(self):
        """Each item with the level it got last, and the one it is due for."""
        return SQL(
            """
            given AS (
                SELECT item.line_id, MAX(ladder.rank) AS rank
                  FROM smb_reminder_item item
                  JOIN ladder ON ladder.id = item.level_id
                 WHERE item.live GROUP BY 1),
            word AS (
                SELECT partner_id, COALESCE(move_id, 0) AS move_id,
                       BOOL_OR(state = 'open') AS open,
                       BOOL_OR(state = 'broken') AS broken
                  FROM smb_promise
                 WHERE company_id = %(company)s
                   AND (state = 'open'
                        OR state = 'broken' AND answered IS NOT TRUE)
                 GROUP BY 1, 2),
            height AS (
                SELECT open.*, COALESCE(given.rank, 0) AS last,
                       COALESCE(whole.open, FALSE) AS promised,
                       COALESCE(part.open, FALSE) AS promised_item,
                       (COALESCE(whole.broken, FALSE)
                        OR COALESCE(part.broken, FALSE))::int AS raised,
                       (SELECT COUNT(*) FROM ladder
                         WHERE ladder.active AND ladder.days_late <= open.late)
                           AS due_rank
                  FROM open
                  LEFT JOIN given ON given.line_id = open.id
                  LEFT JOIN word whole ON whole.partner_id = open.partner_id
                   AND whole.move_id = 0
                  LEFT JOIN word part ON part.partner_id = open.partner_id
                   AND part.move_id = open.move_id),
            climbed AS (
                SELECT height.*, CASE WHEN late > 0 AND residual > 0 THEN
                       LEAST(due_rank + raised, last + 1 + raised, top.rank)
                       ELSE 0 END AS next
                  FROM height CROSS JOIN (
                      SELECT COUNT(*) AS rank FROM ladder WHERE active) top),
            stepped AS (
                SELECT climbed.*, next > last AS due, CASE
                       WHEN residual < 0 THEN 'credit'
                       WHEN disputed THEN 'dispute'
                       WHEN spared THEN 'no_followup'
                       WHEN promised_item THEN 'promise'
                       WHEN next > last THEN 'new'
                       ELSE 'before' END AS kind
                  FROM climbed)
            """,
            company=self.company_id.id,
        )

    def _customer_sql(self):
        """Customers with something due, and what they owe in all."""
        return SQL(
            """
            customer AS (
                SELECT partner_id, BOOL_OR(promised) AS promised,
                       BOOL_OR(kind = 'new') AS remindable,
                       BOOL_OR(kind = 'dispute') AS disputed,
                       BOOL_OR(kind = 'promise') AS promised_item,
                       COALESCE(MAX(next) FILTER (WHERE kind = 'new'),
                                MAX(next) FILTER (WHERE due)) AS rank,
                       COALESCE(SUM(residual) FILTER (
                           WHERE kind IN ('new', 'before', 'credit')), 0) AS amount,
                       COALESCE(MAX(late) FILTER (
                           WHERE kind IN ('new', 'before')), MAX(late)) AS late
                  FROM stepped GROUP BY 1 HAVING BOOL_OR(due))
            """
        )

    def _reached_sql(self):
        """Where each customer's mail and letter would go: invoice addresses first."""
        return SQL(
            """
            reached AS (
                SELECT customer.partner_id,
                       (ARRAY_AGG(person.id ORDER BY %(order)s) FILTER (
                           WHERE person.email_normalized <> ''))[1] AS mail,
                       (ARRAY_AGG(person.id ORDER BY %(order)s) FILTER (
                           WHERE (person.type = 'invoice'
                                  OR person.id = customer.partner_id)
                             AND (person.city <> '' OR person.street <> '')))[1]
                           AS letter
                  FROM customer
                  JOIN res_partner person ON person.active
                   AND person.commercial_partner_id = customer.partner_id
                   AND (person.id = customer.partner_id
                        OR person.type IN ('invoice', 'contact'))
                 GROUP BY 1)
            """,
            order=SQL(
                "(person.type = 'invoice' AND person.id <> customer.partner_id) DESC,"
                " person.id = customer.partner_id DESC, person.id"
            ),
        )

    def _judged_sql(self, policy):
        """How each customer would be reminded, or why not."""
        return SQL(
            """
            sent AS (
                SELECT partner_id, MAX(sent_date) AS moment FROM smb_reminder
                 WHERE company_id = %(company)s AND state = 'sent' GROUP BY 1),
            busy AS (
                SELECT DISTINCT partner_id FROM smb_reminder
                 WHERE company_id = %(company)s AND run_id <> %(run)s AND state IN (
                     'proposed', 'approved', 'sending', 'failed', 'uncertain')),
            paid AS (%(paid)s),
            wanted AS (
                SELECT customer.*, rung.id AS level_id, rung.fee, person.user_id,
                       reached.mail, reached.letter,
                       CASE WHEN %(call_first)s AND customer.rank = 1
                             AND card.tier_id IS NOT NULL THEN 'call'
                            ELSE rung.channel END AS channel
                  FROM customer
                  JOIN ladder rung ON rung.active AND rung.rank = customer.rank
                  JOIN res_partner person ON person.id = customer.partner_id
                  LEFT JOIN reached ON reached.partner_id = customer.partner_id
                  LEFT JOIN smb_scorecard card
                    ON card.partner_id = customer.partner_id
                   AND card.company_id = %(company)s AND card.tier_id = (
                       SELECT id FROM smb_tier WHERE company_id = %(company)s
                        ORDER BY sequence, id LIMIT 1)),
            routed AS (
                SELECT wanted.*, CASE
                       WHEN channel = 'mail' AND mail IS NULL AND letter IS NOT NULL
                       THEN 'letter'
                       WHEN channel = 'letter' AND letter IS NULL AND mail IS NOT NULL
                       THEN 'mail' ELSE channel END AS way
                  FROM wanted),
            judged AS (
                SELECT routed.*, CASE way WHEN 'letter' THEN letter
                       ELSE COALESCE(mail, letter) END AS contact_id, CASE
                       WHEN promised THEN 'promise'
                       WHEN NOT remindable AND disputed THEN 'dispute'
                       WHEN NOT remindable AND promised_item THEN 'promise'
                       WHEN NOT remindable THEN 'no_followup'
                       WHEN routed.partner_id = ANY(%(cases)s) THEN 'open_case'
                       WHEN busy.partner_id IS NOT NULL THEN 'other_run'
                       WHEN sent.moment >= %(day)s::date - %(gap)s THEN 'too_soon'
                       WHEN paid.partner_id IS NOT NULL THEN 'recent_payment'
                       WHEN amount <= 0 OR amount < %(minimum)s THEN 'minimum'
                       WHEN way <> 'call' AND mail IS NULL AND letter IS NULL
                       THEN 'no_address' END AS reason
                  FROM routed
                  LEFT JOIN sent ON sent.partner_id = routed.partner_id
                  LEFT JOIN busy ON busy.partner_id = routed.partner_id
                  LEFT JOIN paid ON paid.partner_id = routed.partner_id)
            """,
            company=self.company_id.id,
            run=self.id,
            paid=self._paid_sql(policy),
            call_first=policy.reminder_call_first,
            cases=self._open_cases(),
            day=self.date,
            gap=policy.reminder_gap,
            minimum=policy.reminder_minimum or 0,
        )

    def _paid_sql(self, policy):
        """Customers from whom money came in lately."""
        return SQL(
            """
            SELECT DISTINCT person.commercial_partner_id AS partner_id
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
               AND account.account_type = 'asset_receivable'
              JOIN account_journal journal ON journal.id = line.journal_id
               AND journal.type IN ('bank', 'cash', 'credit')
              JOIN res_partner person ON person.id = line.partner_id
             WHERE line.company_id = %s AND line.parent_state = 'posted'
               AND line.balance < 0 AND line.date > %s::date - %s
            """,
            self.company_id.id,
            self.date,
            policy.reminder_grace,
        )

    @api.model
    def _made_columns(self):
        """Columns of a new reminder, and where they come from."""
        return {
            "partner_id": SQL("partner_id"),
            "contact_id": SQL("contact_id"),
            "user_id": SQL("user_id"),
            "level_id": SQL("level_id"),
            "channel": SQL("way"),
            "amount": SQL("amount"),
            "fee": SQL("fee"),
            "days_late": SQL("GREATEST(late, 0)"),
            "reason": SQL("reason"),
            "state": SQL(
                "CASE WHEN reason IS NULL THEN 'proposed' ELSE 'left_out' END"
            ),
        }

    def _made_sql(self):
        columns = self._made_columns()
        return SQL(
            """
            made AS (
                INSERT INTO smb_reminder (
                    run_id, company_id, %(names)s,
                    create_uid, create_date, write_uid, write_date)
                SELECT %(run)s, %(company)s, %(values)s, %(uid)s,
                       NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
                  FROM judged
                RETURNING id, partner_id, state)
            """,
            names=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(columns.values()),
            run=self.id,
            company=self.company_id.id,
            uid=self.env.uid,
        )
