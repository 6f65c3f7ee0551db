"""What happens once: right after installation and right before removal."""

from .models.smb_print_field import MODELS


def post_init_hook(env):
    """The papers that come with this addon, in every installed language."""
    env["smb.print.template"]._ensure(tuple(MODELS))


def uninstall_hook(env):
    """Their entries of the Print menu stand in tables of Odoo's own; and columns hold
    on to the fields that go."""
    templates = env["smb.print.template"].with_context(active_test=False)
    templates.search([("kind", "in", list(MODELS))]).unlink()
