from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.codes import bars, square

# the colours that Odoo's picker shows for 1 to 11, dark enough for white letters
COLORS = (
    "#2b3a4a",
    "#a8323a",
    "#b5651d",
    "#9c7a0b",
    "#2472a4",
    "#6c3563",
    "#b0525a",
    "#1e6f74",
    "#37478a",
    "#8e2560",
    "#2c7d43",
    "#64469a",
)


class SmbMembership(models.Model):
    _inherit = "smb.membership"

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Member Card %(number)s", number=self.number)

    def _card(self):
        """What the card says, in the member's language."""
        self.ensure_one()
        membership = self.with_context(
            lang=self.partner_id.lang or self.env.context.get("lang")
        )
        contact = membership._own_contact()
        company = membership.company_id
        return {
            "lang": membership.env.context.get("lang"),
            "company": company.name,
            # a placeholder is no logo
            "logo": not company.uses_default_logo and company.logo,
            "level": membership.level_id.name,
            "color": COLORS[membership.level_id.smb_color % len(COLORS)],
            "name": membership.partner_id.name,
            "number": membership.number,
            "bars": bars(membership.number),
            "square": square(membership.number),
            "since": format_date(membership.env, membership.date_start),
            "until": membership.date_end
            and format_date(membership.env, membership.date_end),
            "contact": contact.name or "",
            "contact_phone": contact.phone or "",
        }


class ReportMemberCard(models.AbstractModel):
    """A card for each membership that is not over and not suspended."""

    _name = "report.smb_crm.member_card"
    _description = "Member Card"

    @api.model
    def _get_report_values(self, docids, data=None):
        memberships = self.env["smb.membership"].browse(docids)
        for membership in memberships:
            if membership._is_over() or membership.suspended:
                raise UserError(
                    self.env._(
                        "%(member)s is not a member today: renew or resume the"
                        " membership %(number)s before you print its card.",
                        member=membership.partner_id.name,
                        number=membership.number,
                    )
                )
        return {
            "doc_ids": docids,
            "doc_model": "smb.membership",
            "docs": memberships,
            "cards": [membership._card() for membership in memberships],
        }
