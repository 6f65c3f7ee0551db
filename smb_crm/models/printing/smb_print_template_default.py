from odoo import api, models


class SmbPrintTemplate(models.Model):
    """The papers that come with the app, good enough to be used as they are."""

    _inherit = "smb.print.template"

    @api.model
    def _ensure(self, kinds=()):
        """Make the papers that come with the app, once.

        :param kinds: only papers for these, which an update or another app brought
        """
        groups = self.with_context(active_test=False)._read_group([], ["kind"])
        known = [kind for (kind,) in groups]
        if known and not kinds or set(known) & set(kinds):
            return
        english = self.with_context(lang="en_US")
        for number, vals in enumerate(english._usual()):
            if kinds and vals["kind"] not in kinds:
                continue
            template = english.create(
                {
                    "company_id": False,
                    "sequence": 10 * (number + 1),
                    **{k: v for k, v in vals.items() if k != "blocks"},
                }
            )
            template._fill_in({**template._as_content(), "blocks": vals["blocks"]})
        self.env["ir.module.module"]._smb_translate_shipped()

    @api.model
    def _usual(self):
        """Names and kinds of papers, and what they are made of."""
        small = {**MODERN, "font_size": 9}
        copies = self.env._("white: customer\npink: warehouse\nyellow: office")
        slip = self.env._("Delivery Note {{ name }}")
        papers = [
            (self.env._("Quotation, Modern"), "quotation", MODERN),
            (self.env._("Order, Compact"), "order", small),
            (self.env._("Contract"), "order", CLASSIC),
            (self.env._("Delivery Note without Prices"), "delivery", MODERN),
            (
                self.env._("Delivery Note, Three Parts"),
                "delivery",
                {**FORM, "copies": copies},
            ),
            (self.env._("Delivery Notice"), "notice", CLASSIC),
            (self.env._("Picking List"), "picking", small),
            (self.env._("Goods Receipt"), "goods_in", MODERN),
            (self.env._("Invoice, Modern"), "invoice", MODERN),
            (self.env._("Credit Note, Modern"), "refund", MODERN),
            (self.env._("Payment Receipt"), "payment", MODERN),
            (self.env._("Statement of Account, Modern"), "statement", small),
        ]
        blocks = [
            self._letter("quotation", self.env._("Quotation {{ name }}")),
            self._letter("order", self.env._("Order {{ name }}")),
            self._contract(),
            self._slip("delivery", slip),
            self._slip("delivery", slip),
            self._notice(),
            self._slip("picking", self.env._("Picking List {{ name }}")),
            self._slip("goods_in", self.env._("Goods Receipt {{ name }}")),
            self._letter("invoice", self.env._("Invoice {{ name }}"), qr=True),
            self._letter("refund", self.env._("Credit Note {{ name }}")),
            self._receipt(),
            self._account(),
        ]
        return [
            {"name": name, "kind": kind, **look, "blocks": made}
            for (name, kind, look), made in zip(papers, blocks, strict=True)
        ]

    def _model_of(self, kind):
        return self.env["smb.print.field"]._documents()[kind][0]

    # ----------------------------------------------------------------- the papers
    def _letter(self, kind, title, qr=False):
        """Company, customer beside the facts, lines with prices, totals, terms."""
        blocks = [
            self._one("head", bank=kind in ("invoice", "refund")),
            self._one("customer", half=True, address="customer"),
            self._one("facts", half=True, columns=FACTS[kind]),
            self._one("title", name=title),
            self._one("lines", columns=LINES[self._model_of(kind)], carry=True),
            self._one("totals"),
            self._one("terms"),
        ]
        return self._placed(blocks + ([self._one("qr")] if qr else []))

    def _contract(self):
        boxes = self.env._("For the seller\nFor the buyer")
        return self._placed(
            [
                self._one("head", bank=True),
                self._one(
                    "title",
                    name=self.env._("Sales Contract {{ name }}"),
                    align="center",
                ),
                self._one("customer", name=self.env._("Buyer"), half=True),
                self._one(
                    "customer",
                    name=self.env._("Delivered to"),
                    half=True,
                    address="delivery",
                ),
                self._one("facts", columns=FACTS["order"]),
                self._one("lines", columns=LINES["sale.order"], carry=True),
                self._one("totals", words=True),
                self._one("terms", name=self.env._("Terms")),
                self._one("sign", boxes=boxes),
            ]
        )

    def _slip(self, kind, title):
        """For the warehouse: quantities, no prices, a line to sign."""
        boxes = self.env._("Picked by\nReceived by, date")
        return self._placed(
            [
                self._one("head"),
                self._one("customer", half=True, address="delivery"),
                self._one("facts", half=True, columns=FACTS[kind]),
                self._one("title", name=title),
                self._one("lines", columns=LINES["stock.picking"]),
                self._one("terms"),
                self._one("sign", boxes=boxes),
            ]
        )

    def _notice(self):
        text = self.env._(
            "<p>Dear customer,</p><p>your order {{ origin }} leaves our warehouse on"
            " {{ scheduled_date }}. Please have somebody ready to receive it.</p>"
        )
        return self._placed(
            [
                self._one("head"),
                self._one("customer", address="delivery"),
                self._one("title", name=self.env._("Delivery Notice")),
                self._one("text", body=text),
                self._one("lines", columns=LINES["stock.picking"]),
            ]
        )

    def _receipt(self):
        return self._placed(
            [
                self._one("head"),
                self._one("customer", half=True, name=self.env._("Received from")),
                self._one("facts", half=True, columns=FACTS["payment"]),
                self._one("title", name=self.env._("Receipt {{ name }}")),
                self._one("lines", columns=LINES["account.payment"]),
                self._one("totals", words=True),
                self._one("sign", boxes=self.env._("Received by")),
            ]
        )

    def _account(self):
        text = self.env._(
            "<p>Please compare this statement with your books and let us know within"
            " two weeks if you find anything different.</p>"
        )
        title = self.env._("Statement of Account, {{ _day }}")
        return self._placed(
            [
                self._one("head", bank=True),
                self._one("customer", half=True, address="invoice"),
                self._one("facts", half=True, columns=FACTS["statement"]),
                self._one("title", name=title),
                self._one("lines", columns=LINES["res.partner"]),
                self._one("totals"),
                self._one("ageing", name=self.env._("What Is Open")),
                self._one("text", body=text),
            ]
        )

    def _one(self, kind, columns="", **values):
        """A block in the form of an exported one; columns as ``path:width:+``."""
        return {
            "kind": kind,
            **values,
            "columns": [
                {
                    "field": column.split(":")[0],
                    "width": float((column.split(":") + ["0"])[1] or 0),
                    "add_up": column.endswith("+"),
                    "sequence": 10 * number,
                }
                for number, column in enumerate(columns.split(), 1)
            ],
        }

    def _placed(self, blocks):
        for number, block in enumerate(blocks, 1):
            block["sequence"] = 10 * number
        return blocks


MODERN = {"font": "sans", "colour": "#1F5673"}
CLASSIC = {"style": "classic", "font": "serif", "colour": "#333333", "font_size": 11}
FORM = {
    "style": "grid",
    "font": "mono",
    "font_size": 9,
    "colour": "#000000",
    "paper": "form_140",
    "margin_top": 8,
    "margin_bottom": 10,
    "page_numbers": False,
}
FACTS = {
    "quotation": "name date_order validity_date client_order_ref user_id"
    " payment_term_id",
    "order": "name date_order commitment_date client_order_ref user_id payment_term_id",
    "delivery": "name origin scheduled_date sale_id.client_order_ref",
    "picking": "name origin scheduled_date picking_type_id.warehouse_id user_id",
    "goods_in": "name origin scheduled_date date_done",
    "invoice": "name invoice_date invoice_date_due ref payment_reference"
    " invoice_user_id",
    "refund": "name invoice_date ref reversed_entry_id.name invoice_user_id",
    "payment": "name date memo payment_method_line_id",
    "statement": "ref _from _day _overdue user_id",
}
LINES = {
    "sale.order": "_row:5 name:34 product_uom_qty:10 product_uom_id:9 price_unit:13"
    " discount:13 price_subtotal:16",
    "stock.picking": "_row:6 product_id.default_code:16 product_id.name:42"
    " product_uom_qty:12 quantity:12 product_uom:12",
    "account.move": "_row:5 name:34 quantity:10 product_uom_id:9 price_unit:13"
    " discount:13 price_subtotal:16",
    "res.partner": "date:14 document:19 type:13 reference:15 date_due:14 days_late:8"
    " amount:16 balance:16",
    "account.payment": "name:30 invoice_date:20 invoice_date_due:20 amount_total:30:+",
}
