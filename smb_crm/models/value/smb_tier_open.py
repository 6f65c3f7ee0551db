from odoo import models


class SmbScorecard(models.Model):
    _inherit = "smb.scorecard"

    def action_tier_hand(self):
        """Set the tier of this customer by hand, or look at the one that was."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_smb_tier_hand()


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_smb_tier_hand(self):
        """Set the tier of this customer by hand, or look at the one that was."""
        self.ensure_one()
        self.check_access("read")
        customer = self.commercial_partner_id
        # as the caller: who may not read it cannot open it
        known = self.env["smb.tier.hand"].search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", self.env.company.id),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tier by Hand"),
            "res_model": "smb.tier.hand",
            "res_id": known.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": customer.id,
                "default_company_id": self.env.company.id,
            },
        }
