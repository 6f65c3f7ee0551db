from odoo import api, models
from odoo.tools.translate import code_translations

MODULE = "smb_crm"
SOURCE = "en_US"


class IrModuleModule(models.Model):
    """What our code writes in English speaks each language that is installed.

    Records of data files get their translations from Odoo. Programmes, tiers and
    holidays are made for each company by code, so we do the same for them: when they
    are made, and whenever a language comes or the addon is updated. A text that
    somebody changed, in any language, stays as it is.
    """

    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        result = super()._load_module_terms(modules, langs, overwrite)
        if set(self._smb_catalogues()) & set(modules):
            self._smb_translate_shipped(langs)
        return result

    @api.model
    def _smb_catalogues(self):
        """Addons whose code writes such texts. Addons beside this one add theirs."""
        return [MODULE]

    @api.model
    def _smb_known(self, code):
        """``{source: translation}`` of all of them."""
        known = {}
        for module in reversed(self._smb_catalogues()):
            known.update(code_translations.get_python_translations(module, code))
        return known

    @api.model
    def _smb_shipped(self):
        """``[(model, field, texts)]``: fields that code fills with these. Rooms add."""
        return []

    @api.model
    def _smb_translate_shipped(self, langs=None):
        """Add what is missing in ``langs``, or in all that are installed."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        wanted = [code for code in langs or installed if code != SOURCE]
        known = {code: self._smb_known(code) for code in wanted}
        if not wanted:
            return
        english = self.with_context(lang=SOURCE).env
        for model, name, texts in self._smb_shipped():
            # sudo: texts of ours in more languages; nothing is shown
            rows = english[model].sudo().with_context(active_test=False)
            sources = {english._(text) for text in texts}
            for row in rows.search([(name, "in", list(sources))]):
                self._smb_add_translations(row, name, known)

    @api.model
    def _smb_add_translations(self, row, name, known):
        """Add to field ``name`` what ``known`` says, where nothing is said yet.

        :param known: ``{language: {source: translation}}``
        """
        stored = row._fields[name]._get_stored_translations(row) or {}
        source = stored.get(SOURCE)
        new = {
            code: texts[source]
            for code, texts in known.items()
            if stored.get(code, source) == source and texts.get(source)
        }
        if new:
            row.update_field_translations(name, new)
