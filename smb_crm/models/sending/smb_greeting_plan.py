from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.yearly import next_occurrence, spans
from ...tools.zones import moment_of, zone

# somewhere it is tomorrow's tomorrow already, somewhere it is still yesterday
AHEAD, BACK = timedelta(days=2), timedelta(days=2)
# what was missed in a longer downtime is not even listed
LONGEST = timedelta(days=31)
# who gets a greeting: a person or customer with an address, not paused, not archived
WANTED = """
    JOIN res_partner firm ON firm.id = p.commercial_partner_id
    JOIN smb_scorecard card ON card.partner_id = firm.id
     AND card.company_id = %(company)s AND card.active
   WHERE p.active AND firm.active
     AND p.smb_care_paused IS NOT TRUE AND firm.smb_care_paused IS NOT TRUE
     AND EXISTS (SELECT 1 FROM res_partner reached
                  WHERE reached.email_normalized IS NOT NULL AND reached.active
                    AND (reached.id = p.id
                         OR p.is_company AND reached.parent_id = p.id
                            AND reached.type = 'contact'))
"""


class SmbGreeting(models.Model):
    """Greetings of the next days lie in the outbox before they go out.

    So tomorrow's can be looked at and skipped. Until it is tried a row follows the
    facts: a birthday that is corrected, an hour that is changed, a greeting that is
    switched off.
    """

    _inherit = "smb.greeting"

    @api.model
    def _cron_greet(self):
        """Queue the greetings of the next days, a greeting per transaction."""
        commit = self.env["ir.cron"]._commit_progress
        greetings = self.search([("enabled", "=", True)])
        commit(remaining=len(greetings))
        for greeting in greetings:
            greeting._queue_days()
            if not commit(1):
                return

    def _queue_days(self):
        """Make the outbox agree with what is to be greeted from yesterday on."""
        for greeting in self:
            # sudo: writes the outbox, as the settings that the caller may write say
            greeting.sudo()._queue_own_days()

    def _queue_own_days(self):
        company = self.company_id
        held = self.env["smb.sending"]._held(company)
        today = fields.Date.today()
        rows = []
        if self.enabled and not held:
            known = (self.planned_until or self.date_start) - AHEAD - BACK
            first = max(self.date_start, min(known, today - BACK), today - LONGEST)
            last = today + AHEAD
            rows = self._rows(first, last) if first <= last else []
            self.planned_until = last
        self._drop_others(rows)
        new = self.env["smb.sending"]._queue(rows)
        new.greeting_id = self
        self._correct(rows)
        self.env["smb.sending"].invalidate_model()

    def _rows(self, first, last):
        """What is to be sent: rows of the outbox, for days ``first`` to ``last``."""
        find = {
            "birthday": self._birthdays,
            "anniversary": self._anniversaries,
            "date": self._other_dates,
            "holiday": self._holidays,
        }[self.occasion]
        home = self.company_id.partner_id.tz
        return [
            {
                "company_id": self.company_id.id,
                "partner_id": partner,
                "kind": self.occasion,
                "key": key,
                "date": day,
                "next_try": moment_of(day, self.hour, zone(tz, home)),
                "user_id": user,
                "template_id": template or self.template_id.id,
            }
            for (partner, tz, user), day, key, template in find(first, last)
        ]

    def _ask(self, source, column, where):
        """Partners to greet: id, zone, salesperson, and ``column`` of each."""
        return self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.tz, firm.user_id, %(column)s
                  FROM %(source)s %(wanted)s AND (%(where)s)
                """,
                source=SQL(source),
                column=column,
                wanted=SQL(WANTED, company=self.company_id.id),
                where=where,
            )
        )

    @staticmethod
    def _between(text, first, last):
        """SQL: ``text``, such as 0229, falls on one of these days."""
        ranges = [
            SQL("%s BETWEEN %s AND %s", text, f"{m:02}{low:02}", f"{m:02}{high:02}")
            for m, low, high in spans(first, last)
        ]
        return SQL(" OR ").join(ranges)

    @staticmethod
    def _on(text, first):
        """The day that ``text``, such as 0229, means from ``first`` on."""
        return next_occurrence(int(text[2:]), int(text[:2]), first)

    def _birthdays(self, first, last):
        text = SQL("(p.smb_birth_month || p.smb_birth_day)")
        where = SQL(
            "p.email_normalized IS NOT NULL AND (%s)", self._between(text, first, last)
        )
        for *whom, born in self._ask("res_partner p", text, where):
            day = self._on(born, first)
            yield whom, day, str(day.year), None

    def _anniversaries(self, first, last):
        began = SQL("card.first_deal_date")
        text = SQL("to_char(%s, 'MMDD')", began)
        where = SQL("p.id = firm.id AND (%s)", self._between(text, first, last))
        for *whom, start in self._ask("res_partner p", began, where):
            day = self._on(start.strftime("%m%d"), first)
            if day.year > start.year:
                yield whom, day, str(day.year), None

    def _other_dates(self, first, last):
        source = "smb_partner_date kept JOIN res_partner p ON p.id = kept.partner_id"
        text = SQL("(kept.month || kept.day)")
        column = SQL("%s || kept.id", text)
        for *whom, kept in self._ask(source, column, self._between(text, first, last)):
            day = self._on(kept[:4], first)
            yield whom, day, f"{kept[4:]}|{day.year}", None

    def _holidays(self, first, last):
        holidays = self.env["smb.holiday"].search(
            [("company_id", "=", self.company_id.id)]
        )
        for holiday in holidays:
            for day in holiday._days(first, last):
                key = f"{holiday.id}|{day.year}"
                for *whom, _none in self._celebrating(holiday):
                    yield whom, day, key, holiday.template_id.id

    def _celebrating(self, holiday):
        """Customers in the countries and languages of ``holiday``."""
        where = SQL("p.id = firm.id")
        if holiday.country_ids:
            where = SQL("%s AND p.country_id = ANY(%s)", where, holiday.country_ids.ids)
        if holiday.lang_ids:
            codes = holiday.lang_ids.mapped("code")
            where = SQL("%s AND p.lang = ANY(%s)", where, codes)
        return self._ask("res_partner p", SQL("NULL"), where)

    # what waits follows the facts

    def _untouched(self):
        return SQL(
            "greeting_id = %s AND state = 'queued' AND tries = 0 AND NOT by_hand",
            self.id,
        )

    def _drop_others(self, rows):
        """Greetings that wait and are wanted no longer, as if never planned."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM smb_sending WHERE %s
                   AND (partner_id, key, date) NOT IN (
                       SELECT * FROM unnest(%s::int4[], %s::varchar[], %s::date[]))
                """,
                self._untouched(),
                *self._columns(rows, "partner_id", "key", "date"),
            )
        )

    def _correct(self, rows):
        """Those that wait go out at the hour and with the text that hold now."""
        names = ("partner_id", "key", "next_try", "template_id", "user_id")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE smb_sending SET next_try = new.moment,
                       template_id = new.template_id, user_id = new.user_id
                  FROM unnest(%s::int4[], %s::varchar[], %s::timestamp[], %s::int4[],
                              %s::int4[])
                       AS new (partner_id, key, moment, template_id, user_id)
                 WHERE smb_sending.partner_id = new.partner_id
                   AND smb_sending.key = new.key AND %s
                   AND (smb_sending.next_try, smb_sending.template_id,
                        smb_sending.user_id)
                       IS DISTINCT FROM (new.moment, new.template_id, new.user_id)
                """,
                *self._columns(rows, *names),
                self._untouched(),
            )
        )

    @staticmethod
    def _columns(rows, *names):
        return [[row[name] for row in rows] for name in names]


class SmbSending(models.Model):
    """Which greeting a mail belongs to."""

    _inherit = "smb.sending"

    greeting_id = fields.Many2one(
        "smb.greeting", readonly=True, index="btree_not_null", ondelete="set null"
    )

    def _obstacle(self):
        greeting = self.greeting_id
        if greeting and not greeting.enabled and not self.by_hand:
            return "cancelled", self.env._("This greeting was switched off.")
        if self.kind in ("date", "holiday") and not self._day_greeted():
            return "cancelled", self.env._("This day was deleted.")
        return super()._obstacle()

    def _template_words(self):
        words = super()._template_words()
        if self.kind == "anniversary":
            # sudo: the day of the first deal, which the mail is about
            card = (
                self.env["smb.scorecard"]
                .sudo()
                .search(
                    [
                        ("partner_id", "=", self.partner_id.id),
                        ("company_id", "=", self.company_id.id),
                    ],
                    limit=1,
                )
            )
            since = card.first_deal_date or self.date
            words["smb_years"] = self.date.year - since.year
        if self.kind in ("date", "holiday"):
            words["smb_occasion"] = self._occasion_name()
        return words

    def _occasion_name(self):
        """What is celebrated, in the customer's language."""
        day = self._day_greeted()
        return day.with_context(lang=self._customer_lang()).name or ""

    def _day_greeted(self):
        model = "smb.holiday" if self.kind == "holiday" else "smb.partner.date"
        # sudo: the day that the mail is about, for its name
        return self.env[model].sudo().browse(self._key_number()).exists()
