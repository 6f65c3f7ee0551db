"""Invoices, payments and credit notes."""

from datetime import timedelta

from odoo.fields import Command

from . import plot
from .stage import table

CREDITED = ("dupain", "longfeng", "kiefer", "harrow")


def invoice(stage, won):
    """Invoice what is delivered, some days ago at least.

    :return: list of (deal, invoice), oldest first
    """
    due = [(deal, order) for deal, order in won if (deal.delivered or 0) < -2]
    moves = stage["account.move"].create(
        [_invoice_vals(stage, deal, order) for deal, order in due]
    )
    moves.action_post()
    billed = list(zip((deal for deal, _order in due), moves, strict=True))
    stage.stamp(
        moves, "create_date", [stage.moment(d.delivered + 1) for d, _m in billed]
    )
    return billed


def _invoice_vals(stage, deal, order):
    day = stage.day(deal.delivered + 1)
    return {
        **order._prepare_invoice(),
        "invoice_date": day,
        "date": day,
        "invoice_line_ids": [
            Command.create(line._prepare_invoice_line(sequence=number))
            for number, line in enumerate(order.order_line)
        ],
    }


def collect(stage, billed):
    """Pay as each customer usually does: early, late, by half or not at all."""
    rows = {row["key"]: row for row in table("customers")}
    last = {deal.customer: move for deal, move in billed}
    plan = []
    for deal, move in billed:
        due = (move.invoice_date_due - stage.today).days
        is_last = last[deal.customer] == move
        share, day = plot.paid_share(rows[deal.customer], is_last, due, stage.dice)
        if share:
            plan.append((move, move.currency_id.round(move.amount_total * share), day))
    methods = _methods(stage)
    payments = stage["account.payment"].create(
        [
            {
                **_payment_vals(stage, move, amount, day),
                # everybody pays the usual way
                "payment_method_line_id": methods[move.partner_id.id % 3].id,
            }
            for move, amount, day in plan
        ]
    )
    payments.action_post()
    match(zip((move for move, *_rest in plan), payments.move_id, strict=True))


def _methods(stage):
    """Ways to pay into the bank: the one that is there, card and cheque.

    This company matches no statements: what is paid is in the bank at once.
    """
    known = stage.bank.inbound_payment_method_line_ids
    known |= stage.bank.outbound_payment_method_line_ids
    known.payment_account_id = stage.bank.default_account_id
    usual = stage.bank.inbound_payment_method_line_ids[:1]
    return usual + stage["account.payment.method.line"].create(
        [
            {
                "name": name,
                "payment_method_id": usual.payment_method_id.id,
                "journal_id": stage.bank.id,
                "payment_account_id": stage.bank.default_account_id.id,
            }
            for name in ("Card", "Cheque")
        ]
    )


def _payment_vals(stage, move, amount, day):
    day = max(stage.day(day), move.invoice_date + timedelta(days=1))
    return {
        "payment_type": "inbound",
        "partner_type": "customer",
        "partner_id": move.commercial_partner_id.id,
        "amount": amount,
        "date": min(day, stage.today),
        "memo": move.name,
        "journal_id": stage.bank.id,
        "company_id": stage.company.id,
    }


def match(pairs, account_type="asset_receivable"):
    """Settle the open items of each pair of entries with each other."""
    plan = [
        (left + right).line_ids.filtered(
            lambda line: (
                line.account_id.account_type == account_type and not line.reconciled
            )
        )
        for left, right in pairs
    ]
    if plan:
        plan[0]._reconcile_plan(plan)


def credit(stage, billed):
    """Give money back for damaged goods, on one invoice of some customers."""
    newest = {deal.customer: move for deal, move in billed}
    moves = stage["account.move"].union(*(newest[key] for key in CREDITED))
    refunds = stage["account.move"].create(
        [_refund_vals(stage, move) for move in moves]
    )
    refunds.action_post()
    unpaid = [
        (move, refund)
        for move, refund in zip(moves, refunds, strict=True)
        if move.amount_residual
    ]
    match(unpaid)


def _refund_vals(stage, move):
    line = move.invoice_line_ids[0]
    day = min(move.invoice_date + timedelta(days=8), stage.today)
    return {
        "move_type": "out_refund",
        "partner_id": move.partner_id.id,
        "invoice_user_id": move.invoice_user_id.id,
        "team_id": move.team_id.id,
        "invoice_date": day,
        "date": day,
        "ref": stage.env._("Damaged in transport: %s", move.name),
        "invoice_origin": move.name,
        "reversed_entry_id": move.id,
        "invoice_payment_term_id": False,
        "company_id": stage.company.id,
        "journal_id": move.journal_id.id,
        "invoice_line_ids": [
            Command.create(
                {
                    "product_id": line.product_id.id,
                    "quantity": max(1, line.quantity // 10),
                    "price_unit": line.price_unit,
                    "tax_ids": False,
                }
            )
        ],
    }
