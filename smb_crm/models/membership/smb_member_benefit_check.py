from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# what a benefit of a kind cannot do without
NEEDS = {
    "pricelist": "pricelist_id",
    "term": "payment_term_id",
    "discount": "discount",
    "gift": "product_ids",
    "hours": "hours",
}
# of these a day has one, so two at once contradict each other
ONE = {"pricelist", "term", "priority", "delivery", "contact", "gift", "hours"}
TARGETS = ("applies_on", "category_id", "product_ids")
RULED = ("kind", "level_id", "company_id", "date_from", "date_to", "active")


class SmbMemberBenefit(models.Model):
    """What managers may say, and what they are warned of."""

    _inherit = "smb.member.benefit"

    warning = fields.Char(compute="_compute_warning")

    @api.depends(
        "kind",
        "applies_on",
        "level_id.active",
        "payment_term_id.active",
        "pricelist_id.active",
        "product_ids.active",
    )
    def _compute_warning(self):
        for benefit in self:
            rests = benefit._rests_on()
            archived = [record for record in rests if not record.active]
            benefit.warning = bool(archived) and self.env._(
                "Archived, so without effect: %(names)s",
                names=", ".join(record.display_name for record in archived),
            )

    def _rests_on(self):
        """The records without which this benefit brings nothing."""
        benefit = self.with_context(active_test=False)
        rests = [*benefit.level_id]
        if benefit.kind in ("delivery", "gift") or (
            benefit.kind == "discount" and benefit.applies_on == "product"
        ):
            rests += benefit.product_ids
        if benefit.kind in ("pricelist", "term"):
            rests += benefit[NEEDS[benefit.kind]]
        return rests

    @api.constrains(*RULED, *TARGETS, *NEEDS.values())
    def _check_complete(self):
        for benefit in self:
            need = NEEDS.get(benefit.kind)
            if benefit.kind == "discount" and benefit.applies_on == "category":
                need = benefit.discount and "category_id" or need
            if benefit.kind == "discount" and benefit.applies_on == "product":
                need = benefit.discount and "product_ids" or need
            if need and not benefit.with_context(active_test=False)[need]:
                raise ValidationError(
                    self.env._(
                        "%(benefit)s brings nothing without %(field)s. Fill it in.",
                        benefit=benefit.name,
                        field=benefit._fields[need]._description_string(self.env),
                    )
                )

    @api.constrains("level_id", "company_id")
    def _check_level_company(self):
        for benefit in self:
            company = benefit.level_id.company_id
            if company and company != benefit.company_id:
                raise ValidationError(
                    self.env._(
                        "%(level)s is a level of %(company)s. Choose one of your own"
                        " company, or one of all companies.",
                        level=benefit.level_id.name,
                        company=company.name,
                    )
                )

    @api.constrains(*RULED, *TARGETS, "combinable")
    def _check_overlap(self):
        """Two that exclude each other, for the same things on the same days."""
        for benefit in self.filtered("active"):
            others = self.search(
                [
                    ("id", "!=", benefit.id),
                    ("level_id", "=", benefit.level_id.id),
                    ("company_id", "=", benefit.company_id.id),
                    ("kind", "=", benefit.kind),
                ]
            )
            clash = others.filtered(benefit._clashes)[:1]
            if clash:
                raise ValidationError(
                    self.env._(
                        "%(one)s and %(other)s are for the same things on the same"
                        " days. Change the dates, or let them be combined.",
                        one=benefit.name,
                        other=clash.name,
                    )
                )

    def _same_days(self, other):
        """Whether there is a day on which both apply."""
        if self.date_to and other.date_from and self.date_to < other.date_from:
            return False
        return not (other.date_to and self.date_from and other.date_to < self.date_from)

    def _clashes(self, other):
        if not self._same_days(other):
            return False
        if self.kind in ONE:
            return True
        if self.kind != "discount" or self.combinable or other.combinable:
            return False
        return all(self[name] == other[name] for name in TARGETS[: self._width()])

    def _width(self):
        """How many of the fields that say on what a discount applies count."""
        return {"all": 1, "category": 2, "product": 3}[self.applies_on]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: only whether it was used, by whomever
        uses = self.env["smb.benefit.use"].sudo()
        used = uses.search([("benefit_id", "in", self.ids)], limit=1)
        if used:
            raise UserError(
                self.env._(
                    "%s was used already. Archive it or give it a last day instead.",
                    used.benefit_id.name,
                )
            )
