from odoo import api, models
from odoo.tools import SQL

from ...tools.ageing import NAMES

# accounts, dates and amounts that the queries below read
READ = {
    "account.move": ["partner_id"],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "amount_residual_currency",
        "company_id",
        "currency_id",
        "date",
        "date_maturity",
        "parent_state",
        "partner_id",
        "reconciled",
    ],
    "account.partial.reconcile": [
        "amount",
        "credit_move_id",
        "debit_move_id",
        "credit_amount_currency",
        "debit_amount_currency",
        "max_date",
    ],
    "res.partner": [
        "commercial_partner_id",
        "complete_name",
        "country_id",
        "user_id",
    ],
    "res.users": ["sale_team_id"],
}
# what is not settled yet, in the words of the index in account_move_line.py
OPEN = SQL(
    "line.parent_state = 'posted'"
    " AND (line.amount_residual <> 0 OR line.amount_residual_currency <> 0)"
)


class SmbAgeing(models.AbstractModel):
    """The queries of the ageing.

    What is still open on a past day is what is open now, and what was settled since:
    two short reads instead of one of the whole ledger.
    """

    _inherit = "smb.ageing"

    @api.model
    def _rows(self, question):
        """Sums by key, those that are zero in every step left out."""
        self._flush()
        # big joins of many rows: compiling costs more than it saves, and sorting in
        # memory needs more than the usual 4 MB
        self.env.cr.execute(
            SQL(
                "SET LOCAL jit = off; SET LOCAL work_mem = '128MB'; %s",
                self._sums_sql(question),
            )
        )
        rows = self.env.cr.dictfetchall()
        self.env.cr.execute("RESET jit; RESET work_mem")
        for row in rows:
            row["key"] = row["key"] or False
        return rows

    @api.model
    def _flush(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)

    @api.model
    def _sums_sql(self, question):
        """Steps by key, rounded, with what follows from them and a contact's name."""
        names = self._columns_of(question)
        late = [name for name in names if not name.startswith(NAMES[0])]
        steps = SQL(", ").join(SQL.identifier("step", name) for name in names)
        overdue = SQL(" + ").join(SQL.identifier("step", name) for name in late[:5])
        totals = SQL(
            "%(overdue)s AS overdue, step.not_due + %(overdue)s AS total",
            overdue=overdue,
        )
        if question.group_by == "currency_id":
            overdue = SQL(" + ").join(SQL.identifier("step", n) for n in late[5:])
            totals = SQL(
                "%(totals)s, %(overdue)s AS overdue_currency,"
                " step.not_due_currency + %(overdue)s AS total_currency",
                totals=totals,
                overdue=overdue,
            )
        name, join = SQL("NULL"), SQL("")
        if question.group_by in ("commercial_partner_id", "partner_id"):
            name = SQL("COALESCE(named.complete_name, '')")
            join = SQL("LEFT JOIN res_partner named ON named.id = step.key")
        return SQL(
            """
            SELECT step.key, %(steps)s, %(totals)s, step.oldest, %(name)s AS name
              FROM (%(grouped)s) step %(join)s
             WHERE %(any)s
            """,
            steps=steps,
            totals=totals,
            name=name,
            grouped=self._grouped_sql(question),
            join=join,
            any=SQL(" OR ").join(
                SQL("%s <> 0", SQL.identifier("step", name)) for name in NAMES
            ),
        )

    @api.model
    def _columns_of(self, question):
        """The steps, and once more in the documents' currency when that is the key."""
        names = list(NAMES)
        if question.group_by == "currency_id":
            names += [f"{name}_currency" for name in NAMES]
        return names

    @api.model
    def _grouped_sql(self, question):
        """Steps by key, in the current company's currency, rounded as it rounds."""
        joins, key = self._key_sql(question)
        rated, rate = self._rate_sql(question)
        steps = [
            SQL(
                "%s AS %s",
                self._rounded_sql(
                    SQL("SUM(item.%s%s)", SQL.identifier(name), rate)
                    if name in NAMES
                    else SQL("SUM(item.%s)", SQL.identifier(name)),
                    SQL("%s::numeric", self.env.company.currency_id.rounding)
                    if name in NAMES
                    else SQL("MAX(money.rounding)"),
                ),
                SQL.identifier(name),
            )
            for name in self._columns_of(question)
        ]
        return SQL(
            """
            SELECT %(key)s AS key, %(steps)s, GREATEST(MAX(item.late), 0) AS oldest
              FROM (%(items)s) item %(rated)s %(joins)s
             GROUP BY 1
            """,
            key=key,
            steps=SQL(", ").join(steps),
            items=self._items_sql(question),
            rated=rated,
            joins=joins,
        )

    @api.model
    def _rounded_sql(self, amount, rounding):
        return SQL("ROUND(%s / %s) * %s", amount, rounding, rounding)

    @api.model
    def _rate_sql(self, question):
        """What one unit of each company's currency is worth in the current one's."""
        to = self.env.company.currency_id
        rates = {
            company.id: company.currency_id._get_conversion_rate(
                company.currency_id, to, self.env.company, question.as_of
            )
            for company in question.companies
        }
        if set(rates.values()) == {1.0}:
            return SQL(""), SQL("")
        values = [SQL("(%s, %s::numeric)", *pair) for pair in rates.items()]
        rated = SQL(
            "JOIN (VALUES %s) rate (company_id, rate)"
            " ON rate.company_id = item.company_id",
            SQL(", ").join(values),
        )
        return rated, SQL(" * rate.rate")

    @api.model
    def _within(self, question):
        """Conditions on ``late``, in days, for each step."""
        bounds = question.bounds
        yield SQL("part.late <= 0")
        for low, high in zip(bounds, bounds[1:], strict=False):
            yield SQL("part.late > %s AND part.late <= %s", low, high)
        yield SQL("part.late > %s", bounds[-1])

    # items

    @api.model
    def _items_sql(self, question):
        """Steps of what is open at the end of the day, by whose and of which kind."""
        sign = SQL("-1") if question.kind == "liability_payable" else SQL("1")
        sums = [
            SQL(
                "COALESCE(%s * SUM(part.%s) FILTER (WHERE %s), 0) AS %s",
                sign,
                SQL.identifier("amount" if name in NAMES else "in_currency"),
                within,
                SQL.identifier(name),
            )
            for name, within in zip(
                self._columns_of(question), 2 * [*self._within(question)], strict=False
            )
        ]
        return SQL(
            """
            SELECT part.partner_id, part.company_id, part.currency_id, %(sums)s,
                   MAX(part.late) FILTER (WHERE %(sign)s * part.amount > 0) AS late
              FROM (%(whose)s (%(open)s) UNION ALL (%(since)s)) part
             GROUP BY 1, 2, 3
            """,
            whose=self._whose_sql(question),
            sums=SQL(", ").join(sums),
            sign=sign,
            open=self._open_sql(question),
            since=self._since_sql(question),
        )

    @api.model
    def _whose_sql(self, question):
        """The contacts in question, looked for once for both of the reads."""
        if question.customers is None:
            return SQL("")
        return SQL("WITH whose (id) AS MATERIALIZED %s", question.customers)

    @api.model
    def _open_sql(self, question):
        return SQL(
            """
            SELECT %(who)s AS partner_id, line.company_id, line.currency_id,
                   %(late)s AS late, line.amount_residual AS amount,
                   line.amount_residual_currency AS in_currency
              FROM account_move_line line %(paper)s
             WHERE %(open)s AND %(wanted)s
            """,
            **self._who_sql(question),
            late=self._late_sql(question),
            open=OPEN,
            wanted=self._wanted_sql(question),
        )

    @api.model
    def _since_sql(self, question):
        """What was settled after the day was still open on it."""
        return SQL(
            """
            SELECT %(who)s AS partner_id, line.company_id, line.currency_id,
                   %(late)s AS late, later.amount, later.in_currency
              FROM (
                    SELECT debit_move_id AS line_id, amount,
                           debit_amount_currency AS in_currency
                      FROM account_partial_reconcile WHERE max_date > %(as_of)s
                     UNION ALL
                    SELECT credit_move_id, -amount, -credit_amount_currency
                      FROM account_partial_reconcile WHERE max_date > %(as_of)s
                   ) later
              JOIN account_move_line line ON line.id = later.line_id %(paper)s
             WHERE %(wanted)s
            """,
            **self._who_sql(question),
            late=self._late_sql(question),
            wanted=self._wanted_sql(question),
            as_of=question.as_of,
        )

    @api.model
    def _who_sql(self, question):
        """Whose an item is: the customer's, or the person's on the paper."""
        if question.group_by != "partner_id":
            return {"who": SQL("line.partner_id"), "paper": SQL("")}
        return {
            "who": SQL("COALESCE(paper.partner_id, line.partner_id)"),
            "paper": SQL("JOIN account_move paper ON paper.id = line.move_id"),
        }

    @api.model
    def _late_sql(self, question):
        return SQL("%s - COALESCE(line.date_maturity, line.date)", question.as_of)

    @api.model
    def _wanted_sql(self, question):
        """Posted until the day, on the accounts in question, of those in question."""
        accounts = SQL(
            "SELECT id FROM account_account WHERE account_type = %s", question.kind
        )
        whose = SQL("TRUE")
        if question.customers is not None:
            whose = SQL("line.partner_id IN (SELECT id FROM whose)")
        return SQL(
            "line.parent_state = 'posted' AND line.date <= %s"
            " AND line.company_id IN %s AND line.account_id IN (%s) AND %s",
            question.as_of,
            tuple(question.companies.ids),
            accounts,
            whose,
        )

    # groups

    @api.model
    def _key_sql(self, question):
        """Joins and the expression that rows are grouped by."""
        joins = SQL(
            "LEFT JOIN res_partner person ON person.id = item.partner_id"
            " LEFT JOIN res_partner customer"
            " ON customer.id = person.commercial_partner_id"
        )
        group_by = question.group_by
        if group_by in ("partner_id", "company_id"):
            return SQL(""), SQL.identifier("item", group_by)
        if group_by == "currency_id":
            money = SQL("JOIN res_currency money ON money.id = item.currency_id")
            return money, SQL("item.currency_id")
        if group_by == "commercial_partner_id":
            return joins, SQL("person.commercial_partner_id")
        if group_by == "tier_id":
            card = SQL(
                "LEFT JOIN smb_scorecard card ON card.partner_id = customer.id"
                " AND card.company_id = item.company_id"
            )
            return SQL("%s %s", joins, card), SQL("card.tier_id")
        if group_by == "team_id":
            rep = SQL("LEFT JOIN res_users rep ON rep.id = customer.user_id")
            return SQL("%s %s", joins, rep), SQL("rep.sale_team_id")
        return joins, SQL.identifier("customer", group_by)
