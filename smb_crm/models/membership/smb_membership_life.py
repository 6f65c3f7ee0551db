from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.roles import MANAGERS
from ...tools.zones import local_day, zone


class SmbMembership(models.Model):
    """How a membership begins, changes and ends.

    Everything that happens to one passes here: the row is locked, changed, written into
    the history, and the customer's level in Odoo follows. Methods with an underscore
    are called by jobs, orders and dialogs that have checked who asks.
    """

    _inherit = "smb.membership"

    # begin

    @api.model
    def _join(
        self,
        partner,
        company,
        level,
        source,
        date_start=None,
        date_end=None,
        reason=None,
        order_line=None,
    ):
        """Make ``partner``'s customer a member of ``company``, or go on with one.

        :param source: ``tier``, ``order`` or ``hand``
        :param date_start: today when empty; kept while a membership runs
        :param date_end: the last day; as long as the level runs when empty
        :return: the membership; its number stays for who comes back
        """
        customer = partner.commercial_partner_id
        self._lock_customer(customer)
        self._check_level(level, company)
        day = date_start or self._today(company)
        vals = {
            "level_id": level.id,
            "source": source,
            "reason": reason,
            "date_end": date_end or self._end_of(level, day),
            "order_line_id": order_line.id if order_line else False,
            "suspended": False,
            "suspend_reason": False,
            "lower_since": False,
        }
        membership = self.with_context(active_test=False).search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        )
        if not membership:
            return self._begin(customer, company, day, vals)
        if membership.state == "ended":
            vals["date_start"] = day
            membership._set(vals, "joined", reason)
            return membership
        kind = membership._kind_of(level)
        membership._set(vals, kind or "renewed", reason)
        return membership

    @api.model
    def _begin(self, customer, company, day, vals):
        numbers = self.env["ir.sequence"].with_company(company)
        membership = self.create(
            {
                **vals,
                "partner_id": customer.id,
                "company_id": company.id,
                "number": numbers.next_by_code("smb.membership"),
                "date_start": day,
            }
        )
        membership._remember("joined", None, vals["reason"])
        membership._follow()
        return membership

    @api.model
    def _lock_customer(self, customer):
        """Two who make the same customer a member at once do so one after the other."""
        self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id IN %s FOR NO KEY UPDATE",
                tuple(customer.ids),
            )
        )

    @api.model
    def _check_level(self, level, company):
        if not level.active or level.company_id not in (company.browse(), company):
            raise UserError(
                self.env._(
                    "The level %(level)s is archived or belongs to another company.",
                    level=level.display_name,
                )
            )

    @api.model
    def _end_of(self, level, day):
        """The last day of a membership of ``level`` that begins on ``day``."""
        if not level.smb_months:
            return False
        return day + relativedelta(months=level.smb_months) - timedelta(days=1)

    @api.model
    def _today(self, company):
        return local_day(fields.Datetime.now(), zone(company.partner_id.tz))

    # change

    def _set(self, vals, kind, reason=None):
        """Write ``vals``, which are a ``kind`` of change, and all that follows."""
        self.ensure_one()
        self.lock_for_update()
        before = self.level_id
        self.write(vals)
        self._remember(kind, before, reason)
        self._follow()

    def _kind_of(self, level):
        """Up or down from the present level to ``level``, or ``None``."""
        if level == self.level_id:
            return None
        places = [(one.sequence, one.id) for one in (level, self.level_id)]
        return "up" if places[0] < places[1] else "down"

    def _change_level(self, level, reason=None):
        """Another level from today on; the end stays."""
        self._check_level(level, self.company_id)
        kind = self._kind_of(level)
        if kind:
            self._set({"level_id": level.id, "lower_since": False}, kind, reason)

    def _leave(self, reason=None):
        """The benefits end: today is no day of the membership any more."""
        last = self._today(self.company_id) - timedelta(days=1)
        end = max(last, self.date_start - timedelta(days=1))
        vals = {"date_end": end, "suspended": False, "suspend_reason": False}
        self._set(vals, "left", reason)

    def _prolong(self, level=None, times=1, reason=None):
        """Prolong by what ``level`` runs, from the end or, if that is over, today."""
        level = level or self.level_id
        today = self._today(self.company_id)
        begin = today
        if self.date_end and self.date_end >= today:
            begin = self.date_end + timedelta(days=1)
        end = False
        if level.smb_months:
            months = relativedelta(months=level.smb_months * times)
            end = begin + months - timedelta(days=1)
        vals = {"date_end": end}
        if self.state == "ended":
            vals["date_start"] = today
        self._set(vals, "renewed", reason)

    # buttons

    def _check_manager(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(MANAGERS):
            raise AccessError(
                self.env._("Only sales managers change memberships by hand.")
            )

    def action_renew(self):
        """Managers prolong it; others sell the product that brings the level.

        :raise UserError: when no product of the company brings it
        """
        self.ensure_one()
        self.check_access("read")
        if self.env.su or self.env.user.has_group(MANAGERS):
            # sudo: rows change by these methods only; a manager asked
            self.sudo()._prolong()
            return True
        return self._quote_renewal()

    def _quote_renewal(self):
        """A new quotation with the product that brings this level."""
        product = self._renewal_product()
        if not product:
            raise UserError(
                self.env._(
                    "No product brings the level %(level)s. Ask a sales manager to"
                    " renew the membership.",
                    level=self.level_id.display_name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Renewal"),
            "res_model": "sale.order",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_order_line": [(0, 0, {"product_id": product.id})],
            },
        }

    def action_suspend(self, reason=None):
        """Let the benefits rest until somebody resumes them."""
        self._check_manager()
        for membership in self.filtered(lambda row: not row.suspended):
            # sudo: rows change by these methods only; a manager asked
            membership.sudo()._set(
                {"suspended": True, "suspend_reason": reason}, "suspended", reason
            )
        return True

    def action_resume(self):
        """The benefits apply again."""
        self._check_manager()
        for membership in self.filtered("suspended"):
            # sudo: rows change by these methods only; a manager asked
            membership.sudo()._set(
                {"suspended": False, "suspend_reason": False}, "resumed"
            )
        return True

    # what follows

    def _remember(self, kind, before=None, reason=None):
        """Write the history; nobody changes it later."""
        by_job = self.env.uid == SUPERUSER_ID
        self.env["smb.membership.change"].create(
            [
                {
                    "membership_id": row.id,
                    "partner_id": row.partner_id.id,
                    "company_id": row.company_id.id,
                    "date": self._today(row.company_id),
                    "kind": kind,
                    "from_level": before.name if before else False,
                    "to_level": row.level_id.name,
                    "to_level_id": row.level_id.id,
                    "date_end": row.date_end,
                    "reason": reason,
                    "user_id": False if by_job else self.env.uid,
                }
                for row in self
            ]
        )

    def _follow(self):
        """State and the customer's level say what the dates say."""
        for row in self:
            state = row._state_on(self._today(row.company_id))
            if row.state != state:
                row.state = state
        self._sync_grade(self.partner_id)

    def _state_on(self, day):
        if self.date_end and self.date_end < day:
            return "ended"
        if self.suspended:
            return "suspended"
        return "waiting" if self.date_start > day else "active"

    @api.model
    def _sync_grade(self, customers):
        """Odoo's own level of ``customers``: the best of those that have not ended.

        Who left loses it, and the price list that came with it.
        """
        rows = self.search(
            [("partner_id", "in", customers.ids), ("state", "!=", "ended")]
        )
        for customer in customers:
            mine = rows.filtered(lambda row, who=customer: row.partner_id == who)
            best = mine.sorted(lambda row: (row.level_id.sequence, row.level_id.id))[:1]
            if best:
                if customer.grade_id != best.level_id:
                    home = customer.with_company(best.company_id)
                    home.grade_id = best.level_id
            elif customer.grade_id:
                self._forget_grade(customer)

    @api.model
    def _forget_grade(self, customer):
        for company in self.search([("partner_id", "=", customer.id)]).company_id:
            home = customer.with_company(company)
            given = customer.grade_id.default_pricelist_id
            if given and home.specific_property_product_pricelist == given:
                home.specific_property_product_pricelist = False
        customer.grade_id = False
