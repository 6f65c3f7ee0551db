from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ...models.receivable.smb_ageing import KINDS
from ...models.receivable.smb_ageing_sql import OPEN, READ
from ...tools.ageing import ranges
from ...tools.zones import local_day, zone


class SmbOpenItem(models.Model):
    """The items behind the ageing, one by one: what is owed, and how late it is.

    Shows today; a day of the past with ``smb_as_of`` in the context, then with what was
    open on that day. ``smb.ageing`` adds the same items up.
    """

    _name = "smb.open.item"
    _description = "Open Item"
    _auto = False
    _order = "date_due, id"
    _rec_name = "move_name"
    _depends = {**READ, "smb.scorecard": ["company_id", "partner_id", "tier_id"]}

    kind = fields.Selection(
        [(KINDS[0], "Receivable"), (KINDS[1], "Payable")], readonly=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    tier_id = fields.Many2one("smb.tier", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    move_name = fields.Char(string="Number", readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date(string="Due Date", readonly=True)
    days_late = fields.Integer(readonly=True, aggregator="max")
    step = fields.Selection("_steps", string="Days Past Due", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(
        string="Still Open", readonly=True, currency_field="company_currency_id"
    )
    overdue = fields.Monetary(readonly=True, currency_field="company_currency_id")
    amount_currency = fields.Monetary(
        string="Open in Currency",
        readonly=True,
        currency_field="currency_id",
        aggregator=None,
    )

    @property
    def _table_query(self) -> SQL:
        as_of = self._as_of()
        late = SQL("%s - COALESCE(line.date_maturity, line.date)", as_of)
        sign = SQL("CASE WHEN account.account_type = %s THEN -1 ELSE 1 END", KINDS[1])
        return SQL(
            """
            SELECT line.id, account.account_type AS kind,
                   COALESCE(person.commercial_partner_id, line.partner_id)
                       AS partner_id,
                   customer.user_id, rep.sale_team_id AS team_id, card.tier_id,
                   customer.country_id, line.company_id, line.move_id, line.move_name,
                   line.ref, line.date,
                   COALESCE(line.date_maturity, line.date) AS date_due,
                   %(late)s AS days_late, %(step)s AS step,
                   line.company_currency_id, line.currency_id,
                   %(sign)s * part.amount AS amount,
                   CASE WHEN %(late)s > 0 THEN %(sign)s * part.amount ELSE 0 END
                       AS overdue,
                   %(sign)s * part.amount_currency AS amount_currency
              FROM (
                    SELECT id, SUM(amount) AS amount,
                           SUM(amount_currency) AS amount_currency
                      FROM (%(parts)s) part
                     GROUP BY id HAVING SUM(amount) <> 0 OR SUM(amount_currency) <> 0
                   ) part
              JOIN account_move_line line ON line.id = part.id
              JOIN account_account account ON account.id = line.account_id
               AND account.account_type IN %(kinds)s
              LEFT JOIN res_partner person ON person.id = line.partner_id
              LEFT JOIN res_partner customer
                ON customer.id = person.commercial_partner_id
              LEFT JOIN res_users rep ON rep.id = customer.user_id
              LEFT JOIN smb_scorecard card ON card.partner_id = customer.id
               AND card.company_id = line.company_id
             WHERE line.parent_state = 'posted' AND line.date <= %(as_of)s
            """,
            late=late,
            step=self._step_sql(late),
            sign=sign,
            parts=self._parts_sql(as_of),
            kinds=KINDS,
            as_of=as_of,
        )

    @api.model
    def _as_of(self):
        """The day in question: today of the company, or the one in the context."""
        said = self.env.context.get("smb_as_of")
        if not said:
            company = self.env.company
            return local_day(fields.Datetime.now(), zone(company.partner_id.tz))
        try:
            return fields.Date.to_date(said)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("%(text)s is no day. Write it as 2026-12-31.", text=said)
            ) from error

    @api.model
    def _parts_sql(self, as_of):
        """What is open now, and what was settled since that day."""
        return SQL(
            """
            SELECT id, amount_residual AS amount,
                   amount_residual_currency AS amount_currency
              FROM account_move_line line
             WHERE %(open)s
             UNION ALL
            SELECT debit_move_id, amount, debit_amount_currency
              FROM account_partial_reconcile WHERE max_date > %(as_of)s
             UNION ALL
            SELECT credit_move_id, -amount, -credit_amount_currency
              FROM account_partial_reconcile WHERE max_date > %(as_of)s
            """,
            open=OPEN,
            as_of=as_of,
        )

    @api.model
    def _step_sql(self, late):
        bounds = self.env["smb.ageing"]._bounds(self.env.company)
        steps = [
            SQL("WHEN %s <= %s THEN %s", late, bound, str(step))
            for step, bound in enumerate(bounds)
        ]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(steps), str(len(bounds)))

    @api.model
    def _steps(self):
        """Numbers and names of the steps, by the company's bounds.

        Numbers, because columns of a table stand in the order of what is stored.
        """
        bounds = self.env["smb.ageing"]._bounds(self.env.company)
        names = [
            self.env._("Not Due"),
            *ranges(bounds),
            self.env._("Over %(days)s", days=bounds[-1]),
        ]
        return [(str(step), name) for step, name in enumerate(names)]

    @api.depends("partner_id", "amount")
    def _compute_display_name(self):
        # what a day of the calendar says
        for item in self:
            amount = formatLang(
                self.env, item.amount, currency_obj=item.company_currency_id
            )
            # the amount first: a day of a month is narrow
            item.display_name = f"{amount} {item.partner_id.display_name or ''}".strip()

    def action_open_document(self):
        """The invoice, bill or entry, with the rights of who asks."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
