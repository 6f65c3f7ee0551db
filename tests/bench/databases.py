"""Two databases of the same company: without the addon and with it."""

import functools
import json
import os
import time
from pathlib import Path

from devkit import fingerprint, place, process, ui

HERE = Path(__file__).parent
SQL = HERE / "sql"
PLAIN = ("../seed.py", "functions.sql", "base.sql", "trade.sql")


class BenchDatabases:
    """Built once under the name of their content, as all templates of ./dev."""

    def __init__(self, bases, size, orders=None):
        self.bases = bases
        self.workshop = bases.workshop
        self.size = size
        self.orders = orders or 5 * size

    @functools.cached_property
    def plain(self):
        """Template with partners, orders, invoices and plans, without the addon."""
        base = self.bases.base(demo=False)
        key = place.digest(base, self.size, self.orders, *map(_text, PLAIN))

        def build(fresh, log):
            with ui.step(f"Bench database: {self.size:,} partners"):
                self.bases.copy(base, fresh)
                self.workshop.script(
                    fresh, HERE / "seed.py", failed="Seeding failed", log=log
                )
                self._sql(fresh, "base.sql", log)
            with ui.step(f"Bench database: {self.orders:,} orders, invoices, payments"):
                self._sql(fresh, "trade.sql", log)
            self._analyze(fresh)

        return self.bases.template(f"smb_bench_{key}", build)

    # once: what is edited meanwhile belongs to the next run
    @functools.cached_property
    def own(self):
        """The same with the addon installed on top, and contact logs."""
        plain = self.plain
        key = place.digest(plain, fingerprint.addons(), _text("logs.sql"))

        def build(fresh, log):
            self.bases.copy(plain, fresh)
            self._install(fresh, log, f"smb_bench_{key}")
            with ui.step(f"Bench database: {5 * self.size:,} contact logs"):
                self._sql(fresh, "logs.sql", log)
            self._analyze(fresh)

        return self.bases.template(f"smb_bench_{key}", build)

    def installation(self):
        """Seconds and megabytes that the installation took."""
        return json.loads(_facts(self.own).read_text())

    def _install(self, database, log, name):
        """Install the addon on the full database, with clock and scale."""
        command = self.workshop.command(
            "server",
            database,
            *("-i", "smb_crm", "--stop-after-init", "--no-http"),
            max_cron_threads=0,
        )
        with ui.step("Addon installed on it"), open(log, "a", encoding="utf-8") as out:
            started = time.monotonic()
            program = process.start(
                command,
                env=self.workshop.environment,
                cwd=place.ROOT,
                stdout=out,
                stderr=out,
            )
            _pid, status, usage = os.wait4(program.pid, 0)
            if status:
                raise process.failure("The installation failed", log)
        seconds = time.monotonic() - started
        facts = {"seconds": seconds, "megabytes": usage.ru_maxrss / 1024}
        _facts(name).write_text(json.dumps(facts))

    def _sql(self, database, script, log):
        process.run(
            [
                *(self.workshop.server.tools / "psql", "-Xq1", "-d", database),
                *("-v", "ON_ERROR_STOP=1", "-v", f"partners={self.size}"),
                *("-v", f"orders={self.orders}"),
                *("-f", SQL / script),
            ],
            log=log,
            failed=f"{script} failed",
            env=self.workshop.server.environment,
        )

    def _analyze(self, database):
        self.workshop.server.client(
            "vacuumdb", "-qz", database, failed="VACUUM ANALYZE failed"
        )


def _text(name):
    return (SQL / name).read_text()


def _facts(name):
    return place.folder("bench") / f"{name}.json"
