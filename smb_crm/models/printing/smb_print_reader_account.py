import logging

from reportlab.graphics.renderPM import RenderPMError

from odoo import api, models

from ...tools.codes import square
from .smb_print_reader_sale import KINDS

_logger = logging.getLogger(__name__)


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
            ("bank", "account.move"): self._bank_account_move,
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

    def _bank_account_move(self, move):
        """The account that the payment code names too; a refund names theirs."""
        # sudo: the account that is printed on the invoice
        return move.sudo().partner_bank_id if move.move_type == "out_invoice" else None

    def _qr_account_move(self, move):
        """The bank's own payment code, where country and bank account allow one.

        Odoo's own method notes on the invoice which kind it took: looking at a paper
        would then need the right to change it.
        """
        bank = move.partner_bank_id
        due = not move.currency_id.is_zero(move.amount_residual)
        if move.move_type != "out_invoice" or not (bank and due):
            return None
        if not move.display_qr_code:
            return None
        # chosen once, from an app that may be gone by now
        chosen = move.qr_code_method
        known = dict(bank.get_available_qr_methods_in_sequence())
        vals = bank._build_qr_code_vals(
            move.amount_residual,
            move.payment_reference or move.name,
            move.payment_reference,
            move.currency_id,
            move.partner_id,
            qr_method=chosen if chosen in known else None,
        )
        return self._drawn(bank, vals) if vals else None

    def _drawn(self, bank, vals):
        """The code as lines; one with a cross or logo inside as Odoo's pixels."""
        how = bank._get_qr_code_generation_params(**vals)
        if how and how["barcode_type"] == "QR" and not how.get("mask"):
            return square(how["value"])
        try:
            return bank._get_qr_code_base64(**vals)
        except RenderPMError as error:
            # a library of the machine; the paper is worth something without it
            _logger.warning("No payment code on the paper: %s", error)
            return None

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
