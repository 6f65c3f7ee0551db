from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL, format_amount, format_date

PRODUCTS = 10
OPEN = 12


class SmbBusinessReport(models.Model):
    """The figures of the report, in the company's currency, untaxed."""

    _inherit = "smb.business.report"

    def _figures(self):
        """All that the page shows, as plain values in the customer's language."""
        self.ensure_one()
        self.check_access("read")
        # sudo: who reads the report may see these sums; salespeople read no invoices
        report = self.sudo()
        report.env.flush_all()
        months = report._months()
        total = sum(month["amount"] for month in months)
        before = sum(month["before"] for month in months)
        return {
            "period": report._period(),
            "money": report._money,
            "months": months,
            "top": max([m["amount"] for m in months] + [m["before"] for m in months]),
            "total": total,
            "before": before,
            "growth": (total - before) / before if before > 0 else None,
            "products": report._products(),
            "deliveries": report._deliveries(),
            "open": report._open(),
            "contacts": report._contacts(),
        }

    def _money(self, amount):
        return format_amount(self.env, amount, self.company_id.currency_id)

    def _about(self):
        """SQL: posted invoices and refunds of the customer in the company."""
        return SQL(
            "move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund')"
            " AND move.company_id = %s AND move.commercial_partner_id = %s",
            self.company_id.id,
            self.partner_id.id,
        )

    def _months(self):
        """Per month of the quarter: its name, its amount and that of a year ago."""
        year = relativedelta(years=1)
        found = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT date_trunc('month', move.invoice_date)::date,
                           SUM(move.amount_untaxed_signed)
                      FROM account_move move WHERE %(about)s
                       AND (move.invoice_date BETWEEN %(first)s AND %(last)s
                            OR move.invoice_date BETWEEN %(old)s AND %(old_last)s)
                     GROUP BY 1
                    """,
                    about=self._about(),
                    first=self.date_from,
                    last=self.date_to,
                    old=self.date_from - year,
                    old_last=self.date_from - year + relativedelta(months=3, days=-1),
                )
            )
        )
        starts = [self.date_from + relativedelta(months=n) for n in range(3)]
        return [
            {
                "name": format_date(self.env, start, date_format="LLLL"),
                "amount": float(found.get(start) or 0),
                "before": float(found.get(start - year) or 0),
            }
            for start in starts
        ]

    def _products(self):
        """What was bought most: name, quantity, unit, amount; lines of text as one."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.product_id,
                       SUM(CASE move.move_type WHEN 'out_refund' THEN -line.quantity
                           ELSE line.quantity END),
                       SUM(-line.balance)
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE %(about)s AND line.display_type = 'product'
                   AND move.invoice_date BETWEEN %(first)s AND %(last)s
                 GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT %(limit)s
                """,
                about=self._about(),
                first=self.date_from,
                last=self.date_to,
                limit=PRODUCTS,
            )
        )
        products = self.env["product.product"].with_context(display_default_code=False)
        known = products.browse([number for number, *_ in rows if number])
        names = {product.id: product for product in known}
        return [
            {
                "name": names[number].display_name if number else self.env._("Other"),
                "quantity": float(quantity) if number else 0,
                "unit": names[number].uom_id.name if number else "",
                "amount": float(amount),
            }
            for number, quantity, amount in rows
        ]

    def _deliveries(self):
        """How many deliveries went out, and how many of them on the day promised."""
        [[count, on_time]] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COUNT(*) FILTER (WHERE %(done)s <= %(promised)s)
                  FROM stock_picking picking
                  JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
                  JOIN res_partner receiver ON receiver.id = picking.partner_id
                 WHERE kind.code = 'outgoing' AND picking.state = 'done'
                   AND picking.company_id = %(company)s
                   AND receiver.commercial_partner_id = %(customer)s
                   AND %(done)s BETWEEN %(first)s AND %(last)s
                """,
                company=self.company_id.id,
                customer=self.partner_id.id,
                done=self._day_sql(SQL("picking.date_done")),
                promised=self._day_sql(
                    SQL("COALESCE(picking.date_deadline, picking.scheduled_date)")
                ),
                first=self.date_from,
                last=self.date_to,
            )
        )
        return {"count": count, "on_time": on_time}

    def _day_sql(self, moment):
        """SQL: the day of ``moment`` in the company's office."""
        zone = self.company_id.partner_id.tz or "UTC"
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)

    def _open(self):
        """What is unpaid today: the invoices that are due first, and the sum."""
        today = self.env["smb.policy"]._of(self.company_id)._today()
        domain = [
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("payment_state", "in", ("not_paid", "partial")),
            ("company_id", "=", self.company_id.id),
            ("commercial_partner_id", "=", self.partner_id.id),
        ]
        moves = self.env["account.move"].search(
            domain, order="invoice_date_due, id", limit=OPEN
        )
        [[total, count]] = self.env["account.move"]._read_group(
            domain, [], ["amount_residual_signed:sum", "__count"]
        )
        return {
            "total": total or 0,
            "more": count - len(moves),
            "rows": [
                {
                    "name": move.name,
                    "due": format_date(self.env, move.invoice_date_due),
                    "amount": move.amount_residual_signed,
                    "late": bool(move.invoice_date_due)
                    and move.invoice_date_due < today,
                }
                for move in moves
            ],
        }

    def _contacts(self):
        """Whom the customer may call: the representative, the salesperson."""
        people = self.partner_id.smb_representative_id | self.partner_id.user_id
        return [
            {"name": user.name, "phone": user.phone or "", "email": user.email or ""}
            for user in people
            if user.active and not user.share
        ]
