from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Date, Datetime, Domain
from odoo.tools.sql import escape_psql

from ...tools.text import storable

YEARS = range(1900, 2200)
CONTAINS = ("like", "ilike", "not like", "not ilike")


class SmbInputMixin(models.AbstractModel):
    """Everything typed, imported or sent to our records passes here first.

    Text loses the characters that no database can hold; a date that is none, or
    lies in a year nobody means, is refused in a sentence rather than a traceback.
    """

    _name = "smb.input.mixin"
    _description = "Input Check"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._smb_clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._smb_clean_vals(vals))

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """Texts of other languages are cleaned and checked as the first one is.

        :raise ValidationError: when the text of one language does not pass
        """
        cleaned = {code: _cleaned(text) for code, text in translations.items()}
        done = super()._update_field_translations(
            field_name, cleaned, digest=digest, source_lang=source_lang
        )
        for code in cleaned:
            self.with_context(lang=code)._validate_fields([field_name])
        return done

    @api.model
    def _search(self, domain, *args, **kwargs):
        literal = Domain(domain).map_conditions(self._smb_literal)
        return super()._search(literal, *args, **kwargs)

    @api.model
    def _smb_literal(self, condition):
        """Who searches our texts for "100%" means a percent sign, not anything."""
        field = self._fields.get(condition.field_expr)
        typed = isinstance(condition.value, str) and condition.operator in CONTAINS
        if not typed or field is None or field.type not in ("char", "text", "html"):
            return condition
        text = escape_psql(storable(condition.value))
        return Domain(condition.field_expr, condition.operator, text)

    @api.model
    def _smb_clean_vals(self, vals):
        """A copy of ``vals`` that can be stored.

        :raise ValidationError: when a date can't be read or its year is absurd
        """
        cleaned = dict(vals)
        for name, value in vals.items():
            if isinstance(value, str) and name in self._fields:
                cleaned[name] = self._smb_clean_value(self._fields[name], value)
        return cleaned

    @api.model
    def _smb_clean_value(self, field, value):
        if field.type in ("date", "datetime"):
            self._smb_check_date(field, value)
            return value
        cleaned = storable(value)
        # markup that was already trusted stays markup
        return type(value)(cleaned) if cleaned != value else value

    @api.model
    def _smb_check_date(self, field, value):
        convert = Date.to_date if field.type == "date" else Datetime.to_datetime
        try:
            moment = convert(value)
        except ValueError:
            moment = None
        if value and (moment is None or moment.year not in YEARS):
            raise ValidationError(
                self.env._(
                    "%(field)s: %(value)s is not a date between %(first)s and"
                    " %(last)s. Check the year.",
                    field=field._description_string(self.env),
                    value=value[:40],
                    first=YEARS[0],
                    last=YEARS[-1],
                )
            )


def _cleaned(text):
    """Text of a language, or its paragraphs by those they translate."""
    if isinstance(text, dict):
        return {source: _cleaned(own) for source, own in text.items()}
    return storable(text) if isinstance(text, str) else text
