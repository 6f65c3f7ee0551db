from random import Random
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .ledger import NOW, TODAY, LedgerCase
from .ledger_oracle import Oracle

SEEDS = (1, 2)
STEPS = 40
VALUE = "odoo.addons.smb_crm.models.value"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestRandomLedgers(LedgerCase):
    """Whatever happens to papers, the figures are those of a slow, simple reading."""

    def test_figures_equal_an_independent_computation(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self._trade(Random(seed))
                self.refresh()
                self._compare()

    def test_a_handful_gets_the_same_figures_as_the_whole_company(self):
        partners = self._trade(Random(4))
        self.refresh()
        whole = self._all_cards()
        self.refresh(partners[0], partners[-1])
        self.assertEqual(self._all_cards(), whole)
        self.refresh(*partners)
        self.assertEqual(self._all_cards(), whole)

    def test_a_handful_of_a_large_company_is_sorted_among_all(self):
        partners = [self.customer(f"Small {number}") for number in range(23)]
        for number, partner in enumerate(partners):
            self.invoice(partner, 10 + number % 7)
        self.refresh()
        whole = self._all_cards()
        with patch(f"{VALUE}.smb_scorecard_run.FEW", 20):
            self.refresh(*partners[:22])
        self.assertEqual(self._all_cards(), whole)

    def test_a_handful_finds_its_place_between_marks_of_the_whole_run(self):
        partners = [self.customer(f"Small {number}") for number in range(13)]
        for number, partner in enumerate(partners):
            self.invoice(partner, 10 + number % 7)
        self.invoice(partners[0], 90, refund=True)
        with patch(f"{VALUE}.smb_scorecard_refresh_score.BETWEEN", 3):
            self.refresh()
        self.assertGreater(len(self.policy.cuts["marks"]), 4)
        whole = self._all_cards()
        for partner in partners:
            self.refresh(partner)
        self.refresh(*partners[3:9])
        self.assertEqual(self._all_cards(), whole)

    def test_who_rises_past_marks_gets_the_place_that_a_whole_run_gives(self):
        partners = [self.customer(f"Small {number}") for number in range(9)]
        for number, partner in enumerate(partners):
            self.invoice(partner, 10 + number)
        with patch(f"{VALUE}.smb_scorecard_refresh_score.BETWEEN", 2):
            self.refresh()
        self.invoice(partners[1], 4.5)
        self.invoice(partners[8], 18, refund=True)
        self.refresh(partners[1], partners[8])
        places = [self._place(partners[number]) for number in (1, 8)]
        self.refresh()
        self.assertEqual([self._place(partners[number]) for number in (1, 8)], places)

    def _place(self, partner):
        card = self.card(partner)
        return card.measure_rank, card.revenue_rank

    def _trade(self, random):
        partners = []
        for number in range(6):
            company = self.customer(f"Customer {number}")
            partners += [company, self.customer(f"Person {number}", parent=company)]
        steps = [self._sell, self._sell, self._bill, self._pay_some, self._undo]
        invoices = self.env["account.move"]
        for _step in range(STEPS):
            partner = random.choice(partners)
            invoices |= random.choice(steps)(random, partner, invoices)
        return partners

    def _sell(self, random, partner, invoices):
        amount, ago = random.randint(1, 9) * 50, random.randint(0, 800)
        if random.random() < 0.5:
            order = self.order(partner, amount, ago)
            if random.random() < 0.3:
                order._action_cancel()
            return invoices
        return self.invoice(partner, amount, ago, refund=random.random() < 0.2)

    def _bill(self, random, partner, invoices):
        order = self.order(partner, 80, random.randint(0, 800))
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.invoice_date = order.date_order.date()
        invoice.action_post()
        return invoice

    def _pay_some(self, random, _partner, invoices):
        open_ = invoices.filtered(
            lambda move: (
                move.payment_state in ("not_paid", "partial")
                and move.state == "posted"
                and move.move_type == "out_invoice"
            )
        )
        if open_:
            invoice = random.choice(open_)
            latest = (TODAY - invoice.invoice_date).days
            part = invoice.amount_residual / random.choice([1, 1, 2])
            self.pay(invoice, random.randint(0, latest), part)
        return invoices

    def _undo(self, random, _partner, invoices):
        posted = invoices.filtered(lambda move: move.state == "posted")
        if posted:
            move = random.choice(posted)
            move.button_draft()
            if random.random() < 0.5:
                move.button_cancel()
            elif random.random() < 0.5:
                move.action_post()
        return invoices

    def _compare(self):
        expected = Oracle(self.company, TODAY, 12).figures()
        cards = self._all_cards()
        self.assertEqual({p.id for p in expected}, set(cards))
        for partner, figures in expected.items():
            card = cards[partner.id]
            for name, figure in figures.items():
                with self.subTest(partner=partner.name, figure=name):
                    self.assertEqual(card[name] or 0, figure or 0)

    def _all_cards(self):
        cards = self.cards.with_context(active_test=False).search(
            [("company_id", "=", self.company.id)]
        )
        return {card["partner_id"][0]: card for card in cards.read()}
