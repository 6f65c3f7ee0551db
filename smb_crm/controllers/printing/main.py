from werkzeug.exceptions import BadRequest, NotFound

from odoo.http import Controller, content_disposition, request, route

from ...models.printing.smb_print_render import MOST, TYPES

ENDINGS = {"html": "html", "pdf": "pdf", "xlsx": "xlsx", "escp": "prn"}
ANSWER = [
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox",
    ),
]


class PrintController(Controller):
    """Papers and templates as files, read with the rights of whoever asks."""

    @route(
        "/smb/print/<int:template_id>/<string:output>/<string:ids>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def paper(self, template_id, output, ids):
        """Documents on one template, as page, PDF, workbook or printer's text."""
        template = self._template(template_id)
        if output not in TYPES:
            raise NotFound()
        records = request.env[template.model].browse(self._ids(ids)).exists()
        if not records:
            raise NotFound()
        content, kind = template.render(records, output)
        name = records.display_name if len(records) == 1 else template.name
        ending = "zip" if kind == "application/zip" else ENDINGS[output]
        return self._file(content, kind, f"{name}.{ending}")

    @route(
        "/smb/print/template/<int:template_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, template_id):
        """A template as a file that another database reads."""
        template = self._template(template_id)
        template.check_access("write")
        content = template._as_file().encode()
        return self._file(content, "application/json", f"{template.name}.json")

    @route(
        "/smb/print/statement/<int:wizard_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def statement(self, wizard_id):
        """What the dialog of statements asks for, on the company's own papers."""
        wizards = request.env["smb.statement.wizard"]
        wizard = wizards.search([("id", "=", wizard_id)])
        if not wizard:
            raise NotFound()
        wizard._checked_customers()
        name, content = wizard._paper()
        return self._file(content, TYPES["pdf"], name)

    @route(
        "/smb/print/base/<int:template_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def base(self, template_id):
        """A workbook with named cells, to make one's own of."""
        template = self._template(template_id)
        template.check_access("write")
        name = f"{template.name}.xlsx"
        return self._file(template._base_sample(), TYPES["xlsx"], name)

    def _template(self, template_id):
        """Unknown and foreign ones answer alike."""
        found = request.env["smb.print.template"].search([("id", "=", template_id)])
        if not found:
            raise NotFound()
        return found

    def _ids(self, text):
        words = text.split(",")
        if len(words) > MOST or not all(word.isdecimal() for word in words):
            raise BadRequest()
        ids = [int(word) for word in words]
        if any(id_ >= 2**31 for id_ in ids):
            raise NotFound()
        return ids

    def _file(self, content, kind, name):
        plain = "".join(sign for sign in name if sign.isprintable()).replace("/", "-")
        return request.make_response(
            content,
            [
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(plain[-120:])),
                *ANSWER,
            ],
        )
