from odoo import api, models
from odoo.tools.misc import format_date

from ...tools.ageing import NAMES, ranges
from ...tools.paper import Cell
from ...tools.print_batch import PrintBatch


class SmbPrintReader(models.AbstractModel):
    """Statements of account of a customer with the current company.

    Which days and kind are asked for stands in the context as ``smb_statement``; from
    whoever it comes, ``smb.statement`` checks it and who may see the account.
    """

    _inherit = "smb.print.reader"

    @api.model
    def _line_models(self):
        return super()._line_models() | {"res.partner": "smb.statement.line"}

    @api.model
    def _readers(self):
        return super()._readers() | {
            ("partner", "res.partner"): self._partner_res_partner,
            ("currency", "res.partner"): self._currency_res_partner,
            ("lines", "res.partner"): self._lines_res_partner,
            ("totals", "res.partner"): self._totals_res_partner,
            ("mixed", "res.partner"): self._mixed_res_partner,
            ("ageing", "res.partner"): self._ageing_res_partner,
            ("_day", "res.partner"): self._day_res_partner,
            ("_from", "res.partner"): self._from_res_partner,
            ("_balance", "res.partner"): self._balance_res_partner,
            ("_overdue", "res.partner"): self._overdue_res_partner,
        }

    @api.model
    def _issuer(self, record):
        if record._name == "res.partner":
            return self.env.company
        return super()._issuer(record)

    def _partner_res_partner(self, partner, which):
        customer = partner.commercial_partner_id
        if which in ("invoice", "delivery"):
            return customer.browse(customer.address_get([which])[which])
        return customer

    def _currency_res_partner(self, partner):
        return self.env.company.currency_id

    # -------------------------------------------------------------- what is asked for
    def _asked_days(self):
        """Kind, first and last day, as the context says them or the usual ones."""
        asked = self.env.context.get("smb_statement")
        asked = asked if isinstance(asked, dict) else {}
        today = self.env["smb.ageing"]._today(self.env.company)
        day = self.env["smb.statement"]._day
        kind = "activity" if asked.get("kind") == "activity" else "open"
        date_to = day(asked.get("date_to")) or today
        return kind, day(asked.get("date_from")) or date_to.replace(day=1), date_to

    def _statements(self, partner):
        """Worked out once for all blocks, and for all customers of the print."""
        kind, date_from, date_to = self._asked_days()

        def stated(ids):
            partners = partner.browse(ids)
            found = {}
            for one in statements.compute(partners, date_from, date_to, kind):
                found.setdefault(one["partner_id"], []).append(one)
            return {
                one.id: found.get(one.commercial_partner_id.id, []) for one in partners
            }

        statements = self.env["smb.statement"]
        batch = self.env.context.get("smb_batch")
        # whoever calls from outside can only send what is none
        if not isinstance(batch, PrintBatch):
            return stated(partner.ids)[partner.id]
        env = self.env
        who = env.uid, env.su, env.company.id
        question = *who, kind, date_from, date_to
        return batch.known(question, partner.id, stated)

    def _currency_of(self, statement):
        # sudo: a currency to format amounts with
        return self.env["res.currency"].sudo().browse(statement["currency_id"])

    # --------------------------------------------------------------------- the lines
    def _lines_res_partner(self, partner):
        statements = self._statements(partner)
        words = self.env["smb.statement.wizard"]._type_words()
        rows = []
        for statement in statements:
            if len(statements) > 1:
                rows.append(
                    ("section", self._statement_line(name=statement["currency"]))
                )
            rows += [
                (
                    "line",
                    self._statement_line(currency_id=statement["currency_id"], **line),
                )
                for line in self._said_lines(statement, words)
            ]
        if not rows:
            text = self.env._("Nothing is open: your account is settled. Thank you.")
            return [("note", self._statement_line(name=text))]
        return rows

    def _said_lines(self, statement, words):
        if statement["kind"] == "activity":
            yield {
                "date": statement["date_from"],
                "document": self.env._("Opening balance"),
                "balance": statement["opening"],
            }
        for line in statement["lines"]:
            owed = bool(line["charge"])
            yield {
                **line,
                "type": words[line["type"]],
                "date_due": owed and line["date_due"],
                "days_late": max(line["days_late"], 0) if owed else 0,
            }

    def _statement_line(self, **vals):
        line = self.env["smb.statement.line"]
        return line.new({name: vals[name] for name in vals if name in line._fields})

    def _mixed_res_partner(self, partner):
        """Whether there are several currencies, which nobody adds up."""
        return len(self._statements(partner)) > 1

    # ----------------------------------------------------------------- the figures
    def _totals_res_partner(self, partner):
        rows = []
        for statement in self._statements(partner):
            currency = self._currency_of(statement)
            if statement["overdue"] > 0:
                text = self.env._("Past due, %(currency)s", currency=currency.name)
                rows.append((text, statement["overdue"], False, currency))
            text = self.env._("Balance %(currency)s", currency=currency.name)
            rows.append((text, statement["closing"], True, currency))
        return rows

    def _ageing_res_partner(self, partner):
        """Labels, and what is open by how late it is: a row for each currency."""
        statements = self._statements(partner)
        if not statements:
            return None
        bounds = self.env["smb.ageing"]._bounds(self.env.company)
        labels = [
            self.env._("Not due"),
            *(self.env._("%(days)s days", days=days) for days in ranges(bounds)),
            self.env._("Over %(days)s days", days=bounds[-1]),
            self.env._("Total"),
        ]
        rows = [
            [
                self._money(amount, self._currency_of(statement))
                for amount in (
                    *(statement["steps"][name] for name in NAMES),
                    statement["closing"],
                )
            ]
            for statement in statements
        ]
        return labels, rows

    def _day_res_partner(self, partner):
        return self._day_cell(self._asked_days()[2])

    def _from_res_partner(self, partner):
        kind, date_from, _date_to = self._asked_days()
        return self._day_cell(date_from) if kind == "activity" else Cell()

    def _day_cell(self, day):
        return Cell(day, format_date(self.env, day), "date")

    def _balance_res_partner(self, partner):
        return self._amounts(partner, "closing")

    def _overdue_res_partner(self, partner):
        return self._amounts(partner, "overdue")

    def _amounts(self, partner, name):
        cells = [
            self._money(statement[name], self._currency_of(statement))
            for statement in self._statements(partner)
        ]
        # what is nothing is not mentioned
        cells = [cell for cell in cells if cell.value]
        if len(cells) < 2:
            return cells[0] if cells else Cell()
        text = ", ".join(cell.text for cell in cells)
        return Cell(text, text)
