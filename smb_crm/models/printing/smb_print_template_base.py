import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import base_guard
from ...tools.base_fill import PREFIX, Base, name_of
from ...tools.base_sample import sample
from ...tools.paper import Cell
from ...tools.sheets import zipped

# names of whole blocks of the paper
BLOCKS = ("company", "customer", "title", "facts", "lines", "totals", "terms", "text")


class SmbPrintTemplate(models.Model):
    """The company's own workbook as Excel form of a paper, filled in named cells."""

    _inherit = "smb.print.template"

    base = fields.Binary(
        string="Own Workbook",
        copy=True,
        help="An .xlsx whose named cells are filled when the paper is printed as"
        " Excel.",
    )
    base_name = fields.Char(string="File Name of the Workbook")
    base_names = fields.Text(
        string="Names to Use",
        compute="_compute_base_names",
        help="Names of cells that are filled, as Formulas > Name Manager gives them.",
    )

    @api.depends("kind")
    def _compute_base_names(self):
        for template in self:
            blocks = [PREFIX + name for name in BLOCKS]
            names = sorted(template._base_fields())
            template.base_names = "\n".join((", ".join(blocks), ", ".join(names)))

    def _base_fields(self):
        """``{name of a cell: field}`` of the documents."""
        allowed = self.env["smb.print.field"].search(
            [("model", "=", self.model), ("is_line", "=", False)]
        )
        return {name_of(one.path): one for one in allowed}

    @api.constrains("base")
    def _check_base(self):
        for template in self:
            # as stored, not the size that lists ask for
            content = template.with_context(bin_size=False).base
            if content:
                template._opened(base64.b64decode(content))

    def _opened(self, content):
        """The workbook, once it is sure that it does no harm.

        :raise ValidationError: with the reason in words
        """
        try:
            base_guard.check(content)
            base = Base(content)
            base.check()
        except base_guard.Unfit as error:
            raise ValidationError(self._unfit_words()[str(error)]) from error
        except Exception as error:
            # whatever a damaged file makes of the reader
            raise ValidationError(self._unfit_words()["broken"]) from error
        if not base.names():
            raise ValidationError(
                self.env._(
                    "No cell of this workbook has a name that begins with smb_. Give"
                    " names to the cells that are to be filled, such as smb_customer."
                )
            )
        return base

    def _unfit_words(self):
        return {
            "large": self.env._("The workbook is too large: 2 MB are enough."),
            "broken": self.env._("This file is no .xlsx workbook, or damaged."),
            "code": self.env._(
                "The workbook has macros. Save it as .xlsx without them."
            ),
            "foreign": self.env._(
                "The workbook fetches from elsewhere: links to other files, queries or"
                " formulas that call. Remove them."
            ),
            "odd": self.env._(
                "The workbook has parts that Excel does not write. Save it again with"
                " Excel or LibreOffice; pictures are PNG, JPEG or GIF."
            ),
            "many": self.env._(
                "The workbook is too long or too wide: at most 200 columns, 2,000 rows"
                " and 20,000 cells."
            ),
        }

    def action_base_sample(self):
        """A workbook with named cells to begin with, as a file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/smb/print/base/{self.id}",
            "target": "download",
        }

    def _base_sample(self):
        lines = self.block_ids.filtered(lambda block: block.kind == "lines")[:1]
        columns = lines.column_ids
        figures = [
            place
            for place, column in enumerate(columns)
            if column.field_id.money and column.add_up
        ]
        return sample([column._label() for column in columns], figures)

    def _render_xlsx(self, records):
        content = self.with_context(bin_size=False).base
        if not content:
            return super()._render_xlsx(records)
        content = base64.b64decode(content)
        if len(records) == 1:
            return self._base_filled(content, records)
        files = [
            (record.display_name, self._base_filled(content, record))
            for record in records
        ]
        return zipped(files, ".xlsx")

    def _type(self, records, output):
        """Several workbooks of the company's own come in one archive."""
        several = output == "xlsx" and len(records) > 1
        own = several and self.with_context(bin_size=True).base
        return "application/zip" if own else super()._type(records, output)

    def _base_filled(self, content, record):
        """The workbook filled for one document."""
        base = self._opened(content)
        paper = self._papers(record)[0]
        wanted = set(base.names())
        cells = {
            name: self._reader()._cell(record, one)
            for name, one in self._base_fields().items()
            if name in wanted
        }
        blocks = {block["kind"]: block for block in reversed(paper["blocks"])}
        rows = [
            row["cells"] if row["kind"] == "line" else [Cell(text=row["text"])]
            for row in blocks.get("lines", {}).get("rows", ())
        ]
        return base.filled(cells, self._base_blocks(blocks), rows)

    def _base_blocks(self, blocks):
        """``{name: [[Cell]]}`` of the blocks that are written downwards."""
        head, title = blocks.get("head"), blocks.get("title")
        found = {
            "company": head and _down([head["name"], *head["lines"], head["bank"]]),
            "customer": _down(blocks.get("customer", {}).get("lines", ())),
            "title": title and _down([title["heading"] or title["text"]]),
            "facts": _pairs(blocks.get("facts")),
            "totals": _pairs(blocks.get("totals")),
            "terms": _down(blocks.get("terms", {}).get("text", "").splitlines()),
            "text": _down(blocks.get("text", {}).get("plain", "").splitlines()),
        }
        return {PREFIX + name: rows for name, rows in found.items() if rows}


def _down(lines):
    return [[Cell(text=line)] for line in lines if line]


def _pairs(block):
    rows = (block or {}).get("rows", ())
    return [[Cell(text=label), cell] for label, cell, *_strong in rows]
