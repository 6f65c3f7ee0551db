"""One measure in a process of its own: python -m tests.bench.worker NAME DB ..."""

import importlib
import json
import logging
import os
import sys


def open_registry(database):
    """The registry of a database, configured as ./dev configures Odoo."""
    import odoo
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-c", os.environ["ODOO_RC"], "-d", database])
    logging.getLogger().setLevel(logging.ERROR)
    # loads the addons' own Python before the registry asks for it
    return odoo and Registry(database)


def main(name, database, *words):
    from odoo import api

    registry = open_registry(database)
    measure = importlib.import_module(f"tests.bench.measures.{name}")
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {"tz": "UTC", "lang": "en_US"})
        seller = env["res.users"].search([("login", "=", "seller0")])
        # companies of real data have no sellers
        for row in measure.rows(env(user=seller.id or api.SUPERUSER_ID), *words):
            print(json.dumps(row), flush=True)
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
