from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...tools.codes import bars, square


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
            "color": membership.level_id._card_color(),
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
            if not membership._has_card():
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
