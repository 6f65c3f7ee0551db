"""Conditions on customers, as one company sees what belongs to them."""

from odoo.fields import Domain

ANY = ("any", "any!", "not any", "not any!")


def within_company(domain, model, company):
    """``domain`` on ``model``, so that only records of ``company`` count.

    The planner searches as superuser, for whom no rule of companies holds: a condition
    on a customer's orders would count those of other companies as well.
    """

    def narrowed(condition):
        field_name, _dot, rest = condition.field_expr.partition(".")
        field = model._fields.get(field_name)
        if not field or not field.relational:
            return condition
        if rest:
            # as Odoo reads a path itself
            inner = Domain(rest, condition.operator, condition.value)
            return narrowed(Domain(field_name, "any", inner))
        records = model.env[field.comodel_name]
        counted = _of_company(field, records, company)
        if condition.operator in ANY:
            if not isinstance(condition.value, (Domain, list, tuple)):
                return condition
            inner = within_company(Domain(condition.value), records, company)
            return Domain(field_name, condition.operator, inner & counted)
        if _asks_for_any(condition) and not counted.is_true():
            is_none = condition.operator in ("=", "in")
            return Domain(field_name, "not any" if is_none else "any", counted)
        return condition

    return domain.map_conditions(narrowed)


def _of_company(field, records, company):
    """Which records count: those of the company, where a customer has many of them."""
    if not field.type.endswith("2many") or "company_id" not in records._fields:
        return Domain.TRUE
    return Domain(records._check_company_domain(company))


def _asks_for_any(condition):
    """Whether the condition is "has none" or "has any"."""
    value = condition.value
    if condition.operator in ("=", "!="):
        return value is False
    return condition.operator in ("in", "not in") and list(value) == [False]
