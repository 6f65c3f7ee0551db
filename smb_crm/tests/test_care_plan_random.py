"""The planner against an independent, slow and simple reading of the rules."""

from datetime import date, timedelta
from hashlib import md5
from random import Random
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .plan_case import PlanCase

SEEDS = (1, 2, 3, 4)
BEGINS = date(2026, 1, 31)
KINDS = {
    "call": {"phone"},
    "visit": {"visit", "meeting"},
    "mail": {"email"},
    "letter": {"letter"},
    "message": {"message", "sms"},
    "questionnaire": {"email", "phone"},
    "report": {"email", "letter", "visit", "meeting"},
}


@tagged("post_install", "-at_install")
class TestRandomCare(PlanCase):
    """Whatever happens, the follow-ups are those that the rules ask for."""

    maxDiff = None

    def test_follow_ups_equal_an_independent_computation(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self._live(Random(seed))

    def _live(self, random):
        self._people(random)
        self._promise(random)
        before, today = {}, date(2026, 2, 20)
        for _turn in range(6):
            today += timedelta(days=random.randint(0, 25))
            with patch.object(type(self.rows), "_plan", lambda *args, **kw: None):
                for _number in range(8):
                    self._act(random, today)
            before = {row: row.date for row in self.open()}
            held = {
                row: (row.anchor_date, row.planned_date, row.reason, row.partner_id)
                + (row.step_id,)
                for row in before
            }
            with patch.object(
                type(self.rows), "_event_queries", lambda rows, run: self._sql(run)
            ):
                self.plan(today)
                self._compare(today, before, held)
                self.plan(today, *random.sample(list(self.people), 2))
                self._compare(today, before, held)

    def _people(self, random):
        self.people = self.env["res.partner"]
        self.tier_of, self.orders, self.events = {}, {}, []
        for number in range(7):
            customer = self.customer(f"Random {number}", user=self.sally)
            seen = date(2026, 1, 1) + timedelta(days=random.randint(0, 60))
            self.env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = %s",
                [seen, customer.id],
            )
            tier = random.choice([self.a, self.b, self.c])
            ordered = date(2026, 1, 20) + timedelta(days=random.randint(0, 40))
            self.card(customer, tier, last_order_date=ordered)
            self.tier_of[customer] = tier
            self.orders[customer] = ordered
            self.people |= customer
        self.env.invalidate_all()

    def _promise(self, random):
        self.programs.search([("company_id", "=", self.shop.id)]).active = False
        for tier in (self.a, self.b, self.c):
            self.program(
                tier,
                *(self._some_step(random) for _number in range(3)),
                date_start=BEGINS,
                includes_lower=random.random() < 0.8,
            )

    def _some_step(self, random):
        trigger = random.choice(["touch", "touch", "delivery", "invoice_paid"])
        kind = random.choice(["days", "weeks", "months"])
        return {
            "what": random.choice(list(KINDS)),
            "trigger": trigger,
            "interval_type": kind,
            "interval_number": random.randint(1, 40 if kind == "days" else 3),
            "any_fulfils": random.random() < 0.2,
            "order_fulfils": trigger == "touch" and random.random() < 0.2,
            "sample_percent": random.choice([100, 100, 40]),
        }

    def _act(self, random, today):
        customer = random.choice(list(self.people))
        day = today - timedelta(days=random.randint(0, 30))
        act = random.random()
        row = random.choice(list(self.open()) or [None])
        if act < 0.3:
            channels = self.env["smb.contact.channel"].search([])
            channel = random.choice(list(channels))
            self.touch(customer, day, channel, automatic=random.random() < 0.2)
        elif act < 0.5:
            self.events.append(
                (random.choice(["delivery", "invoice_paid"]), customer, day)
            )
        elif act < 0.7 and row:
            state = random.choice(["skipped", "missed", "done"])
            self.close(row, state, today)
        elif act < 0.8 and row:
            row.write({"date": today + timedelta(days=9), "moved_by": "person"})
        elif act < 0.85 and self.events:
            self.events.pop()

    def _sql(self, run):
        def query(trigger):
            days = [(c.id, str(d)) for t, c, d in self.events if t == trigger]
            text = "[" + ",".join(f'[{c},"{d}"]' for c, d in days) + "]"
            return run.sql(
                "SELECT (e->>0)::int AS partner_id, (e->>1)::date AS day"
                " FROM jsonb_array_elements(%(events)s::jsonb) AS e",
                events=text,
            )

        return {name: query(name) for name in ("delivery", "invoice_paid")}

    # the rules once more

    def _compare(self, today, before, held):
        self.env.invalidate_all()
        found = {
            (row.partner_id, row.step_id): (
                row.reason,
                row.anchor_date,
                row.planned_date,
            )
            for row in self.open()
            if row.partner_id in self.people
        }
        wanted = {}
        for customer in self.people:
            for step in self._steps(self.tier_of[customer]):
                told = self._rule(customer, step, today, held)
                if told:
                    wanted[customer, step] = told
        self.assertEqual(found, wanted)
        for row in self.open():
            same = held.get(row, ())[:2] == (row.anchor_date, row.planned_date)
            day = before[row] if same else max(row.planned_date, today)
            self.assertEqual(row.date, day)

    def _steps(self, tier):
        """The programme's own, then what lower ones add, as long as they include."""
        chosen, taken = [], set()
        for one in [t for t in (self.a, self.b, self.c) if t.sequence >= tier.sequence]:
            program = self.programs.search([("tier_id", "=", one.id)])
            fresh = [s for s in program.step_ids if (s.what, s.trigger) not in taken]
            chosen += fresh
            taken |= {(s.what, s.trigger) for s in program.step_ids}
            if not program.includes_lower:
                break
        return chosen

    def _touched(self, customer, step):
        days = [
            log.date.date()
            for log in self.env["smb.contact.log"].search(
                [
                    ("commercial_partner_id", "=", customer.id),
                    ("company_id", "=", self.shop.id),
                    ("automatic", "=", False),
                ]
            )
            if step.any_fulfils or log.channel_id.kind in KINDS[step.what]
        ]
        if step.order_fulfils:
            days.append(self.orders[customer])
        return max(days, default=None)

    def _later(self, day, step, times=1):
        number = step.interval_number * times
        return day + relativedelta(**{step.interval_type: number})

    def _place(self, customer, step):
        return (customer.id * 2654435761 + step.id * 40503) % 4294967296 // 64

    def _drawn(self, step, period, customer):
        text = f"{step.sample_seed}:{period}:{customer.id}"
        share = int(md5(text.encode()).hexdigest()[:8], 16) % 10000
        return share < step.sample_percent * 100

    def _rule(self, customer, step, today, held):
        closed = self.rows.search(
            [
                ("partner_id", "=", customer.id),
                ("step_id", "=", step.id),
                ("state", "in", ("done", "skipped", "missed")),
            ]
        )
        touched = self._touched(customer, step)
        if step.trigger != "touch":
            return self._by_event(customer, step, today, closed, touched)
        if step.sample_percent < 100:
            return self._by_sample(customer, step, today, closed, touched, held)
        return self._by_touch(customer, step, closed, touched)

    def _by_touch(self, customer, step, closed, touched):
        """The last contact, or where the last follow-up led, and an interval more."""
        next_day = timedelta(days=1)
        done = [
            max(row.closed_date, row.anchor_date + next_day)
            for row in closed
            if row.state == "done"
        ]
        other = [
            max(row.closed_date, row.date, row.anchor_date + next_day)
            for row in closed
            if row.state != "done"
        ]
        real = [touched] * bool(touched) + done
        last = max(real + other, default=None)
        days = {"days": 1, "weeks": 7, "months": 31}[step.interval_type]
        months = step.interval_type == "months"
        spread = min(31 if months else days * step.interval_number, 30)
        place = timedelta(days=self._place(customer, step) % spread)
        if not last:
            first = max(BEGINS, customer.create_date.date())
            return "never", first - next_day, first + place
        planned = self._later(last, step)
        if planned < BEGINS:
            planned = BEGINS + place
        return ("touch" if last in real else "skipped"), last, planned

    def _by_event(self, customer, step, today, closed, touched):
        """The earliest event after the last contact and the last follow-up."""
        passed = [max(row.closed_date, row.anchor_date) for row in closed]
        base = max([touched] * bool(touched) + passed, default=date.min)
        days = sorted(
            day
            for trigger, who, day in self.events
            if who == customer
            and trigger == step.trigger
            and BEGINS <= day <= today
            and day > base
            and self._later(day, step) >= today - timedelta(days=90)
            and (step.sample_percent == 100 or self._drawn(step, day, customer))
        )
        return ("event", days[0], self._later(days[0], step)) if days else None

    def _by_sample(self, customer, step, today, closed, touched, held):
        """In the period that today lies in, for who is drawn and was not contacted."""
        period = 0
        while self._later(BEGINS, step, period + 1) <= today:
            period += 1
        opens = self._later(BEGINS, step, period)
        length = (self._later(BEGINS, step, period + 1) - opens).days
        for anchor, planned, *known in held.values():
            late = known == ["sample", customer, step] and planned < opens
            if late and (not touched or touched < anchor):
                return "sample", anchor, planned
        if touched and touched >= opens or any(r.anchor_date >= opens for r in closed):
            return None
        if not self._drawn(step, period, customer):
            return None
        place = (self._place(customer, step) + period * 7919) % length
        return "sample", opens, opens + timedelta(days=place)
