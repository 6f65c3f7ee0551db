from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

PAGE = "/my/statement"
# documents that one answer may tick
MOST = 200
NO_STORE = ("Cache-Control", "no-store")


class StatementPortal(CustomerPortal):
    """The customer's own page: what is open, on paper, and whether it is right.

    Whoever is logged in sees the customer his own contact belongs to, and nothing that
    the request names: no route takes an id.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "smb_statement_count" in counters:
            values["smb_statement_count"] = len(self._smb_statements())
        return values

    def _smb_customer(self):
        return request.env.user.partner_id.commercial_partner_id

    def _smb_statements(self):
        # sudo: the account of the customer whom the user belongs to
        statements = request.env["smb.statement"].sudo()
        return statements._compute(self._smb_customer())

    @route(PAGE, type="http", auth="user", website=True, methods=["GET"])
    def smb_statement(self, thanks=None, **_unused):
        return self._smb_page(thanks=bool(thanks))

    def _smb_page(self, **words):
        # sudo: currencies to format amounts with, the company's own clock, and what
        # the user's own company chose
        currencies = request.env["res.currency"].sudo()
        company = request.env.company
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "smb_statement",
            "company_name": company.name,
            "date_to": request.env["smb.ageing"]._today(company.sudo()),
            "statements": [
                {**row, "display_currency": currencies.browse(row["currency_id"])}
                for row in self._smb_statements()
            ],
            "is_monthly": self._smb_is_monthly(),
            "wants_monthly": not self._smb_customer().sudo().smb_no_statement,
            "answer": next(iter(self._smb_last_answer()), None),
            **words,
        }
        response = request.render("smb_crm.portal_statement", values)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _smb_is_monthly(self):
        # sudo: a switch of the company
        policies = request.env["smb.policy"].sudo()
        return policies._of(request.env.company).statement_monthly

    def _smb_last_answer(self):
        # sudo: what the user's own company answered, as plain values
        answers = request.env["smb.statement.answer"].sudo()
        domain = [
            ("partner_id", "=", self._smb_customer().id),
            ("company_id", "=", request.env.company.id),
        ]
        return answers.search_read(
            domain, ["date", "agreed", "amounts", "reason"], limit=1
        )

    @route(f"{PAGE}/pdf", type="http", auth="user", website=True, methods=["GET"])
    def smb_statement_pdf(self, **_unused):
        # sudo: paper about the customer whom the user belongs to
        wizards = request.env["smb.statement.wizard"].sudo()
        wizard = wizards.create({"partner_ids": self._smb_customer().ids})
        name, content = wizard._paper()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Disposition", content_disposition(name)),
                NO_STORE,
            ],
        )

    @route(
        f"{PAGE}/answer",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=16384,
    )
    def smb_statement_answer(self, agreed="", reason="", **_unused):
        # numbers, not ids: only those of the customer's own statement count
        documents = request.httprequest.form.getlist("documents")[:MOST]
        # sudo: nobody may write answers but this page, for who is logged in
        answers = request.env["smb.statement.answer"].sudo()
        person = request.env.user.partner_id
        try:
            answers._answer(person, agreed == "1", reason[:2000], documents)
        except UserError as error:
            return self._smb_page(error=str(error))
        return request.redirect(f"{PAGE}?thanks=1")

    @route(
        f"{PAGE}/monthly",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
        max_content_length=1024,
    )
    def smb_statement_monthly(self, wanted="", **_unused):
        # sudo: a choice of the customer whom the user belongs to
        self._smb_customer().sudo()._smb_choose_statement(wanted == "1")
        return request.redirect(PAGE)
