from datetime import timedelta

from odoo import SUPERUSER_ID, api, models

DAY = timedelta(days=1)


class SmbMembership(models.Model):
    """What a membership is follows from the rights: level, end, state, history.

    The customer's level in Odoo follows the membership.
    """

    _inherit = "smb.membership"

    # rights

    def _know_rights(self):
        """A running membership without any right has what its dates say."""
        for row in self.filtered(lambda row: not row.right_ids):
            if row.state != "ended":
                row.env["smb.membership.right"].create(row._prepare_right())

    def _prepare_right(self):
        return {
            "membership_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "level_id": self.level_id.id,
            "source": "hand" if self.source == "order" else self.source,
            "date": self.date_start,
            "date_from": self.date_start,
            "date_to": self.date_end,
            "reason": self.reason,
        }

    def _open_rights(self):
        """What counts today or later."""
        today = self._today(self.company_id) if self else None
        rights = self.right_ids.filtered(lambda right: not right.cancelled)
        return rights._on(today) | rights._after(today)

    def _overrule(self, level):
        """A manager says that it is ``level`` now."""
        place = level.sequence, level.id
        self._close_rights(
            self._open_rights().filtered(
                lambda right: right.source == "hand" or right._rank() < place
            )
        )

    def _close_rights(self, rights):
        """A manager ends ``rights``; what the tier earned is not earned again."""
        if not rights:
            return
        earned = rights.filtered(lambda right: right.source == "tier")._best()
        if earned:
            self.declined_level_id = earned.level_id
        rights._close(self._today(self.company_id))

    # what follows from them

    def _settle(self, kind=None, reason=None, source=None):
        """Level, dates and state follow the rights; what changed is remembered.

        :param kind: what happened, for the history; found out when empty
        """
        self.ensure_one()
        self._lock_customer(self.partner_id)
        rights = self.right_ids.filtered(lambda right: not right.cancelled)
        rights._place()
        today = self._today(self.company_id)
        vals = self._settled(rights, today)
        before = self.level_id
        was = {name: self[name] for name in vals}
        self.write(
            {name: vals[name] for name in vals if self._differs(name, vals[name])}
        )
        kind = kind or self._what_happened(was, before)
        if kind:
            self._remember(kind, before, reason, source)
        self._sync_grade(self.partner_id)

    def _differs(self, name, new):
        field = self._fields[name]
        return field.convert_to_cache(new, self) != field.convert_to_cache(
            self[name], self
        )

    def _settled(self, rights, today):
        """Values of the membership on ``today``, from the rights that count."""
        now, later = rights._on(today), rights._after(today)
        if not now and not later:
            return self._settled_over(rights, today)
        best = now._best() or later.sorted("date_from")[:1]
        bought = now.filtered(lambda right: right.source == "order")
        paid = bought._best()
        vals = {
            "level_id": best.level_id.id,
            "source": best.source,
            "reason": best.reason,
            "date_end": self._last_day(best, now | later),
            "paid_level_id": paid.level_id.id,
            "paid_until": self._last_day(paid, bought | later) if paid else False,
            "order_line_id": bought.sorted("id")[-1:].order_line_id.id,
        }
        if self.state == "ended":
            vals["date_start"] = best.date_from
        elif not now:
            vals["date_start"] = max(best.date_from, self.date_start)
        vals["state"] = "active" if now else "waiting"
        if self.suspended:
            vals["state"] = "suspended"
        return vals

    def _settled_over(self, rights, today):
        """What ended stays as it was; what ends now had its last day before."""
        if self.state == "ended" and not rights:
            return {}
        past = [right.date_to for right in rights if right.date_to]
        last = max(past, default=today - DAY)
        start = self.date_start
        if self.state == "ended":
            last = max(last, self.date_end or last)
        return {
            "date_end": max(last, start - DAY),
            "state": "ended",
            "paid_level_id": False,
            "paid_until": False,
            "order_line_id": False,
            "lower_since": False,
        }

    @staticmethod
    def _last_day(right, rights):
        """Until when ``right`` and what follows it at the same level run."""
        last = right.date_to
        same = rights.filtered(lambda one: one.level_id == right.level_id)
        for one in same.sorted("date_from"):
            if not last:
                break
            if one.date_from <= last + DAY:
                last = one.date_to and max(last, one.date_to)
        return last or False

    def _what_happened(self, was, before):
        if not was:
            return None
        if self.state == "ended":
            return "left" if was["state"] != "ended" else None
        if was["state"] == "ended":
            return "joined"
        if self.level_id != before:
            places = [(one.sequence, one.id) for one in (self.level_id, before)]
            return "up" if places[0] < places[1] else "down"
        if self.date_end == was["date_end"]:
            return None
        longer = (
            not self.date_end or was["date_end"] and was["date_end"] < self.date_end
        )
        return "renewed" if longer else "shortened"

    def _set(self, vals, kind, reason=None):
        """Write ``vals``, which are a ``kind`` of change, and all that follows."""
        self.ensure_one()
        self._lock_customer(self.partner_id)
        self.write(vals)
        self._remember(kind, self.level_id, reason, "hand")
        self._follow()

    def _merge_reason(self):
        """What the history of the remaining membership says about this one."""
        return self.env._(
            "%(number)s of %(customer)s ended here: %(level)s",
            number=self.number,
            customer=self.partner_id.name,
            level=self.level_id.name,
        )

    def _remember(self, kind, before=None, reason=None, source=None):
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
                    "source": source,
                    "from_level": before.name if before and kind != "joined" else False,
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
                    self._forget_price_list(customer)
                    home = customer.with_company(best.company_id)
                    home.grade_id = best.level_id
            elif customer.grade_id:
                self._forget_grade(customer)

    @api.model
    def _forget_grade(self, customer):
        self._forget_price_list(customer)
        customer.grade_id = False

    @api.model
    def _forget_price_list(self, customer):
        """The list that came with the level goes with it, unless another was chosen."""
        given = customer.grade_id.default_pricelist_id
        if not given:
            return
        for company in self.search([("partner_id", "=", customer.id)]).company_id:
            home = customer.with_company(company)
            if home.specific_property_product_pricelist == given:
                home.specific_property_product_pricelist = False
