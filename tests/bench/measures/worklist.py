"""G10: who must be contacted today, a page of 80 and how many there are."""

from odoo.fields import Date, Domain

from .. import screens
from ..clock import medians
from ..table import row


def rows(env):
    plans = env["mail.activity"]
    action = env.ref("smb_crm.smb_worklist_action").sudo()
    view_id = env.ref("smb_crm.smb_worklist_view_list").id
    spec = screens.specification(env, "mail.activity", "list", view_id)
    domain = Domain("smb_is_contact", "=", True) & Domain("user_id", "=", env.uid)
    domain &= Domain("date_deadline", "<=", Date.today())
    core = screens.specification(env, "res.partner", "list")
    partners = env["res.partner"]
    mine, core_list, search, sql = medians(
        lambda: _page(plans, domain, spec, action),
        lambda: _page(partners, Domain.TRUE, core),
        lambda: (plans.search(domain, limit=80), plans.search_count(domain)),
        lambda: _limit(env),
    )
    yield row("G10", "worklist of today, 80 and count: ms", mine, "", None)
    yield row(
        "G10",
        "  to core's customer list",
        mine / core_list,
        "<= 1.3",
        mine <= 1.3 * core_list,
    )
    yield row("G10", "  search and count: ms", search, "", None)
    yield row("", "  hand-written SQL: ms", sql, "", None)


def _page(model, domain, spec, action=None):
    model.env.invalidate_all()
    model.web_search_read(list(domain), spec, limit=80, count_limit=10_001)


def _limit(env):
    where = (
        "FROM mail_activity WHERE active AND user_id = %s AND date_deadline <= now()"
        " AND smb_partner_id IS NOT NULL"
    )
    env.cr.execute(f"SELECT id {where} ORDER BY date_deadline LIMIT 80", [env.uid])
    env.cr.fetchall()
    env.cr.execute(f"SELECT COUNT(*) {where}", [env.uid])
    return env.cr.fetchall()
