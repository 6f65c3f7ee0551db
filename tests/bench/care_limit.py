"""Eight steps for everybody, and their follow-ups as one would plan them by hand."""

from datetime import timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

SCRIPT = Path(__file__).parent / "sql" / "care.sql"
SEED = "bench"
STEPS = (
    {"name": "call", "what": "call", "interval_number": 30},
    {"name": "visit", "what": "visit", "interval_number": 180},
    {"name": "mail", "what": "mail", "interval_number": 6, "interval_type": "months"},
    {"name": "letter", "what": "letter", "interval_number": 365},
    {"name": "message", "what": "message", "interval_number": 90},
    {
        "name": "questionnaire",
        "what": "questionnaire",
        "sample_percent": 5,
        "interval_number": 1,
        "interval_type": "months",
        "sample_seed": SEED,
    },
    {
        "name": "delivery",
        "what": "call",
        "trigger": "delivery",
        "interval_number": 7,
    },
    {
        "name": "paid",
        "what": "mail",
        "trigger": "invoice_paid",
        "interval_number": 14,
    },
)
KEPT = (
    *("partner_id", "step_id", "tier_id", "user_id", "reason", "anchor_date"),
    *("planned_date", "date"),
)


class CareLimit:
    """A table like the engine's, with all indexes and keys, filled by one statement.

    Foreign keys too: to look up what rows point to takes longer than all else when they
    are new, and rows that point to nothing are not the same rows.
    """

    table = "bench_follow_up"

    def __init__(self, env):
        self.env = env
        self.cr = env.cr
        self.company = env.company
        self.today = env["smb.tier.policy"]._of(env.company)._today()
        self.begins = self.today - timedelta(days=60)
        self.steps = self._promise()
        self.cr.execute(
            f"DROP TABLE IF EXISTS {self.table};"
            f" CREATE TABLE {self.table} (LIKE smb_follow_up INCLUDING ALL)"
        )
        self._point()

    def _point(self):
        """Foreign keys, which LIKE leaves out."""
        self.cr.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'smb_follow_up'::regclass AND contype = 'f'"
        )
        for (definition,) in self.cr.fetchall():
            self.cr.execute(f"ALTER TABLE {self.table} ADD {definition}")

    def _promise(self):
        """One programme for the lowest tier, which all others include."""
        programs = self.env["smb.care.program"].sudo()
        follow_ups = type(self.env["smb.follow.up"])
        plan, follow_ups._plan = follow_ups._plan, lambda *args, **kw: None
        programs.search([]).active = False
        programs.flush_model()
        tiers = (
            self.env["smb.tier.policy"]._of(self.company).tier_ids.sorted("sequence")
        )
        made = programs.create(
            [
                {
                    "name": tier.name,
                    "tier_id": tier.id,
                    "company_id": self.company.id,
                    "date_start": self.begins,
                    "step_ids": [(0, 0, step) for step in STEPS]
                    if tier == tiers[-1]
                    else [],
                }
                for tier in tiers
            ]
        )
        follow_ups._plan = plan
        return {step.name: step.id for step in made.step_ids}

    def empty(self):
        self.cr.execute(f"TRUNCATE {self.table}, smb_follow_up CASCADE")

    def fill(self):
        self._run(
            f"""
            INSERT INTO {self.table} (
                   company_id, partner_id, step_id, program_id, tier_id, tier_sequence,
                   user_id, reason, anchor_date, planned_date, date, state, tries,
                   snooze_count)
            SELECT 1, partner_id, step_id, %(program)s, tier_id, place, user_id, reason,
                   anchor_date, planned_date, GREATEST(planned_date, %(today)s),
                   'planned', 0, 0
              FROM wanted
            """
        )

    def update(self):
        """Write what differs, as an expert would who knows that nothing is due."""
        self._run(
            f"""
            , differs AS MATERIALIZED (
                SELECT o.id, w.* FROM wanted w
                  FULL JOIN (SELECT * FROM {self.table}
                              WHERE state IN ('planned', 'due')) o
                    ON o.partner_id = w.partner_id AND o.step_id = w.step_id
                 WHERE (o.tier_id, o.user_id, o.reason, o.anchor_date, o.planned_date)
                       IS DISTINCT FROM (w.tier_id, w.user_id, w.reason, w.anchor_date,
                                         w.planned_date)
            )
            UPDATE {self.table} old
               SET anchor_date = new.anchor_date, planned_date = new.planned_date,
                   reason = new.reason, user_id = new.user_id, tier_id = new.tier_id,
                   date = GREATEST(new.planned_date, %(today)s)
              FROM differs new WHERE old.id = new.id
            """
        )

    def disturb(self):
        """One row in twenty is not what it should be."""
        for table in (self.table, "smb_follow_up"):
            self.cr.execute(
                f"UPDATE {table} SET planned_date = planned_date - 1,"
                " date = date - 1 WHERE partner_id % 20 = 0"
            )

    def differences(self):
        listed = ", ".join(KEPT)
        self.cr.execute(
            """
            SELECT COUNT(*) FROM (
                (TABLE_A EXCEPT TABLE_B) UNION ALL (TABLE_B EXCEPT TABLE_A)) d
            """.replace("TABLE_A", f"SELECT {listed} FROM {self.table}").replace(
                "TABLE_B", f"SELECT {listed} FROM smb_follow_up WHERE company_id = 1"
            )
        )
        return self.cr.fetchone()[0]

    def _run(self, statement):
        self.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '128MB'")
        self.cr.execute(SCRIPT.read_text() + statement, self._words())

    def _words(self):
        number = 0
        while self.begins + relativedelta(months=number + 1) <= self.today:
            number += 1
        opens = self.begins + relativedelta(months=number)
        after = self.begins + relativedelta(months=number + 1)
        program = self.env["smb.care.step"].sudo().browse(self.steps["call"])
        return {
            **self.steps,
            "zone": self.company.partner_id.tz or "UTC",
            "program": program.program_id.id,
            "today": self.today,
            "begins": self.begins,
            "period": number,
            "opens": opens,
            "length": (after - opens).days,
            "seed": SEED,
        }
