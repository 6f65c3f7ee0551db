"""G11: last and next contact, read where they happen instead of refreshed at night."""

from ..clock import medians, queries
from ..table import row

LAST, NEXT = "smb_last_contact_date", "smb_next_contact_date"


def rows(env):
    partners = env["res.partner"]
    page = partners.search([("parent_id", "=", False)], limit=80, order="id")
    mine, limit = medians(lambda: _read(page), lambda: _limit_page(env, page))
    yield row("G11", "both dates of 80 customers: ms", mine, "", None)
    yield row("G11", "  to hand-written SQL", mine / limit, "<= 5", mine <= 5 * limit)
    spent = queries(env, lambda: _read(page))
    yield row("G11", "  queries", spent, "<= 4", spent <= 4)
    for name, sql in ((LAST, LIMIT_LAST), (NEXT, LIMIT_NEXT)):
        mine, limit = medians(
            lambda name=name: partners.search([], limit=80, order=f"{name} desc"),
            lambda sql=sql: _run(env, sql),
            times=5,
        )
        yield row("", f"sort all by {name}: ms", mine, "", None)
        yield row(
            "G11", "  to hand-written SQL", mine / limit, "<= 1.5", mine <= 1.5 * limit
        )
    mine, limit = medians(
        lambda: partners.formatted_read_group([], [f"{LAST}:month"], ["__count"]),
        lambda: _run(env, LIMIT_GROUP),
        times=5,
    )
    yield row("", "group all by month of last contact: ms", mine, "", None)
    yield row(
        "G11", "  to hand-written SQL", mine / limit, "<= 1.5", mine <= 1.5 * limit
    )


def _read(page):
    page.invalidate_recordset([LAST, NEXT])
    return page.read([LAST, NEXT])


def _limit_page(env, page):
    ids = page.commercial_partner_id.ids
    env.cr.execute(
        "SELECT commercial_partner_id, MAX(date) FROM smb_contact_log"
        " WHERE commercial_partner_id = ANY(%s) AND active GROUP BY 1",
        [ids],
    )
    env.cr.fetchall()
    env.cr.execute(
        "SELECT smb_partner_id, MIN(date_deadline) FROM mail_activity"
        " WHERE smb_partner_id = ANY(%s) AND active GROUP BY 1",
        [ids],
    )
    return env.cr.fetchall()


def _run(env, sql):
    env.cr.execute(sql)
    return env.cr.fetchall()


LAST_OF_ALL = """
    SELECT commercial_partner_id, MAX(date)::date AS day FROM smb_contact_log
     WHERE active AND company_id = 1 GROUP BY 1
"""
LIMIT_LAST = f"""
    SELECT p.id FROM res_partner p
      LEFT JOIN ({LAST_OF_ALL}) last USING (commercial_partner_id)
     WHERE p.active ORDER BY last.day DESC, p.id LIMIT 80
"""
LIMIT_NEXT = """
    SELECT p.id FROM res_partner p
      LEFT JOIN (SELECT smb_partner_id, MIN(date_deadline) AS day FROM mail_activity
                  WHERE active GROUP BY 1) next
        ON next.smb_partner_id = p.commercial_partner_id
     WHERE p.active ORDER BY next.day DESC, p.id LIMIT 80
"""
LIMIT_GROUP = f"""
    SELECT date_trunc('month', last.day), COUNT(*) FROM res_partner p
      LEFT JOIN ({LAST_OF_ALL}) last USING (commercial_partner_id)
     WHERE p.active GROUP BY 1
"""
