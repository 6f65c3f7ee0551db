from odoo.tools.sql import column_exists


def migrate(cr, version):
    """What a membership did to a line stands in one field instead of three."""
    if not column_exists(cr, "sale_order_line", "smb_member_discount"):
        return
    cr.execute(
        """
        UPDATE sale_order_line
           SET smb_benefit_shares = smb_benefit_shares || jsonb_build_object(
                   'base', COALESCE(smb_base_discount, 0),
                   'member', COALESCE(smb_member_discount, 0))
         WHERE jsonb_typeof(smb_benefit_shares) = 'object'
        """
    )
