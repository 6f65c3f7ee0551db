from odoo.http import Controller, request, route

from ...models.receivable.smb_sending_stop import PAGE


class StatementStop(Controller):
    """No more monthly statements, for whoever holds the link of such a mail.

    Looking changes nothing, for programs open links too; pressing the button does, and
    so does a mail program's own button. The link can do nothing else.
    """

    # the key in the address is the proof; a mail program has no session
    @route(
        f"{PAGE}/<int(max=2147483647):customer>/<string:token>",
        type="http",
        auth="public",
        website=True,
        csrf=False,
        methods=["GET", "POST"],
        max_content_length=4096,
    )
    def stop(self, customer, token, **_unused):
        """Wrong and old links answer alike."""
        # sudo: the one switch of the customer for whom the key was made
        person = request.env["res.partner"].sudo().browse(customer)
        person = person._smb_may_stop(token)
        if not person:
            return self._page("missing", 404)
        is_asked = request.httprequest.method == "GET"
        if not is_asked:
            person._smb_choose_statement(False)
        customer = person.commercial_partner_id
        words = "ask" if is_asked and not customer.smb_no_statement else "done"
        request.update_context(lang=person.lang or request.env.lang)
        return self._page(words, 200)

    def _page(self, words, status):
        # sudo: who asks, the name that stands on every paper of the company's
        values = {"words": words, "company_name": request.env.company.sudo().name}
        response = request.render("smb_crm.portal_statement_stop", values)
        response.status_code = status
        response.headers.update(
            {
                "Cache-Control": "no-store",
                "Referrer-Policy": "no-referrer",
                "X-Robots-Tag": "noindex",
            }
        )
        return response
