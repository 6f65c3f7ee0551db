from odoo import api, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Who is or was a member is archived, not deleted: the ledger is about them."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_member(self):
        # sudo: that somebody is a member is the reason given, nothing else
        rows = (
            self.env["smb.membership"]
            .sudo()
            .search_fetch([("partner_id", "in", self.ids)], ["partner_id"], limit=1)
        )
        if rows:
            raise UserError(
                self.env._(
                    "%(customer)s is or was a member and can't be deleted: the history"
                    " of the membership would be lost. Archive the customer instead.",
                    customer=rows.partner_id.display_name,
                )
            )


class ResPartnerGrade(models.Model):
    """A level that somebody has is archived, not deleted."""

    _inherit = "res.partner.grade"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        for level in self:
            if use := level._smb_use():
                raise UserError(
                    self.env._(
                        "The level %(level)s can't be deleted: %(use)s. Archive it"
                        " instead; members keep it, nobody gets it anew.",
                        level=level.display_name,
                        use=use,
                    )
                )

    def _smb_use(self):
        """What would be lost with this level, in words, or ``False``."""
        # sudo: whether there is anything, in all companies
        env = self.sudo().with_context(active_test=False).env
        mine = [("level_id", "=", self.id)]
        paid = ["|", *mine, ("paid_level_id", "=", self.id)]
        if env["smb.membership"].search_count(paid, limit=1):
            return self.env._("members have it")
        if env["smb.membership.right"].search_count(mine, limit=1):
            return self.env._("members had it")
        if env["smb.member.benefit"].search_count(mine, limit=1):
            return self.env._("benefits belong to it")
        if env["smb.tier"].search_count(mine, limit=1):
            return self.env._("a tier earns it")
        if env["product.template"].search_count([("grade_id", "=", self.id)], limit=1):
            return self.env._("a product sells it")
        return False
