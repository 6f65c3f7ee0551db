from odoo import api, models

from odoo.addons.smb_crm.models.printing.smb_print_template_default import (
    CLASSIC,
    MODERN,
)


class SmbPrintTemplate(models.Model):
    """The papers for purchases that come with the app."""

    _inherit = "smb.print.template"

    @api.model
    def _usual(self):
        bought = self.env._("Goods Receipt of a Purchase, Modern")
        return [
            *super()._usual(),
            {
                "name": self.env._("Request for Quotation, Modern"),
                "kind": "rfq",
                **MODERN,
                "blocks": self._request(),
            },
            {
                "name": self.env._("Purchase Order, Classic"),
                "kind": "purchase",
                **CLASSIC,
                "blocks": self._purchase(),
            },
            # before the receipt of any goods, which fits purchases too
            {
                "name": bought,
                "kind": "receipt",
                "sequence": 5,
                **MODERN,
                "blocks": self._bought(),
            },
        ]

    def _request(self):
        """Without prices: the supplier names them."""
        return self._placed(
            [
                self._one("head"),
                self._one("customer", half=True, name=self.env._("Supplier")),
                self._one("facts", half=True, columns=FACTS["rfq"]),
                self._one("title", name=self.env._("Request for Quotation {{ name }}")),
                self._one("lines", columns=ASKED),
                self._one("terms"),
            ]
        )

    def _purchase(self):
        return self._placed(
            [
                self._one("head"),
                self._one("customer", half=True, name=self.env._("Supplier")),
                self._one(
                    "customer",
                    half=True,
                    name=self.env._("Deliver to"),
                    address="delivery",
                ),
                self._one("title", name=self.env._("Purchase Order {{ name }}")),
                self._one("facts", columns=FACTS["purchase"]),
                self._one("lines", columns=ORDERED),
                self._one("totals", words=True),
                self._one("terms"),
                self._one("sign", boxes=self.env._("For the buyer")),
            ]
        )

    def _bought(self):
        boxes = self.env._("Received by, date\nChecked by")
        return self._placed(
            [
                self._one("head"),
                self._one("customer", half=True, name=self.env._("Supplier")),
                self._one("facts", half=True, columns=FACTS["receipt"]),
                self._one("title", name=self.env._("Goods Receipt {{ name }}")),
                self._one("lines", columns=RECEIVED),
                self._one("terms"),
                self._one("sign", boxes=boxes),
            ]
        )


FACTS = {
    "rfq": "name date_order partner_ref user_id",
    "purchase": "name date_approve date_planned partner_ref user_id payment_term_id",
    "receipt": "name purchase_id.name purchase_id.partner_ref scheduled_date date_done",
}
ASKED = "_row:6 name:52 product_qty:14 product_uom_id:12 date_planned:16"
ORDERED = (
    "_row:5 name:36 product_qty:11 product_uom_id:9 price_unit:12 discount:12"
    " price_subtotal:15"
)
RECEIVED = (
    "_row:6 product_id.default_code:16 product_id:42 product_uom_qty:12 quantity:12"
    " product_uom:12"
)
