from datetime import date, datetime, timedelta
from hashlib import md5
from unittest.mock import patch

from pytz import timezone, utc

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .plan_case import DAY, PlanCase

CALL = {"what": "call", "interval_number": 30}
ZONES = (
    *("Pacific/Kiritimati", "Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata"),
    *("Asia/Kathmandu", "Europe/Vilnius", "Europe/Brussels", "UTC"),
    *("America/St_Johns", "America/New_York", "Pacific/Honolulu", "Pacific/Niue"),
)


@tagged("post_install", "-at_install")
class TestCarePlanDays(PlanCase):
    """Zones, samples, events, merges and jobs."""

    # the company's day

    def test_half_an_hour_before_midnight_in_twelve_zones(self):
        self.program(self.a, CALL)
        touched, now = map(
            datetime.fromisoformat, ("2026-05-20 23:30:00", "2026-06-01 23:30:00")
        )
        log = self.touch(self.acme, str(touched))
        for zone in ZONES:
            with self.subTest(zone=zone):
                self.shop.partner_id.tz = zone
                self.forget()
                self.plan(now)
                day = self._local(touched, zone) + timedelta(days=30)
                self.assertEqual(self.dates(self.acme), [str(day)])
                log.active = False
                self.forget()
                self.plan(now)
                self.assertEqual(self.dates(self.acme), [str(self._local(now, zone))])
                log.active = True

    def _local(self, moment, zone):
        return utc.localize(moment).astimezone(timezone(zone)).date()

    # samples

    def test_a_sample_is_drawn_as_anybody_can_repeat(self):
        step = self.program(
            self.a,
            {**CALL, "interval_type": "months", "interval_number": 1}
            | {"sample_percent": 30},
        ).step_ids
        customers = self.acme + self.env["res.partner"].concat(
            *(self.customer(f"Customer {number}") for number in range(80))
        )
        for customer in customers - self.acme:
            self.card(customer, self.a)
        for day, period in ((DAY, 5), (date(2026, 7, 1), 6)):
            self.plan(day)
            drawn = customers.filtered(
                lambda c, period=period: self._draw(step, period, c) < 3000
            )
            rows = self.open().filtered(lambda row, day=day: row.anchor_date == day)
            self.assertEqual(rows.partner_id, drawn, day)
            self.assertTrue(5 < len(drawn) < 50)
            self.assertTrue(
                all(0 <= (row.planned_date - row.anchor_date).days < 31 for row in rows)
            )
            rows.write({"state": "done", "closed_date": day})

    def _draw(self, step, period, customer):
        text = f"{step.sample_seed}:{period}:{customer.id}"
        return int(md5(text.encode()).hexdigest()[:8], 16) % 10000

    def _sample(self):
        """A step that draws everybody, by chance."""
        step = self.program(self.a, {**CALL, "sample_percent": 50}).step_ids
        number = (DAY - date(2026, 1, 1)).days // 30
        while self._draw(step, number, self.acme) >= 5000:
            step.sample_seed = f"{step.sample_seed}x"
        self.forget()
        self.opens = date(2026, 1, 1) + timedelta(days=30 * number)

    def test_who_was_contacted_in_the_period_is_not_drawn(self):
        self._sample()
        self.touch(self.acme, self.opens - timedelta(days=1))
        self.plan()
        self.assertEqual(self.open(self.acme).reason, "sample")
        self.touch(self.acme, self.opens)
        self.plan()
        self.assertFalse(self.open(self.acme))

    def test_who_was_skipped_is_not_drawn_again_in_the_period(self):
        self._sample()
        self.plan()
        self.close(self.open(self.acme), "skipped", DAY)
        self.plan()
        self.assertFalse(self.open(self.acme))

    def test_one_that_is_late_stays_when_the_period_ends(self):
        self._sample()
        self.plan()
        row = self.open(self.acme)
        self.plan(DAY + timedelta(days=40))
        self.assertEqual(self.open(self.acme), row)

    # events

    def _event(self, *days, trigger="delivery", **vals):
        """Acme has had deliveries on these days."""
        self.events = [(self.acme.id, str(day)) for day in days]
        step = self.program(
            self.a, {**CALL, "trigger": trigger, "interval_number": 7, **vals}
        ).step_ids
        self.patch(type(self.rows), "_event_queries", self._queries)
        return step

    def _queries(self, rows, run):
        query = run.sql(
            "SELECT (e->>0)::int AS partner_id, (e->>1)::date AS day"
            " FROM jsonb_array_elements(%(events)s::jsonb) AS e",
            events=str(self.events)
            .replace("(", "[")
            .replace(")", "]")
            .replace("'", '"'),
        )
        return {"delivery": query}

    def _planned(self, day=DAY):
        type(self.rows)._event_queries = lambda rows, run: self._queries(rows, run)
        self.plan(day)
        return [(str(r.anchor_date), str(r.date)) for r in self.open(self.acme)]

    def test_the_earliest_event_that_no_contact_came_after(self):
        self._event("2025-12-31", "2026-05-20", "2026-05-28", "2026-05-30")
        self.assertEqual(self._planned(), [("2026-05-20", "2026-06-01")])
        self.touch(self.acme, "2026-05-28")
        self.assertEqual(self._planned(), [("2026-05-30", "2026-06-06")])
        self.close(self.open(self.acme), "skipped", "2026-06-01")
        self.assertEqual(self._planned(), [])
        self.events.append((self.acme.id, "2026-06-02"))
        self.assertEqual(
            self._planned(date(2026, 6, 2)), [("2026-06-02", "2026-06-09")]
        )

    def test_an_event_that_did_not_happen_asks_for_nothing(self):
        self._event("2026-05-30")
        self.assertTrue(self._planned())
        self.events = []
        self.assertFalse(self._planned())

    def test_an_event_of_last_year_asks_for_nothing_now(self):
        self._event("2026-01-15")
        self.assertFalse(self._planned())

    def test_an_event_of_tomorrow_has_not_happened(self):
        self._event("2026-06-02")
        self.assertFalse(self._planned())

    def test_first_order_comes_from_the_scorecard(self):
        self.program(self.a, {**CALL, "trigger": "first_order", "interval_number": 3})
        self.env["smb.scorecard"].search(
            [("partner_id", "=", self.acme.id), ("company_id", "=", self.shop.id)]
        ).first_order_date = "2026-05-31"
        self.plan()
        row = self.open(self.acme)
        self.assertEqual(
            (str(row.anchor_date), str(row.date)), ("2026-05-31", "2026-06-03")
        )

    def test_deliveries_to_customers_count_returns_do_not(self):
        self.program(self.a, {**CALL, "trigger": "delivery", "interval_number": 7})
        kind = self.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", self.shop.id)], limit=1
        )
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.ada.id,
                "picking_type_id": kind.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        for state, place, expected in (
            ("assigned", picking.location_dest_id, []),
            ("done", picking.location_dest_id, ["2026-06-06"]),
            ("done", kind.default_location_src_id, []),
        ):
            with self.subTest(state=state, place=place.name):
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE stock_picking SET state = %s, location_dest_id = %s,"
                    " date_done = '2026-05-30 09:00:00' WHERE id = %s",
                    [state, place.id, picking.id],
                )
                self.plan()
                self.assertEqual(self.dates(self.acme), expected)

    # customers that change

    def test_who_is_paused_or_archived_is_called_off_at_once(self):
        self.program(self.a, CALL)
        for change, back in (
            ({"smb_care_paused": True}, {"smb_care_paused": False}),
            ({"active": False}, {"active": True}),
        ):
            with self.subTest(change=change):
                self.plan()
                self.open(self.acme).state = "due"
                self.acme.write(change)
                self.assertFalse(self.open(self.acme))
                self.acme.write(back)
                self.assertTrue(self.open(self.acme))

    def test_who_joins_another_customer_has_no_follow_ups_left(self):
        self.program(self.b, CALL)
        self.plan()
        self.assertTrue(self.open(self.globex))
        self.globex.write({"is_company": False, "parent_id": self.acme.id})
        self.assertFalse(self.open(self.globex))

    def test_merged_customers_keep_one_open_follow_up_and_both_histories(self):
        step = self.program(self.a, CALL).step_ids
        twin = self.customer("Acme Trading Ltd")
        self.card(twin, self.a)
        for customer in (self.acme, twin):
            self.touch(customer, "2026-05-01")
        self.plan()
        for customer in (self.acme, twin):
            self.close(self.open(customer), "skipped", DAY)
        self.plan()
        kept, other = self.open(self.acme), self.open(twin)
        other.write(
            {
                "state": "due",
                "activity_id": twin.activity_schedule(
                    "mail.mail_activity_data_call", user_id=self.sally.id
                ).id,
            }
        )
        # the tiers that were said stay
        self.patch(type(self.env["smb.scorecard"]), "_refresh", lambda *a, **kw: None)
        with freeze_time("2026-06-01 12:00:00"):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (self.acme + twin).ids, self.acme
            )
        rows = self.rows.search([("step_id", "=", step.id)])
        self.assertEqual(rows.partner_id, self.acme)
        self.assertEqual(
            sorted(rows.mapped("state")), ["cancelled", "planned", "skipped", "skipped"]
        )
        self.assertEqual(self.open(self.acme), kept)
        self.assertFalse(other.activity_id)

    # jobs

    def test_the_job_plans_who_changed(self):
        self.program(self.a, CALL)
        with self.enter_registry_test_mode():
            self.env.ref("smb_crm.smb_follow_up_plan_all_cron").method_direct_trigger()
        self.assertTrue(self.open(self.acme))
        self.assertTrue(self.policy.planned_until)
        self.card(self.customer("Never changed"), self.a)
        planned = []
        with patch.object(
            type(self.rows), "_plan", lambda rows, companies, *who: planned.append(who)
        ):
            self.acme.write({"comment": "Changed"})
            self.rows._plan_changed(self.policy)
        self.assertIn(self.acme, planned[-1][0])
        self.policy.planned_until = "2020-01-01"
        with patch.object(
            type(self.rows), "_plan", lambda rows, companies, *who: planned.append(who)
        ):
            self.rows._plan_changed(self.policy)
        self.assertEqual(planned[-1], ())

    def test_a_company_that_fails_does_not_keep_others_waiting(self):
        done = []

        def plan(policy):
            if policy == self.policy:
                raise ValueError("Boom")
            done.append(policy)

        with (
            patch.object(self.env.cr, "rollback", lambda: None),
            patch.object(
                type(self.env["ir.cron"]), "_commit_progress", lambda *a, **k: 1
            ),
            self.assertLogs("odoo.addons.smb_crm", "ERROR"),
        ):
            self.rows._plan_by_company("smb_follow_up_plan_cron", plan)
        self.assertTrue(done)

    # next follow-up

    def test_the_next_follow_up_is_read_searched_and_sorted(self):
        self.program(self.a, CALL, {**CALL, "what": "visit"})
        self.program(self.b, {**CALL, "interval_number": 200})
        for customer in (self.acme, self.globex):
            self.touch(customer, "2026-05-20")
            self.touch(customer, "2026-05-25", self.visit)
        self.plan()
        day = date(2026, 6, 19)
        people = self.acme + self.ada
        self.assertEqual(people.mapped("smb_next_follow_up_date"), [day, day])
        partners = self.env["res.partner"]
        both = self.acme + self.globex

        def found(*condition):
            domain = [("smb_next_follow_up_date", *condition), ("id", "in", both.ids)]
            return partners.search(domain)

        self.assertEqual(found("=", day), self.acme)
        self.assertEqual(found("<=", day), self.acme)
        self.assertEqual(found(">", day), self.globex)
        self.assertFalse(found("=", False))
        self.open(self.globex).unlink()
        self.assertEqual(found("=", False), self.globex)
        ordered = partners.search(
            [("id", "in", both.ids)], order="smb_next_follow_up_date, id"
        )
        self.assertEqual(ordered[0], self.acme)
        self.assertEqual(
            both.filtered_domain([("smb_next_follow_up_date", "=", day)]), self.acme
        )

    def test_a_customer_tells_what_comes_next_and_why_nothing_does(self):
        self.program(self.a, {**CALL, "name": "Monthly call"})
        self.touch(self.acme, "2026-05-20")
        self.plan()
        self.assertIn("Monthly call", self.acme.smb_care_sentence)
        self.assertIn("every 30 days", self.ada.smb_care_sentence)
        self.assertIn("no care programme", self.globex.smb_care_sentence)
        self.acme.write({"smb_care_paused": True, "smb_care_pause_reason": "Holidays"})
        self.env.invalidate_all()
        self.assertIn("Holidays", self.acme.smb_care_sentence)

    def test_categories_pick_customers(self):
        tag = self.env["res.partner.category"].create({"name": "Vip"})
        self.acme.category_id = [Command.link(tag.id)]
        domain = f"[('category_id', 'in', [{tag.id}])]"
        self.program(self.a, {**CALL, "domain": domain})
        self.plan()
        self.assertTrue(self.open(self.acme))
