from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
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

        What a manager gives replaces what a manager gave before, and what is better.

        :param source: ``tier``, ``order`` or ``hand``
        :param date_start: today when empty; kept while a membership runs
        :param date_end: the last day; when empty as long as the level runs, or while
            the tier earns it
        :return: the membership; its number stays for who comes back
        """
        day = date_start or self._today(company)
        if not date_end and source != "tier":
            date_end = self._end_of(level, day)
        membership = self._locked(partner, company)
        if source == "hand":
            membership._overrule(level)
        return self._entitle(
            membership,
            partner,
            company,
            level,
            source=source,
            date=day,
            date_from=day,
            date_to=date_end,
            reason=reason,
            order_line_id=order_line.id if order_line else False,
        )

    @api.model
    def _locked(self, partner, company):
        """The membership of ``partner``'s customer, ended or not, for us alone."""
        customer = partner.commercial_partner_id
        self._lock_customer(customer)
        found = self.search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        )
        found._know_rights()
        return found

    @api.model
    def _entitle(self, membership, partner, company, level, **right):
        """A right to ``level`` for the membership, which begins with it if need be."""
        self._check_level(level, company)
        customer = partner.commercial_partner_id
        fresh = not membership
        if fresh:
            membership = self._begin(customer, company, level, right)
        elif membership.state == "ended":
            membership.write({"suspended": False, "suspend_reason": False})
        self.env["smb.membership.right"].create(
            {
                **right,
                "membership_id": membership.id,
                "partner_id": customer.id,
                "company_id": company.id,
                "level_id": level.id,
            }
        )
        # what the first right brings is no change to tell of
        quiet = membership.with_context(mail_notrack=fresh)
        kind = "joined" if fresh else None
        quiet._settle(kind, right.get("reason"), right["source"])
        return membership

    @api.model
    def _begin(self, customer, company, level, right):
        numbers = self.env["ir.sequence"].with_company(company)
        return self.create(
            {
                "partner_id": customer.id,
                "company_id": company.id,
                "level_id": level.id,
                "source": right["source"],
                "number": numbers.next_by_code("smb.membership"),
                "date_start": right["date"],
                "date_end": right["date"] - timedelta(days=1),
                "state": "ended",
            }
        )

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
                    "The level %(level)s is archived or belongs to another company."
                    " Choose another level.",
                    level=level.display_name,
                )
            )

    @api.model
    def _end_of(self, level, day, times=1):
        """The last day of a membership of ``level`` that begins on ``day``."""
        if not level.smb_months:
            return False
        months = relativedelta(months=level.smb_months * times)
        return day + months - timedelta(days=1)

    @api.model
    def _today(self, company):
        return local_day(fields.Datetime.now(), zone(company.partner_id.tz))

    # change

    def _change_level(self, level, reason=None):
        """Another level from today on, as a manager says; the end stays."""
        self._check_level(level, self.company_id)
        if level == self.level_id:
            return
        self._know_rights()
        self._overrule(level)
        today = self._today(self.company_id)
        day = max(today, self.date_start)
        self._entitle(
            self,
            self.partner_id,
            self.company_id,
            level,
            source="hand",
            date=day,
            date_from=day,
            date_to=self.date_end,
            reason=reason,
        )

    def _leave(self, reason=None):
        """The benefits end: today is no day of the membership any more."""
        self._know_rights()
        self._close_rights(self._open_rights())
        self.write({"suspended": False, "suspend_reason": False})
        self._settle("left", reason, "hand")

    def _prolong(self, level=None, times=1, reason=None):
        """Prolong by what ``level`` runs, from the end or, if that is over, today."""
        level = level or self.level_id
        self._know_rights()
        begin = self._today(self.company_id)
        if self.date_end and self.date_end >= begin:
            begin = self.date_end + timedelta(days=1)
        self._entitle(
            self,
            self.partner_id,
            self.company_id,
            level,
            source="hand",
            date=begin,
            date_from=begin,
            date_to=self._end_of(level, begin, times),
            reason=reason,
        )

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
