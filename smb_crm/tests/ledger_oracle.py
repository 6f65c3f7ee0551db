"""The same figures once more, by reading records in plain Python: slow and simple."""

from collections import defaultdict
from datetime import timedelta
from statistics import mean, median

from dateutil.relativedelta import relativedelta

from ..tools.rhythm import return_chance


class Oracle:
    """What ``smb.scorecard`` must say of every customer of a company today."""

    def __init__(self, company, today, months):
        self.env = company.env
        self.company = company
        self.today = today
        self.start = today - relativedelta(months=months)
        self.before = today - relativedelta(months=2 * months)
        self.papers = defaultdict(lambda: defaultdict(list))

    def figures(self):
        """Dict of customer to dict of figures."""
        self._read_orders()
        self._read_invoices()
        self._read_ledger()
        found = {who: self._figures(papers) for who, papers in self.papers.items()}
        self._score(found)
        return found

    def _search(self, model, *domain):
        domain = [("company_id", "=", self.company.id), *domain]
        return self.env[model].with_context(active_test=False).search(domain)

    def _read_orders(self):
        for order in self._search("sale.order"):
            papers = self.papers[order.partner_id.commercial_partner_id]
            if order.state == "sale" and order.date_order.date() <= self.today:
                amount = order.amount_untaxed / order.currency_rate
                papers["deals"].append((order.date_order.date(), amount))

    def _read_invoices(self):
        kinds = ("out_invoice", "out_refund", "out_receipt")
        moves = self._search(
            "account.move", ("move_type", "in", kinds), ("state", "=", "posted")
        )
        for move in moves.filtered(lambda move: move.invoice_date <= self.today):
            papers = self.papers[move.partner_id.commercial_partner_id]
            papers["invoices"].append(move)
            ordered = move.invoice_line_ids.sale_line_ids
            if move.move_type != "out_refund" and not ordered:
                papers["deals"].append((move.invoice_date, move.amount_untaxed_signed))

    def _read_ledger(self):
        lines = self._search(
            "account.move.line",
            ("account_id.account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("partner_id", "!=", False),
        )
        for line in lines:
            papers = self.papers[line.partner_id.commercial_partner_id]
            papers["ledger"].append(line)

    def _figures(self, papers):
        return {
            **self._deals(sorted(papers["deals"])),
            **self._money(papers["invoices"]),
            **self._ledger(papers["ledger"]),
        }

    def _deals(self, deals):
        amounts = [amount for day, amount in deals if day > self.start]
        days = sorted({day for day, _amount in deals})
        gaps = [(two - one).days for one, two in zip(days, days[1:], strict=False)]
        usual = median(gaps) if gaps else 0
        figures = {
            "orders": len(amounts),
            "orders_before": sum(self.before < d <= self.start for d, _a in deals),
            "orders_total": len(deals),
            "average_order": round(mean(amounts), 2) if amounts else 0,
            "purchases": len(days),
            "first_deal_date": days[0] if days else False,
            "last_deal_date": days[-1] if days else False,
            "interval_days": usual,
            "interval_spread": median(abs(g - usual) for g in gaps) if gaps else 0,
            "expected_date": bool(gaps) and days[-1] + timedelta(round(usual)),
            "return_chance": 0,
        }
        if days:
            seen, age = ((day - days[0]).days / 7 for day in (days[-1], self.today))
            figures["return_chance"] = return_chance(len(days) - 1, seen, age)
        return figures

    def _money(self, invoices):
        now = [move for move in invoices if move.invoice_date > self.start]
        past = [m for m in invoices if self.before < m.invoice_date <= self.start]
        sold = sum(m.amount_untaxed_signed for m in now if m.amount_untaxed_signed > 0)
        back = -sum(m.amount_untaxed_signed for m in now if m.amount_untaxed_signed < 0)
        before = sum(m.amount_untaxed_signed for m in past)
        return {
            "revenue": round(sold - back, 2),
            "revenue_before": round(before, 2),
            "revenue_total": round(sum(m.amount_untaxed_signed for m in invoices), 2),
            "growth": round((sold - back) / before - 1, 4) if before > 0 else 0,
            "margin": round(sum(map(self._margin, now)), 2),
            "returned_share": round(min(1, back / sold), 4) if sold else 0,
            **self._paid(now),
        }

    def _margin(self, move):
        sign = -1 if move.move_type == "out_refund" else 1
        return sum(
            -line.balance - sign * line.quantity * line.product_id.standard_price
            for line in move.invoice_line_ids
        )

    def _paid(self, invoices):
        waits = []
        for move in invoices:
            if move.payment_state in ("paid", "in_payment"):
                lines = move.line_ids.matched_credit_ids
                day = max(lines.mapped("max_date"))
                waits.append((day - move.invoice_date, day - move.invoice_date_due))
        pay, late = zip(*waits, strict=True) if waits else ([], [])
        return {
            "days_to_pay": round(mean(d.days for d in pay), 1) if pay else 0,
            "days_late": round(mean(d.days for d in late), 1) if late else 0,
        }

    def _ledger(self, lines):
        due = [line for line in lines if line.date_maturity < self.today]
        late = [line for line in due if line.amount_residual > 0]
        return {
            "collected": round(
                -sum(
                    line.balance
                    for line in lines
                    if line.journal_id.type in ("bank", "cash", "credit")
                    and self.start < line.date <= self.today
                ),
                2,
            ),
            "open_amount": round(sum(line.amount_residual for line in lines), 2),
            "overdue_amount": max(
                0, round(sum(line.amount_residual for line in due), 2)
            ),
            "overdue_days": max(
                ((self.today - line.date_maturity).days for line in late), default=0
            ),
        }

    def _score(self, found):
        buyers = [figures for figures in found.values() if figures["orders"]]
        for score, figure in (
            ("recency_score", "last_deal_date"),
            ("frequency_score", "orders"),
            ("monetary_score", "revenue"),
        ):
            for one in found.values():
                one[score] = 0
            for one in buyers:
                below = sum(other[figure] < one[figure] for other in buyers)
                share = below / (len(buyers) - 1) if len(buyers) > 1 else 0
                one[score] = min(5, 1 + int(5 * share))
        total = sum(max(0, figures["revenue"]) for figures in found.values())
        for one in found.values():
            better = [f for f in found.values() if f["revenue"] > one["revenue"]]
            equal = [f for f in found.values() if f["revenue"] >= one["revenue"]]
            one["revenue_rank"] = 1 + len(better)
            best = sum(max(0, figures["revenue"]) for figures in equal)
            one["revenue_cumulative"] = round(best / total, 4) if total else 0
