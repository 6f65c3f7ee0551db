from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

PAGE = "/my/membership"


class MembershipPortal(CustomerPortal):
    """What a member sees: level, benefits, savings, card; and asks: renew, please.

    Everybody of the customer shares its membership, strangers see nothing of it. A page
    gets words and numbers, never a record with more rights than its reader has.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "smb_membership_count" in counters:
            values["smb_membership_count"] = len(self._smb_memberships())
        return values

    def _smb_memberships(self, membership_id=None):
        """Those of the customer to whom the reader belongs."""
        customer = request.env.user.partner_id.commercial_partner_id
        domain = [("partner_id", "=", customer.id)]
        if membership_id:
            domain.append(("id", "=", membership_id))
        # sudo: of the reader's own customer alone
        return request.env["smb.membership"].sudo().search(domain)

    @route(PAGE, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def portal_my_membership(self, asked=None, **kw):
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "smb_membership",
            "asked": bool(asked),
            "memberships": [row._portal_values() for row in self._smb_memberships()],
        }
        response = request.render("smb_crm.portal_my_membership", values)
        response.headers["Cache-Control"] = "no-store"
        return response

    @route(
        f"{PAGE}/<int:membership_id>/card",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
    )
    def portal_membership_card(self, membership_id, **kw):
        membership = self._smb_memberships(membership_id)
        if not membership or not membership._has_card():
            return request.redirect(PAGE)
        response = self._show_report(
            membership, "pdf", "smb_crm.smb_member_card_report", download=True
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    @route(
        f"{PAGE}/<int:membership_id>/renew",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_membership_renew(self, membership_id, **kw):
        """A quotation to accept or, where no product brings the level, a word."""
        membership = self._smb_memberships(membership_id)
        if not membership or not membership._may_be_renewed():
            return request.redirect(PAGE)
        order = membership._ask_renewal(request.env.user.partner_id)
        if order:
            return request.redirect(order.get_portal_url())
        return request.redirect(f"{PAGE}?asked=1")
