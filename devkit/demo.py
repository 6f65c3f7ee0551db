"""The demo database of this checkout: made once, brought up to date when needed."""

from . import fingerprint, locks, place


def demo_database(bases, fresh=False):
    """Name of the demo database, with the addons as they are in the checkout now."""
    name = f"{bases.prefix}demo"
    with locks.exclusive(name):
        if fresh or not bases.exists(name):
            _create(bases, name)
        elif bases.marked(name) != fingerprint.installation():
            _update(bases, name)
    return name


def _create(bases, name):
    template = bases.installed_if_built()
    state = fingerprint.installation()
    bases.copy(template or bases.base(), name)
    if not template:
        _install(bases, name)
    bases.mark(name, state)


def _install(bases, name):
    log = place.log("install")
    bases.workshop.install(name, place.addons(), title="Installing the addon", log=log)


def _update(bases, name):
    bases.must_be_ours(name)
    state = fingerprint.installation()
    bases.workshop.update(
        name,
        place.addons(),
        title="Updating the addon in the demo database",
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
