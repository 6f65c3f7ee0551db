def migrate(cr, version):
    """Fields that are gone leave our views before any view of the same form is loaded,
    which checks them all; what else stands in them stays, with its translations."""
    cr.execute(
        r"""
        UPDATE ir_ui_view
           SET arch_db = regexp_replace(
                   arch_db::text,
                   '<field name=\\"smb_(base|member)_discount\\"[^>]*/>', '', 'g'
               )::jsonb
         WHERE arch_db::text ~ 'smb_(base|member)_discount'
           AND id IN (SELECT res_id FROM ir_model_data
                       WHERE module = 'smb_crm' AND model = 'ir.ui.view')
        """
    )
