"""Papers of our own to Odoo's: PDF, workbook, preview and a batch of fifty.

Processor time of this process, of the database server and of the PDF engine. Odoo's
report finds no web server here and so loads no style sheets, which spares it work.
"""

import io
import resource
import statistics

from openpyxl import Workbook, load_workbook

from odoo import SUPERUSER_ID, Command

from odoo.addons.smb_crm.tools.paper_book import Book

from ..clock import Work
from ..table import row

TIMES = 5
BATCH = 50
CORE = "sale.report_saleorder"


def rows(env):
    # whoever measures makes products and papers as well
    env = env(user=SUPERUSER_ID)
    work = Work(env.cr)
    reports = env["ir.actions.report"].with_context(force_report_rendering=True)
    template = _template(env)
    own = template._own_report().report_name
    for goal, subject, orders, most in (
        ("60 lines", "PDF of 60 lines", _orders(env, 1, 60), 1.15),
        ("batch", f"PDF of {BATCH} orders", _orders(env, BATCH, 3), 1.1),
    ):
        mine, core = (
            _median(
                env, work, lambda name=name, ids=orders.ids: pdf(reports, name, ids)
            )
            for name in (own, CORE)
        )
        yield row("", f"{subject}: ms", mine, "", None)
        yield row("", "  Odoo's own: ms", core, "", None)
        share = mine / core
        yield row("P1", f"  to Odoo's, {goal}", share, f"<= {most}", share <= most)
    yield from _books(env, work, template)
    order = _orders(env, 1, 60)
    template.sample_id = order.id
    page = _median(env, work, template._shown)
    yield row("P3", "preview of 60 lines: ms", page, "<= 300", page <= 300)


def pdf(reports, name, ids):
    content, kind = reports._render_qweb_pdf(name, ids)
    assert kind == "pdf" and content.startswith(b"%PDF")


def _books(env, work, template):
    order = _orders(env, 1, 200)
    content = template.render(order, "xlsx")[0]
    values = [
        [cell.value for cell in line]
        for line in load_workbook(io.BytesIO(content)).active
    ]
    whole = _median(env, work, lambda: template.render(order, "xlsx"))
    papers = template.with_context(smb_figures=True)._papers(order)
    writing = _median(env, work, lambda: Book(template._look()).written(papers))
    bare = _median(env, work, lambda: _bare(values))
    yield row("P2", "workbook of 200 lines: ms", whole, "<= 500", whole <= 500)
    yield row("", "  of which writing: ms", writing, "", None)
    share = writing / bare
    yield row("P2", "  to the same cells without looks", share, "<= 2", share <= 2)


def _bare(values):
    book = Workbook()
    for line in values:
        book.active.append(line)
    book.save(io.BytesIO())


def _median(env, work, call):
    """Median processor time, after one to warm up; nothing of it stays in caches."""
    taken = []
    for _ in range(TIMES + 1):
        env.invalidate_all()
        begun = _children()
        here = work.milliseconds(call)
        taken.append(here + _children() - begun)
    return statistics.median(taken[1:])


def _children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


def _template(env):
    templates = env["smb.print.template"]
    templates._ensure()
    usual = next(one for one in templates._usual() if one["kind"] == "quotation")
    template = templates.create({"name": "Bench", "kind": "quotation"})
    template._fill_in({**template._as_content(), "blocks": usual["blocks"]})
    return template


def _orders(env, count, lines):
    products = env["product.product"].create(
        [
            {"name": f"Article {number} of the bench", "list_price": number + 0.5}
            for number in range(20)
        ]
    )
    customer = env["res.partner"].create({"name": "Bench Customer", "is_company": True})
    vals = {
        "partner_id": customer.id,
        "order_line": [
            Command.create(
                {"product_id": products[number % 20].id, "product_uom_qty": number + 1}
            )
            for number in range(lines)
        ],
    }
    orders = env["sale.order"].create([dict(vals) for _ in range(count)])
    env.flush_all()
    return orders
