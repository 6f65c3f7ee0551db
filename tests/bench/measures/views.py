"""The number of queries of a screen does not grow with the number of records."""

from odoo.tools.safe_eval import datetime, safe_eval

from .. import screens
from ..clock import queries
from ..table import row

FEW, MANY = 80, 400
# a relation that is empty on the first page costs a query later, once
RELATIONS = 10


def rows(env):
    seen = set()
    for action, kind, view_id in screens.actions(env):
        model = env[action.res_model]
        if (model._name, kind, view_id) in seen:
            continue
        seen.add((model._name, kind, view_id))
        spec = screens.specification(env, model._name, kind, view_id)
        domain = _domain(env, action)
        few, many = (FEW, MANY) if kind != "form" else (1, 40)
        costs = [_cost(model, domain, spec, limit) for limit in (few, many)]
        xmlid = action.get_external_id()[action.id].partition(".")[2]
        flat = costs[1] - costs[0] < RELATIONS
        yield row("", f"{xmlid} {kind}", f"{costs[0]} / {costs[1]}", "flat", flat)


def _domain(env, action):
    context = {
        "uid": env.uid,
        "user": env.user,
        "context_today": datetime.date.today,
        "datetime": datetime,
        "allowed_company_ids": env.companies.ids,
    }
    return safe_eval(action.domain or "[]", context)


def _cost(model, domain, spec, limit):
    def read():
        model.web_search_read(domain, spec, limit=limit, count_limit=10_001)

    return queries(model.env, read)
