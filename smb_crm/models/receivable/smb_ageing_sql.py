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
        "max_date",
    ],
    "res.partner": [
        "commercial_partner_id",
        "country_id",
        "user_id",
    ],
    "res.users": ["sale_team_id"],
}


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
        self.env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '128MB'")
        self.env.cr.execute(self._sums_sql(question))
        rows = [self._rounded(row) for row in self.env.cr.dictfetchall()]
        self.env.cr.execute("RESET jit; RESET work_mem")
        return [row for row in rows if any(row[name] for name in NAMES)]

    @api.model
    def _flush(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)

    @api.model
    def _rounded(self, row):
        """In the currency of the current company, with the overdue ones added up."""
        round_ = self.env.company.currency_id.round
        for name in NAMES:
            row[name] = round_(row[name])
        row["overdue"] = round_(sum(row[name] for name in NAMES[1:]))
        row["total"] = round_(row["not_due"] + row["overdue"])
        row["key"] = row["key"] or False
        return row

    @api.model
    def _sums_sql(self, question):
        joins, key = self._key_sql(question)
        steps = [
            SQL(
                "COALESCE(SUM(item.amount * rate.rate) FILTER (WHERE %s), 0)::float"
                " AS %s",
                within,
                SQL.identifier(name),
            )
            for name, within in zip(NAMES, self._within(question), strict=True)
        ]
        return SQL(
            """
            WITH item AS (%(items)s)
            SELECT %(key)s AS key, %(steps)s,
                   GREATEST(MAX(item.late) FILTER (WHERE item.amount > 0), 0) AS oldest
              FROM item
              JOIN (VALUES %(rates)s) rate (company_id, rate)
                ON rate.company_id = item.company_id
              %(joins)s
             GROUP BY 1
            HAVING BOOL_OR(item.amount <> 0)
            """,
            items=self._items_sql(question),
            key=key,
            steps=SQL(", ").join(steps),
            rates=SQL(", ").join(self._rates(question)),
            joins=joins,
        )

    @api.model
    def _within(self, question):
        """Conditions on ``late``, in days, for each step."""
        bounds = question.bounds
        yield SQL("item.late <= 0")
        for low, high in zip(bounds, bounds[1:], strict=False):
            yield SQL("item.late > %s AND item.late <= %s", low, high)
        yield SQL("item.late > %s", bounds[-1])

    @api.model
    def _rates(self, question):
        """What one unit of each company's currency is worth in the current one's."""
        to = self.env.company.currency_id
        for company in question.companies:
            rate = company.currency_id._get_conversion_rate(
                company.currency_id, to, self.env.company, question.as_of
            )
            yield SQL("(%s, %s::numeric)", company.id, rate)

    # items

    @api.model
    def _items_sql(self, question):
        """Items open at the end of the day, summed up by what they have in common."""
        sign = SQL("-1") if question.kind == "liability_payable" else SQL("1")
        return SQL(
            """
            SELECT part.partner_id, part.company_id, part.currency_id, part.late,
                   %(sign)s * SUM(part.amount) AS amount
              FROM ((%(open)s) UNION ALL (%(since)s)) part
             GROUP BY 1, 2, 3, 4
            """,
            sign=sign,
            open=self._open_sql(question),
            since=self._since_sql(question),
        )

    @api.model
    def _open_sql(self, question):
        return SQL(
            """
            SELECT %(who)s AS partner_id, line.company_id, line.currency_id,
                   %(late)s AS late, line.amount_residual AS amount
              FROM account_move_line line %(paper)s
             WHERE line.reconciled IS NOT TRUE AND %(wanted)s
            """,
            **self._who_sql(question),
            late=self._late_sql(question),
            wanted=self._wanted_sql(question),
        )

    @api.model
    def _since_sql(self, question):
        """What was settled after the day was still open on it."""
        return SQL(
            """
            SELECT %(who)s AS partner_id, line.company_id, line.currency_id,
                   %(late)s AS late, later.amount
              FROM (
                    SELECT debit_move_id AS line_id, amount
                      FROM account_partial_reconcile WHERE max_date > %(as_of)s
                     UNION ALL
                    SELECT credit_move_id, -amount
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
            whose = SQL("line.partner_id IN %s", question.customers)
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
        if group_by in ("partner_id", "currency_id", "company_id"):
            return SQL(""), SQL.identifier("item", group_by)
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
