from odoo import api, models

from .smb_print_reader_sale import KINDS


class SmbPrintReader(models.AbstractModel):
    _inherit = "smb.print.reader"

    @api.model
    def _readers(self):
        return super()._readers() | {
            ("partner", "account.move"): self._partner_account_move,
            ("currency", "account.move"): self._currency_account_move,
            ("lines", "account.move"): self._lines_account_move,
            ("totals", "account.move"): self._totals_account_move,
            ("terms", "account.move"): self._terms_account_move,
            ("qr", "account.move"): self._qr_account_move,
            ("partner", "account.payment"): self._partner_account_payment,
            ("currency", "account.payment"): self._currency_account_payment,
            ("lines", "account.payment"): self._lines_account_payment,
            ("totals", "account.payment"): self._totals_account_payment,
            ("terms", "account.payment"): self._terms_account_payment,
        }

    # invoices and credit notes
    def _partner_account_move(self, move, which):
        if which == "delivery":
            return move.partner_shipping_id or move.partner_id
        return move.partner_id

    def _currency_account_move(self, move):
        return move.currency_id

    def _lines_account_move(self, move):
        return [
            (KINDS.get(line.display_type, "line"), line)
            for line in move.invoice_line_ids.sorted(
                lambda line: (-line.sequence, line.date, line.move_name, -line.id),
                reverse=True,
            )
        ]

    def _totals_account_move(self, move):
        rows = self._tax_totals(move.tax_totals, move.amount_total)
        paid = move.amount_total - move.amount_residual
        if move.currency_id.is_zero(paid) or move.state != "posted":
            return rows
        return [
            *rows,
            (self.env._("Paid"), -paid, False),
            (self.env._("Amount Due"), move.amount_residual, True),
        ]

    def _terms_account_move(self, move):
        return self._terms(move.invoice_payment_term_id.note, move.narration)

    def _qr_account_move(self, move):
        """The bank's own payment code, where country and bank account allow one."""
        if move.move_type != "out_invoice" or not move.partner_bank_id:
            return None
        return move._generate_qr_code(silent_errors=True)

    # payments
    def _partner_account_payment(self, payment, which):
        return payment.partner_id

    def _currency_account_payment(self, payment):
        return payment.currency_id

    def _lines_account_payment(self, payment):
        return [("line", move) for move in payment.reconciled_invoice_ids]

    def _totals_account_payment(self, payment):
        return [(self.env._("Amount Paid"), payment.amount, True)]

    def _terms_account_payment(self, payment):
        return payment.memo or ""
