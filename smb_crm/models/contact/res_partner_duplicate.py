from odoo import fields, models
from odoo.tools import format_date


class ResPartner(models.Model):
    """A contact that came in although it was recognised goes on the list at once."""

    _inherit = "res.partner"

    smb_duplicate_count = fields.Integer(
        string="Likely Duplicates", compute="_compute_smb_duplicate_count"
    )

    def _compute_smb_duplicate_count(self):
        duplicates = self.env["smb.duplicate"]
        counts = dict.fromkeys(self.ids, 0)
        if duplicates.has_access("read"):
            for name in ("partner_id", "other_id"):
                for partner, count in duplicates._read_group(
                    [("state", "=", "new"), (name, "in", self.ids)], [name], ["__count"]
                ):
                    counts[partner.id] += count
        for partner in self:
            partner.smb_duplicate_count = counts.get(partner.id, 0)

    def _smb_collision_created(self, vals, matches):
        decision = super()._smb_collision_created(vals, matches)
        facts = {
            partner.id: partner.company_id.id
            # sudo: the pair's company decides who may see the pair
            for partner in self.sudo().browse([match[2] for match in matches])
        }
        own = self.company_id.id
        self.env["smb.duplicate"]._add(
            [
                (self.id, id_, score, reasons, own or facts[id_])
                for score, reasons, id_ in matches
                if not (own and facts[id_] and own != facts[id_])
            ]
        )
        return decision

    def _smb_field_text(self, name):
        """A field's value in words, for the comparison of two customers."""
        self.ensure_one()
        value = self[name]
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name"))
        if self._fields[name].type == "datetime":
            return format_date(self.env, value) if value else ""
        return str(value) if value else ""

    def action_smb_duplicates(self):
        """The likely duplicates of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "smb_crm.smb_duplicate_action"
        )
        action["domain"] = [
            "|",
            ("partner_id", "=", self.id),
            ("other_id", "=", self.id),
        ]
        return action
