from odoo import api, models

TEMPLATE, BLOCK = "smb.print.template", "smb.print.block"


class IrModuleModule(models.Model):
    """The papers that come with the app speak each language of the customers."""

    _inherit = "ir.module.module"

    @api.model
    def _smb_shipped(self):
        papers = self.env[TEMPLATE].with_context(lang="en_US")._usual()
        blocks = [block for paper in papers for block in paper["blocks"]]
        return [
            *super()._smb_shipped(),
            (TEMPLATE, "name", [paper["name"] for paper in papers]),
            (TEMPLATE, "copies", [p["copies"] for p in papers if p.get("copies")]),
            *(
                (BLOCK, name, [block[name] for block in blocks if block.get(name)])
                for name in ("name", "body", "boxes")
            ),
        ]

    @api.model
    def _smb_add_translations(self, row, name, known):
        field = row._fields[name]
        if not callable(field.translate):
            super()._smb_add_translations(row, name, known)
            return
        stored = field._get_stored_translations(row) or {}
        source = stored.get("en_US")
        terms = field.get_trans_terms(source)
        new = {}
        for code, texts in known.items():
            own = field.get_trans_terms(texts.get(source) or "")
            # paragraph by paragraph, as such texts are kept
            if stored.get(code, source) == source and len(own) == len(terms):
                new[code] = dict(zip(terms, own, strict=True))
        if new:
            row.update_field_translations(name, new)
