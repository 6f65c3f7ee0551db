"""What the web client asks the server when it opens a list or a form."""

from lxml import etree

MULTI = ("one2many", "many2many")


def specification(env, model, kind, view_id=False):
    """The fields a view of ``model`` asks for, as ``web_search_read`` wants them."""
    view = env[model].get_view(view_id, kind)
    return _fields(etree.fromstring(view["arch"]), env[model])


def _fields(node, model):
    found = {}
    for child in node.iterfind(".//field"):
        field = model._fields.get(child.get("name"))
        # fields of an embedded list belong to another model
        if field and not _embedded(child, node):
            found[field.name] = _shape(field, child, model)
    return found


def _embedded(child, root):
    parent = child.getparent()
    while parent is not None and parent is not root:
        if parent.tag == "field":
            return True
        parent = parent.getparent()
    return False


def _shape(field, node, model):
    if field.type == "many2one":
        return {"fields": {"display_name": {}}}
    if field.type in MULTI:
        inner = next(iter(node), None)
        comodel = model.env[field.comodel_name]
        inside = _fields(inner, comodel) if inner is not None else {}
        return {"fields": inside or {"display_name": {}}, "limit": 40}
    return {"fields": {}} if field.type == "reference" else {}


def actions(env):
    """(model, view kind, view id, domain) of every screen that we add."""
    data = env["ir.model.data"].sudo()
    ours = data.search(
        [("module", "=", "smb_crm"), ("model", "=", "ir.actions.act_window")]
    )
    for action in env["ir.actions.act_window"].sudo().browse(ours.mapped("res_id")):
        if action.target == "new" or env[action.res_model]._transient:
            continue
        for view_id, kind in action.views:
            if kind in ("list", "kanban", "form"):
                yield action, kind, view_id
