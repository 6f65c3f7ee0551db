from odoo import fields, models
from odoo.fields import Command
from odoo.tools import SQL, format_date

from ...tools.codes import square

WISH = "smb_crm.smb_activity_type_renewal"


class SmbMembership(models.Model):
    """What the member reads in the portal, and what it may ask for."""

    _inherit = "smb.membership"

    def _portal_values(self):
        """Words and numbers for the member's page; nothing that leads to more."""
        self.ensure_one()
        serves = self._serves(self._today(self.company_id))
        benefits = self._benefits_now() if serves else []
        savings = self._saved_by_year()
        return {
            "id": self.id,
            "company": self.company_id.name,
            "level": self.level_id.name,
            "color": self.level_id._card_color(),
            "number": self.number,
            "square": square(self.number),
            "state": "ended" if self._is_over() else self.state,
            "since": self._day_words(self.date_start),
            "until": self._day_words(self.date_end),
            "benefits": [
                {"name": benefit.name, "words": benefit._in_words(self)}
                for benefit in benefits
            ],
            "savings": savings,
            "has_card": self._has_card(),
            "may_be_renewed": self._may_be_renewed(),
            "has_product": bool(self._renewal_product()),
        }

    def _day_words(self, day):
        return format_date(self.env, day, date_format="long") if day else ""

    def _saved_by_year(self):
        """What the membership saved, the latest year first."""
        groups = self.env["smb.benefit.use"]._read_group(
            [("membership_id", "=", self.id)], ["date:year"], ["amount:sum"]
        )
        currency = self.currency_id
        return [
            {"year": str(day.year), "amount": currency.format(amount)}
            for day, amount in reversed(groups)
            if not currency.is_zero(amount)
        ]

    def _has_card(self):
        """No card for who is no member."""
        return not self.suspended and not self._is_over()

    def _may_be_renewed(self):
        """What has no end needs no renewal; what rests is for people to talk about."""
        return bool(self.date_end) and not self.suspended

    # renewal

    def _renewal_product(self):
        """The product of the company that brings this level."""
        return self.env["product.product"].search(
            [
                ("service_tracking", "=", "partnership"),
                ("grade_id", "=", self.level_id.id),
                # an archived level is given to nobody anew
                ("grade_id.active", "=", True),
                ("company_id", "in", (False, self.company_id.id)),
            ],
            limit=1,
        )

    def _ask_renewal(self, person):
        """``person`` of the member wants to go on.

        :return: the quotation to accept; the one that waits already, if there is one;
            none where no product brings the level: the salesperson gets to know then
        """
        self.ensure_one()
        product = self._renewal_product()
        if not product:
            self._tell_wish(person)
            return self.env["sale.order"]
        self._let_nobody_else_ask()
        return self._waiting_renewal(product) or self._quote_wish(product, person)

    def _let_nobody_else_ask(self):
        """Of two clicks at once the second waits for the first and starts afresh.

        A lock alone would let it go on with what it saw before; an update, though it
        changes nothing, makes Odoo try again, and then the quotation is there.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE smb_membership SET write_date = write_date WHERE id = %s",
                self.id,
            )
        )

    def _waiting_renewal(self, product):
        orders = self.env["sale.order"].search(
            [
                ("partner_id", "child_of", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sent"),
                ("order_line.product_id", "=", product.id),
            ]
        )
        return orders.filtered(lambda order: not order.is_expired)[:1]

    def _quote_wish(self, product, person):
        orders = self.env["sale.order"].with_company(self.company_id)
        order = orders.create(
            {
                "partner_id": self.partner_id.id,
                "company_id": self.company_id.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_quotation_sent()
        order.message_post(body=self._wish_words(person))
        return order

    def _wish_words(self, person):
        return self.env._(
            "%(person)s asked in the portal to renew the membership %(number)s.",
            person=person.name,
            number=self.number,
        )

    def _tell_wish(self, person):
        """Once, however often it is asked."""
        kind = self.env.ref(WISH, raise_if_not_found=False)
        if not kind or self.activity_ids.filtered(lambda a: a.activity_type_id == kind):
            return
        user = self.partner_id.user_id
        self.message_post(body=self._wish_words(person))
        if user.active:
            self.activity_schedule(
                WISH,
                fields.Date.context_today(self),
                note=self._wish_words(person),
                user_id=user.id,
            )
