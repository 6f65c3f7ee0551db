"""The demo database of this checkout: made once, brought up to date when needed."""

from . import fingerprint, locks, place


def demo_database(bases, fresh=False):
    """Name of the demo database, with the addons as they are in the checkout now."""
    name = f"{bases.prefix}demo"
    with locks.exclusive(name):
        if fresh or not bases.exists(name):
            _create(bases, name)
        elif bases.marked(name) != _state(bases):
            _update(bases, name)
    return name


def _state(bases):
    """What the demo database is made from: Odoo and the addons."""
    odoo = place.digest(bases.workshop.source.identity)
    return f"{odoo} {fingerprint.installation(place.mains())}"


def _create(bases, name):
    bases.must_be_ours(name)
    fresh = f"{name}_made"  # until the addon is in it
    template = bases.installed_if_built()
    state = _state(bases)
    bases.copy(template or bases.base(), fresh)
    if not template:
        title = "Installing the addon"
        log = place.log("install")
        bases.workshop.install(fresh, place.mains(), title=title, log=log)
    bases.mark(fresh, state)
    bases.replace(fresh, name)


def _update(bases, name):
    bases.must_be_ours(name)
    state = _state(bases)
    same_odoo = bases.marked(name).split()[:1] == state.split()[:1]
    bases.workshop.update(
        name,
        place.mains() if same_odoo else ["base"],
        title=f"Updating {'the addon' if same_odoo else 'Odoo'} in the demo database",
        log=place.log("update"),
    )
    bases.mark(name, state)


def logins(bases, name):
    """Who can log in: (login, name) of the administrator and the addon's people."""
    rows = bases.server.query(
        "SELECT u.login, p.name FROM res_users u"
        " JOIN res_partner p ON p.id = u.partner_id"
        " LEFT JOIN ir_model_data d ON d.model = 'res.users' AND d.res_id = u.id"
        "  AND d.module LIKE 'smb_crm%'"
        " WHERE u.active AND (u.login = 'admin' OR d.id IS NOT NULL) ORDER BY u.id",
        database=name,
    )
    return rows or [["admin", "Administrator"]]
