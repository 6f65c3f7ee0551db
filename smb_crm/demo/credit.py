"""Credit control is switched on: what waits, what was let go, and what was warned."""

from odoo.fields import Command

# what a limit is of what a customer has on credit, one after the other
LIMITS = (2.5, 1.6, 1.2, 0.9, 1.1)
STEP = 500
REASON = "Paid half by card today, the rest comes on Friday"
WANTED = 2


def control(stage):
    """Limits for those who buy on credit, and orders of who pays late."""
    stage.company.account_use_credit_limit = True
    accounts = stage["smb.credit.account"].search([("exposure", ">", 0)])
    for number, account in enumerate(accounts.sorted("partner_id")):
        factor = LIMITS[number % len(LIMITS)]
        limit = max(round(account.exposure * factor / STEP) * STEP, STEP)
        account.partner_id.credit_limit = limit
    stage["smb.policy"]._of(stage.company).credit_control = True
    held = _held(stage, accounts)
    for order in held[:1]:
        # sudo: the story speaks, the seller asks
        order.with_user(order.user_id).sudo().action_smb_credit_ask()
    for order in held[1:2]:
        hands = stage["smb.credit.hand"].with_user(stage.users["max"]).sudo()
        hands.create({"order_id": order.id, "reason": REASON}).action_release()


def _held(stage, accounts):
    """Quotations that wait; some are written where there are too few."""
    quotes = stage["sale.order"].search([("state", "in", ("draft", "sent"))])
    held = _of(quotes)
    late = accounts.filtered(lambda account: account.oldest > 60).partner_id
    for customer in late - held.partner_id.commercial_partner_id:
        if len(held) >= WANTED:
            break
        held |= _of(_quote(stage, customer))
    return held.sorted(lambda order: (order.amount_total, order.id))


def _of(quotes):
    verdicts = quotes._smb_credit_judge()
    return quotes.filtered(
        lambda order: order in verdicts and verdicts[order].act == "block"
    )


def _quote(stage, customer):
    product = next(iter(stage["product.product"].search([("sale_ok", "=", True)])))
    return stage["sale.order"].create(
        {
            "partner_id": customer.id,
            "user_id": (customer.user_id or stage.users["sally"]).id,
            "company_id": stage.company.id,
            "order_line": [
                Command.create({"product_id": product.id, "product_uom_qty": 5})
            ],
        }
    )
