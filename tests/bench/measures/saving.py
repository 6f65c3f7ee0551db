"""A contact log costs at most 15 queries more than a bare record with a chatter."""

from odoo import fields, models
from odoo.orm.model_classes import add_to_registry

from ..clock import milliseconds, queries
from ..table import row


class BenchThread(models.Model):
    """The least that a record with chatter and activities can be."""

    _name = "bench.thread"
    _description = "Bare Thread"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _module = "smb_crm"

    name = fields.Char(tracking=True)


def rows(env):
    add_to_registry(env.registry, BenchThread)
    env.registry._setup_models__(env.cr, ["bench.thread"])
    env.registry.init_models(env.cr, ["bench.thread"], {"models_to_check": True})
    env["ir.model.access"].sudo().create(
        {
            "name": "bench",
            "model_id": env["ir.model"]._get_id("bench.thread"),
            "group_id": env.ref("base.group_user").id,
            **{f"perm_{act}": True for act in ("read", "write", "create")},
        }
    )
    customer = env["res.partner"].search(
        [("is_company", "=", True)], limit=1, order="id desc"
    )
    bare = queries(env, lambda: _save(env["bench.thread"], {"name": "A call"}))
    vals = {"partner_id": customer.id, "subject": "A call", "note": "<p>Said.</p>"}
    ours = queries(env, lambda: _save(env["smb.contact.log"], vals))
    more = ours - bare
    yield row("", "bare mail.thread record: queries", bare, "", None)
    yield row("", "contact log: queries more", more, "<= 15", more <= 15)
    yield row(
        "",
        "contact log: ms",
        milliseconds(lambda: _save(env["smb.contact.log"], vals)),
        "",
        None,
    )


def _save(model, vals):
    model.create(dict(vals))
    model.env.flush_all()
    model.env.cr.flush()
