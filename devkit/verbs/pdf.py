"""Render a report of a demo record to a PDF and a PNG for each page.

./dev pdf sale.action_report_saleorder sale.order quote.pdf
./dev pdf account.account_invoices smb_crm.demo_invoice_acme invoice.pdf --lang lt_LT
"""

from pathlib import Path

from .. import languages, place, process, ui
from ..client import Client
from ..problem import Problem
from .shot import served_demo


def arguments(parser):
    parser.add_argument("report", help="xmlid of the report's action")
    parser.add_argument("record", help="xmlid of a record, or a model for its first")
    parser.add_argument("file", help="where the PDF goes; pages land beside it")
    parser.add_argument("--login", default="admin", help="who prints (default admin)")
    parser.add_argument("--lang", help="language of that user, e.g. es_ES")


def main(options):
    with (
        served_demo() as (port, database),
        languages.spoken(port, database, options.login, options.lang) as client,
        ui.step("Report"),
    ):
        # who prints need not be allowed to look up names of reports
        admin = Client(port, database, "admin")
        name = _report_name(admin, options.report)
        record = _record(admin, options.record)
        content = client.download(f"/report/pdf/{name}/{record}")
    if not content.startswith(b"%PDF"):
        raise Problem(f"{options.report} gave no PDF", log=place.log("server"))
    pdf = Path(options.file)
    pdf.write_bytes(content)
    for picture in (pdf, *_pictures(pdf)):
        ui.say(f"  {picture}")


def _report_name(client, xmlid):
    model, number = _resolve(client, xmlid)
    if model != "ir.actions.report":
        raise Problem(f"{xmlid} is a {model}, not a report", "Name a report's action")
    return client.call(model, "read", [number], ["report_name"])[0]["report_name"]


def _record(client, named):
    """Id of the record with this xmlid, or of the first one of this model."""
    if not client.call("ir.model", "search_count", [["model", "=", named]]):
        return _resolve(client, named)[1]
    found = client.call(named, "search", [], limit=1)
    if not found:
        raise Problem(f"The demo database has no {named}", "Name a record by xmlid")
    return found[0]


def _resolve(client, xmlid):
    module, _, name = xmlid.partition(".")
    found = client.call(
        "ir.model.data",
        "search_read",
        [["module", "=", module], ["name", "=", name]],
        ["model", "res_id"],
    )
    if not found:
        raise Problem(f"There is no {xmlid} in the demo database", "Check the xmlid")
    return found[0]["model"], found[0]["res_id"]


def _pictures(pdf):
    stem = pdf.with_suffix("")
    process.run(
        ["pdftoppm", "-r", "100", "-png", pdf, stem],
        log=place.log("pdf"),
        failed="The pages cannot be drawn",
    )
    return sorted(pdf.parent.glob(f"{stem.name}-*.png"))
