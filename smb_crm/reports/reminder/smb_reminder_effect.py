from odoo import fields, models
from odoo.tools import SQL

from ...models.reminder.smb_reminder_level import CHANNELS


class SmbReminderEffect(models.Model):
    """What each reminder brought: was the item paid afterwards, and after how long.

    One row per item that got a level by a reminder that was sent.
    """

    _name = "smb.reminder.effect"
    _description = "Effect of Reminders"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"
    _depends = {
        "account.move.line": ["full_reconcile_id", "reconciled"],
        "account.partial.reconcile": ["credit_move_id", "debit_move_id", "max_date"],
        "smb.reminder": ["channel", "sent_date", "state", "user_id"],
        "smb.reminder.item": [
            "company_id",
            "currency_id",
            "days_late",
            "level_id",
            "line_id",
            "live",
            "name",
            "partner_id",
            "residual",
        ],
    }

    reminder_id = fields.Many2one("smb.reminder", readonly=True)
    name = fields.Char(string="Invoice Number", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    level_id = fields.Many2one("smb.reminder.level", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(string="Reminded On", readonly=True)
    amount = fields.Monetary(
        string="Reminded Of", readonly=True, currency_field="company_currency_id"
    )
    days_late = fields.Integer(string="Days Late Then", readonly=True, aggregator="avg")
    is_paid = fields.Boolean(string="Paid Since", readonly=True)
    paid_date = fields.Date(string="Paid On", readonly=True)
    days_to_pay = fields.Integer(
        string="Days Until Paid",
        readonly=True,
        aggregator="avg",
        help="From the reminder to the payment that settled the item.",
    )
    paid_share = fields.Float(
        string="Paid (%)", readonly=True, aggregator="avg", digits=(5, 1)
    )

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT item.id, item.reminder_id, item.name, item.partner_id,
                   reminder.user_id, item.level_id, reminder.channel, item.company_id,
                   company.currency_id AS company_currency_id,
                   reminder.sent_date::date AS date, item.residual AS amount,
                   item.days_late, line.reconciled IS TRUE AS is_paid,
                   settled.date AS paid_date,
                   -- GREATEST passes over NULL: open items would be paid at once
                   CASE WHEN settled.date IS NOT NULL THEN
                       GREATEST(settled.date - reminder.sent_date::date, 0) END
                       AS days_to_pay,
                   CASE WHEN line.reconciled THEN 100.0 ELSE 0.0 END AS paid_share
              FROM smb_reminder_item item
              JOIN smb_reminder reminder ON reminder.id = item.reminder_id
               AND reminder.state = 'sent'
              JOIN res_company company ON company.id = item.company_id
              LEFT JOIN account_move_line line ON line.id = item.line_id
              LEFT JOIN LATERAL (
                    SELECT MAX(part.max_date) AS date
                      FROM account_partial_reconcile part
                     WHERE part.debit_move_id = line.id AND line.reconciled
                   ) settled ON TRUE
             WHERE item.live AND item.level_id IS NOT NULL
            """
        )
