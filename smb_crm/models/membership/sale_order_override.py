from odoo import models

from .sale_order_line import SERVER_ONLY


class SaleOrder(models.Model):
    """Benefits changed by hand."""

    _inherit = "sale.order"

    def action_smb_change_benefits(self):
        self.ensure_one()
        self._smb_check_seller()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change Benefits"),
            "res_model": "smb.benefit.override",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _smb_changed_benefits(self):
        override = self.sudo().smb_override or {}  # sudo: the caller's own order
        ids = [int(key) for part in override.values() for key in part]
        return self.env["smb.member.benefit"].browse(ids).exists()

    def _smb_change_benefit(self, benefit, act, reason):
        """Leave ``benefit`` out (``without``), give it (``with``) or neither."""
        # sudo: read and written for the caller's own order, whose right was checked
        override = {
            name: dict(part) for name, part in (self.sudo().smb_override or {}).items()
        }
        for part in override.values():
            part.pop(str(benefit.id), None)
        if act != "usual":
            override.setdefault(act, {})[str(benefit.id)] = reason
        self.sudo().with_context(smb_engine=SERVER_ONLY).smb_override = override
        self._smb_update_pricelist()
        self._smb_update_term()
        self._smb_settle(everything=True)
        self.message_post(body=self._smb_tell_change(benefit, act, reason))

    def _smb_tell_change(self, benefit, act, reason):
        if act == "without":
            return self.env._(
                "Benefit left out: %(benefit)s. Reason: %(reason)s",
                benefit=benefit.name,
                reason=reason,
            )
        if act == "with":
            return self.env._(
                "Benefit given by hand: %(benefit)s. Reason: %(reason)s",
                benefit=benefit.name,
                reason=reason,
            )
        return self.env._("Benefit as usual again: %(name)s", name=benefit.name)
