"""G8: which customer may this name be?"""

from odoo.addons.smb_crm.tools.names import name_key

from ..clock import medians, milliseconds
from ..table import row

NAMES = 200
TIMED = 40


def rows(env):
    names = _typed_names(env)
    partners = env["res.partner"]
    found = sum(
        any(hit["id"] == id_ for hit in partners.smb_similar({"name": typed}, limit=10))
        for id_, typed in names
    )
    goal = 0.95 if partners.sudo().search_count([], limit=50_001) > 50_000 else 0.97
    yield row(
        "G8",
        "similar name: recall@10",
        found / len(names),
        f">= {goal}",
        found >= goal * len(names),
    )
    timed = [typed for _id, typed in names[:TIMED]]
    mine, limit = medians(
        lambda: [partners.smb_similar({"name": name}, limit=10) for name in timed],
        lambda: [_limit(env, name) for name in timed],
    )
    yield row("", "  ms a name", mine / TIMED, "", None)
    yield row(
        "G8", "  to hand-written SQL", mine / limit, "<= 1.5", mine <= 1.5 * limit
    )
    slow = _without_index(env, timed[:3]) / 3
    faster = slow / (mine / TIMED)
    yield row("G8", "  faster than without index", faster, ">= 30", faster >= 30)


def _typed_names(env):
    """Names of the base with one letter left out, as hasty people type them."""
    env.cr.execute(
        "SELECT id, name FROM res_partner WHERE is_company AND user_id IS NOT NULL"
        " AND id NOT IN (SELECT id FROM bench_pair) AND length(name) > 8"
        " ORDER BY hashint4(id) LIMIT %s",
        [NAMES],
    )
    return [(id_, name[:5] + name[6:]) for id_, name in env.cr.fetchall()]


def _limit(env, name):
    """What the index can do at best."""
    key = name_key(name)
    env.cr.execute("SELECT set_config('pg_trgm.similarity_threshold', '0.4', TRUE)")
    env.cr.execute(
        "SELECT id FROM res_partner WHERE smb_name_key %% %s"
        " ORDER BY SIMILARITY(smb_name_key, %s) DESC LIMIT 10",
        [key, key],
    )
    return env.cr.fetchall()


def _without_index(env, names):
    env.cr.execute("SET LOCAL enable_bitmapscan = off")
    env.cr.execute("SET LOCAL enable_indexscan = off")
    taken = milliseconds(lambda: [_limit(env, name) for name in names])
    env.cr.execute("RESET enable_bitmapscan")
    env.cr.execute("RESET enable_indexscan")
    return taken
