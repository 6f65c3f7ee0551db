"""What happens once: right after installation and right before removal."""


def post_init_hook(env):
    """Give every company its policy, so that no screen meets a missing one, and every
    activity its customer."""
    env["smb.policy"]._ensure(env["res.company"].search([]))
    env["smb.sending"]._know_home()
    env["mail.activity"]._smb_fill_customers()
    env["smb.tier.policy"]._ensure(env["res.company"].search([]))
    env["smb.scorecard"]._begin()
    env["smb.heartbeat"]._ensure()
    env["smb.care.program"]._ensure(env["res.company"].search([]))
    env["smb.follow.up"]._begin()
    env["smb.reminder.level"]._ensure(env["res.company"].search([]))
    env["smb.print.template"]._ensure()
    # meetings of the past stay history; only those that end from now on are logged
    env.cr.execute(
        "UPDATE calendar_event SET smb_captured = TRUE"
        " WHERE stop <= (now() AT TIME ZONE 'UTC')"
    )


def uninstall_hook(env):
    """Leave no trace in other apps' data.

    Members keep Odoo's own level and the price list that came with it: removing an app
    raises nobody's prices. Both can be changed on the customer.
    """
    # contacts hold on to channels and outcomes: gone first, none of these is refused
    env.cr.execute("DELETE FROM smb_contact_log")
    # and these to the mail templates
    env.cr.execute(
        "DELETE FROM smb_greeting; DELETE FROM smb_holiday;"
        " UPDATE smb_care_step SET mail_template_id = NULL"
    )
    # their entries of the Print menu and sheets stand in tables of Odoo's own
    env["smb.print.template"].with_context(active_test=False).search([]).unlink()
    # where the search stood, which database sends mails, the patience with a PDF
    env["ir.config_parameter"].search([("key", "=like", "smb\\_crm.%")]).unlink()
