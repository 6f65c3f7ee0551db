try:
    from num2words import CONVERTER_CLASSES
except ImportError:  # as optional as in Odoo itself
    CONVERTER_CLASSES = {}

from odoo import api, models
from odoo.tools.mail import plaintext2html
from odoo.tools.misc import get_lang

from ...tools import paper, placeholders
from ...tools.amount_words import chinese, traditional
from ...tools.paper import Cell

FOOT = 2_000  # characters that a foot has at most
# class of a column's cells by how it stands and whether it has figures
ALIGN = {
    (align, figures): {"right": "smb_end", "center": "smb_mid", "left": ""}[shown]
    for figures in (True, False)
    for align, shown in (
        ("left", "left"),
        ("center", "center"),
        ("right", "right"),
        ("auto", "right" if figures else "left"),
    )
}


class SmbPrintReader(models.AbstractModel):
    """Turns a document into what a template says of it: words and figures, no markup.

    PDF, page, workbook and printer's text are all written from the same sheet, so that
    they can't differ. Each model of documents has its own methods, ``_lines_<model>``
    and siblings, which further addons add to.
    """

    _name = "smb.print.reader"
    _description = "Reader of Documents"

    # ------------------------------------------------------------------ documents
    @api.model
    def _line_models(self):
        """Model of the lines of each model of documents."""
        return {
            "sale.order": "sale.order.line",
            "stock.picking": "stock.move",
            "account.move": "account.move.line",
            "account.payment": "account.move",
        }

    @api.model
    def _ask(self, what, record, *words):
        """What this model of documents answers, or nothing."""
        method = self._readers().get((what, record._name))
        return method(record, *words) if method else None

    @api.model
    def _readers(self):
        """The method that answers each question about each model of documents."""
        return {}

    @api.model
    def _language(self, template, record):
        """Code of the language a paper is written in."""
        partner = self._ask("partner", record, "customer")
        code = template.lang_id.code or (partner and partner.lang)
        return get_lang(self.env, code or None).code

    # ---------------------------------------------------------------------- sheet
    @api.model
    def _read_paper(self, template, record):
        """The sheet: blocks in order, each a dict of plain words, cells and rows.

        :raise AccessError: when the user may not read the document
        """
        record.check_access("read")
        lang = self._language(template, record)
        reader = self.with_context(lang=lang)
        record = record.with_context(lang=lang)
        template = template.with_context(lang=lang)
        blocks = [reader._block(block, record) for block in template.block_ids]
        blocks = [block for block in blocks if block]
        fill = reader._filler(template.kind, record)
        return {
            "id": record.id,
            "name": record.display_name,
            "lang": lang.replace("_", "-"),
            "direction": get_lang(self.env, lang).direction,
            "blocks": blocks,
            "rows": paper.side_by_side(blocks),
            "copies": paper.copies(template.copies) or [("", "")],
            "foot": fill((template.foot or "")[:FOOT]),
            "currency": reader._ask("currency", record),
        }

    @api.model
    def _block(self, block, record):
        """What one block says of ``record``, or None when it has nothing to say."""
        said = self._blocks()[block.kind](block, record)
        if said is None:
            return None
        heading = self._filler(block.template_id.kind, record)(block.name)
        return {
            "kind": block.kind,
            "half": block.half,
            "align": block.align,
            "heading": heading,
            # left is where reading begins
            "place": {"right": "smb_end", "center": "smb_mid"}.get(block.align, ""),
        } | said

    @api.model
    def _blocks(self):
        """The method that reads each kind of block."""
        return {
            "head": self._block_head,
            "title": self._block_title,
            "customer": self._block_customer,
            "facts": self._block_facts,
            "lines": self._block_lines,
            "totals": self._block_totals,
            "ageing": self._block_ageing,
            "terms": self._block_terms,
            "text": self._block_text,
            "qr": self._block_qr,
            "sign": self._block_sign,
        }

    def _block_head(self, block, record):
        company = self._issuer(record)
        # sudo: name, address and bank account of the company that issues the paper
        company = (company or self.env.company).sudo()
        partner = company.partner_id
        lines = partner._display_address(without_company=True).splitlines()
        reach = [company.phone, company.email, company.website, company.vat]
        bank = self._ask("bank", record) or partner.bank_ids[:1]
        account = (bank.bank_id.name, bank.bank_bic, bank.acc_number)
        return {
            "logo": self._picture(company.logo_web),
            "name": company.name,
            "lines": [line for line in lines + reach if line],
            "bank": " · ".join(filter(None, account)) if block.bank and bank else "",
        }

    @api.model
    def _issuer(self, record):
        """The company whose paper it is, or nothing for the current one."""
        return record.company_id if "company_id" in record else None

    def _block_title(self, block, record):
        return {"text": record.display_name}

    def _block_customer(self, block, record):
        partner = self._ask("partner", record, block.address)
        if not partner:
            return None
        address = partner._display_address(without_company=False).splitlines()
        name = partner.commercial_company_name or partner.name or ""
        lines = [line for line in [name, *address, partner.vat or ""] if line.strip()]
        return {"lines": list(dict.fromkeys(line.strip() for line in lines))}

    def _block_facts(self, block, record):
        rows = [
            (column._label(), self._cell(record, column.field_id))
            for column in block.column_ids
        ]
        return {"rows": [(label, cell) for label, cell in rows if cell.text]}

    def _block_lines(self, block, record):
        columns = block.column_ids
        reader = self.with_context(smb_plain=self.env.context.get("smb_figures"))
        rows = [
            {
                "kind": kind,
                "carried": None,
                "text": "" if kind == "line" else line.name or "",
                "cells": [
                    reader._cell(line, column.field_id, number) for column in columns
                ]
                if kind == "line"
                else [],
            }
            for number, (kind, line) in _counted(self._numbered(record))
        ]
        widths = paper.shares([column.width for column in columns])
        heads = [
            {
                "label": column._label(),
                "width": width,
                "class": ALIGN[column.align, column.field_id._is_figure()],
                "path": column.field_id.path,
                "add_up": column.add_up,
            }
            for column, width in zip(columns, widths, strict=True)
        ]
        place = self._carried(block, heads, rows)
        if self._ask("mixed", record):
            place = None
        # a workbook has no pages to carry anything over to
        if place is not None and not self.env.context.get("smb_figures"):
            self._run_up(rows, place, self._ask("currency", record))
        return {
            "columns": heads,
            "rows": rows,
            "sums": self._sums(heads, rows, record),
            "carry": place,
            "words": self._carry_words() if place is not None else (None, None),
        }

    def _carry_words(self):
        return self.env._("Carried forward"), self.env._("Brought forward")

    def _carried(self, block, heads, rows):
        """Place of the column whose sum so far goes from page to page, or None.

        The last one that is added up, else the last amount of money.
        """
        summed = [place for place, head in enumerate(heads) if head["add_up"]]
        if summed or not block.carry:
            return summed[-1] if summed else None
        first = next((row["cells"] for row in rows if row["cells"]), [])
        money = [place for place, cell in enumerate(first) if cell.kind == "money"]
        return money[-1] if money else None

    def _run_up(self, rows, place, currency):
        """Each row says what the column came to with it, as people read it."""
        total = 0
        for row in rows:
            cell = row["cells"][place] if row["cells"] else Cell()
            if cell.figure:
                total += cell.value
                row["carried"] = self._like(cell, total, currency)

    def _like(self, cell, total, currency):
        if cell.kind == "money":
            return self._money(total, currency).text
        return self._number(total, cell.digits).text

    def _numbered(self, record):
        return self._ask("lines", record) or []

    def _sums(self, heads, rows, record):
        """Below each column that is added up, in the form of its figures."""
        if not any(head["add_up"] for head in heads) or self._ask("mixed", record):
            return []
        return [
            self._sum([row["cells"][place] for row in rows if row["cells"]], record)
            if head["add_up"]
            else Cell()
            for place, head in enumerate(heads)
        ]

    def _sum(self, cells, record):
        figures = [cell for cell in cells if cell.figure and cell.kind != "percent"]
        if not figures:
            return Cell()
        total = sum(cell.value for cell in figures)
        if figures[0].kind == "money":
            return self._money(total, self._ask("currency", record))
        return self._number(total, max(cell.digits for cell in figures))

    def _block_totals(self, block, record):
        rows = self._ask("totals", record)
        if not rows:
            return None
        usual = self._ask("currency", record)
        # a row may name a currency of its own behind the others
        rows = [(*row[:3], row[3] if len(row) > 3 else usual) for row in rows]
        _label, total, _strong, currency = rows[-1]
        return {
            "rows": [
                (label, self._money(amount, own), strong)
                for label, amount, strong, own in rows
            ],
            "words": self._in_words(currency, total) if block.words else "",
        }

    def _in_words(self, currency, amount):
        """In the paper's language, or in English rather than in two at once."""
        code = get_lang(self.env).code
        if code.startswith("zh"):
            words = chinese(amount, currency.name, currency.decimal_places)
            return words if code == "zh_CN" else traditional(words)
        known = {code, code[:2]} & CONVERTER_CLASSES.keys()
        lang = code if known else "en_US"
        return currency.with_context(lang=lang).amount_to_text(amount)

    def _block_ageing(self, block, record):
        """What is open by how late it is, as a table of its own."""
        table = self._ask("ageing", record)
        if not table:
            return None
        labels, rows = table
        heads = [
            {
                "label": label,
                "width": width,
                "class": ALIGN["auto", True],
                "path": "",
                "add_up": False,
            }
            for label, width in zip(
                labels, paper.shares([0] * len(labels)), strict=True
            )
        ]
        lines = [
            {"kind": "line", "text": "", "cells": cells, "carried": None}
            for cells in rows
        ]
        return {
            "kind": "lines",
            "columns": heads,
            "rows": lines,
            "sums": [],
            "carry": None,
            "words": (None, None),
        }

    def _block_terms(self, block, record):
        text = self._ask("terms", record)
        return {"text": text} if text else None

    def _block_text(self, block, record):
        # translations written by earlier versions were not checked
        body = block.body or ""
        if placeholders.FOREIGN.search(body):
            body = plaintext2html(self._plain(body))
        values = self._values(block.template_id.kind, record, body)
        if not body:
            return None
        return {
            "html": placeholders.fill(body, values),
            "plain": placeholders.fill_text(self._plain(body), values),
        }

    def _block_qr(self, block, record):
        source = self._ask("qr", record)
        return {"source": source} if source else None

    def _block_sign(self, block, record):
        values = self._values(block.template_id.kind, record, block.boxes)
        text = placeholders.fill_text(block.boxes, values)
        boxes = [line.strip() for line in text.splitlines() if line.strip()]
        return {"boxes": boxes[:6]} if boxes else None

    # --------------------------------------------------------------- placeholders
    @api.model
    def _filler(self, kind, record):
        """A function that fills plain text for ``record``."""
        return lambda text: placeholders.fill_text(
            text, self._values(kind, record, text)
        )

    @api.model
    def _values(self, kind, record, text):
        """Formatted values of the placeholders of ``text`` that may be named."""
        asked = set(placeholders.names(text or ""))
        if not asked:
            return {}
        allowed = self.env["smb.print.field"].search(
            [
                ("model", "=", record._name),
                ("is_line", "=", False),
                ("path", "in", list(asked)),
            ]
        )
        return {one.path: self._cell(record, one).text for one in allowed}


def _counted(lines):
    """Lines with their number; sections and notes have none of their own."""
    number = 0
    for kind, line in lines:
        number += kind == "line"
        yield number, (kind, line)
