"""The scorecards of one company as an expert would write them for it alone."""

from pathlib import Path

from dateutil.relativedelta import relativedelta

SCRIPT = Path(__file__).parent / "sql" / "scorecard.sql"


class Limit:
    """A table with the columns of ``smb.scorecard``, filled by one statement."""

    table = "bench_scorecard"

    def __init__(self, cr, policy):
        self.cr = cr
        self.policy = policy
        self.measure = policy.measure
        self.columns = self._columns()
        self.empty()

    def empty(self):
        # of the same types and with the same key as the engine's own
        self.cr.execute(
            f"""
            DROP TABLE IF EXISTS {self.table};
            CREATE TABLE {self.table} AS SELECT * FROM smb_scorecard LIMIT 0;
            CREATE UNIQUE INDEX ON {self.table} (partner_id)
            """
        )

    def fill(self):
        """Compute and write all rows."""
        self.empty()
        listed = ", ".join(["partner_id", *self.columns])
        self._run(f"INSERT INTO {self.table} ({listed}) SELECT {listed} FROM new")

    def update(self):
        """Compute and write the rows that differ."""
        old, new = (", ".join(f"{t}.{c}" for c in self.columns) for t in ("old", "new"))
        self._run(
            f"""
            UPDATE {self.table} old SET ({", ".join(self.columns)}) = ROW({new})
              FROM new
             WHERE old.partner_id = new.partner_id AND ({old}) IS DISTINCT FROM ({new})
            """
        )

    def differences(self):
        """Columns in which the engine's rows are not the same, and how many."""
        found = dict.fromkeys(self.lacking, 1)
        for name in self.columns:
            self.cr.execute(
                f"""
                SELECT COUNT(*) FROM {self.table} o
                  FULL JOIN (SELECT * FROM smb_scorecard WHERE company_id = %s) e
                 USING (partner_id)
                 WHERE o.{name} IS DISTINCT FROM e.{name}
                """,
                [self.policy.company_id.id],
            )
            (found[name],) = self.cr.fetchone()
        return {name: count for name, count in found.items() if count}

    def _columns(self):
        """What both have; what the statement lacks is told as a difference."""
        self.cr.execute("SELECT * FROM smb_scorecard LIMIT 0")
        stored = {column.name for column in self.cr.description}
        self.cr.execute(f"SELECT * FROM ({self._script()}) s LIMIT 0", self._words())
        known = {column.name for column in self.cr.description}
        self.lacking = stored - known - {"id", "company_id"}
        return sorted(known & stored - {"partner_id"})

    def _run(self, statement):
        self.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '128MB'")
        script = self._script().replace(
            "\nSELECT customer AS", ", new AS (SELECT customer AS"
        )
        self.cr.execute(f"{script}) {statement}", self._words())

    def _script(self):
        return SCRIPT.read_text().replace("%(measure)s", self.measure)

    def _words(self):
        today = self.policy.env.cr.now().date()
        months = self.policy.window_months
        return {
            "today": today,
            "start": today - relativedelta(months=months),
            "before": today - relativedelta(months=2 * months),
            "lost": self.policy.lost_days,
            "new": self.policy.new_days,
            "loyal": self.policy.loyal_orders,
        }
