from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Letters are planned as letters, unless somebody chose otherwise."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    names = "smb_contact_channel_letter", "mail_activity_type_letter"
    channel, kind = (
        env.ref(f"smb_crm.{name}", raise_if_not_found=False) for name in names
    )
    if channel and kind and not channel.activity_type_id:
        channel.activity_type_id = kind
