"""What customers wrote about their quotations, and what they were answered."""

from datetime import timedelta

from .plot import QUIET_SINCE

LETTERS = (
    (
        "Could you hold these prices until the end of the quarter? Our board meets"
        " next week.",
        "Gladly: the quotation stays valid until then.",
    ),
    (
        "Thank you for the offer. Can half of it come in the smaller boxes?",
        "Yes, at the same price per kilo. I will change the quotation.",
    ),
    (
        "We compared three offers and like yours best. One question: who pays the"
        " freight?",
        "We do, from 500 upwards, so here too.",
    ),
    (
        "Please send the quotation again with the delivery address of our warehouse.",
        "Done, you will find it in this thread.",
    ),
)
MOST = 12


def write(stage):
    """Let customers answer the newest quotations by mail; capture logs each once."""
    quiet = [stage.customers[key].id for key in QUIET_SINCE if key in stage.customers]
    quotations = stage["sale.order"].search(
        [
            ("partner_id", "in", [c.id for c in stage.customers.values()]),
            ("partner_id", "not in", quiet),
            ("partner_id.user_id", "!=", False),
            ("state", "=", "sent"),
        ],
        order="date_order desc",
        limit=MOST,
    )
    for number, quotation in enumerate(quotations):
        question, answer = LETTERS[number % len(LETTERS)]
        _converse(stage, quotation, question, answer)


def _answer_to(quotation):
    return f"Re: {quotation.name}"


def _converse(stage, quotation, question, answer):
    customer = quotation.partner_id
    person = customer.child_ids.filtered("email")[:1] or customer
    asked = min(quotation.date_order + timedelta(days=1, hours=2), stage.now)
    quotation.message_post(
        message_type="email",
        subtype_xmlid="mail.mt_comment",
        author_id=person.id,
        email_from=person.email_formatted,
        subject=_answer_to(quotation),
        body=question,
        date=asked,
    )
    quotation.message_post(
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        author_id=customer.user_id.partner_id.id,
        body=answer,
        date=min(asked + timedelta(hours=3), stage.now),
    )
