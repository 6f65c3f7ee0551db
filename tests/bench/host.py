"""Builds the databases, runs the measures, prints the table."""

import json
import os
import subprocess
import sys
from pathlib import Path

from devkit import place, process, ui
from devkit.database import Databases
from devkit.pytest_runs import pytest, scratch

from . import cdnow, oca, table
from .databases import BenchDatabases

MEASURES = {
    "value": "scorecards and tiers, G1, G2 and G15",
    "growth": "scorecards of a tenth and of the whole, G1",
    "cdnow": "scores, tiers and predictions on real purchases",
    "northwind": "tiers and quiet customers of a company one can read",
    "care": "follow-ups of everybody, to hand-written SQL",
    "guard": "similar names, G8",
    "duplicates": "the whole base, G9 and G15",
    "worklist": "who must be contacted today, G10",
    "dates": "last and next contact, G11",
    "ageing": "what all customers owe, G3 to G6",
    "statement": "statements of a thousand customers, G12",
    "reminder": "whom a run of reminders proposes",
    "oca": "the same beside OCA's addons, G3 and G12",
    "flow": "order to cash with and without the addon, G13",
    "member": "orders of members and of others, with and without the addon, G13",
    "papers": "papers to Odoo's own reports and to bare openpyxl",
    "install": "installation on a full database, G14",
    "care_due": "follow-ups that come onto desks, and contacts that end them",
    "saving": "queries of saving a contact log",
    "views": "queries of every list and form",
    "capture": "one act captured by two workers at once",
    "quality": "how well the guard tells names apart",
    "faults": "thirty kills, races and a lost mail server",
}
REAL = ("cdnow", "northwind")
KILLS = 30


class Bench:
    """One run over one size of company."""

    def __init__(self, workshop, size, orders=None):
        self.workshop = workshop
        self.bases = Databases(workshop)
        self.databases = BenchDatabases(self.bases, size, orders)
        self.size = size
        named = os.environ.get("SMB_CRM_NORTHWIND")
        self.northwind = Path(named) if named else None

    def run(self, words):
        """Measure what matches ``words``; the exit code says whether goals were met."""
        chosen = [
            name
            for name in MEASURES
            if not words or any(w in f"{name} {MEASURES[name]}" for w in words)
        ]
        rows = []
        for template, names in self._by_database(chosen):
            with scratch(self.bases, template(), "bench") as database:
                for name in names:
                    with ui.step(f"Measuring {MEASURES[name]}"):
                        rows += self._measure(name, database)
        if "faults" in chosen:
            rows += self._faults()
        print(table.render(rows, self.size))
        return 1 if any(row["met"] is False for row in rows) else 0

    def _by_database(self, chosen):
        """Measures of the generated company, then those of real ones, if any."""
        generated = [name for name in chosen if name not in (*REAL, "faults")]
        if generated:
            yield lambda: self.databases.own, generated
        for name in REAL:
            if name in chosen and self._data(name):
                yield lambda: self.bases.installed(demo=False), [name]

    def _data(self, name):
        """Where the real purchases lie; None, and a line that says so, without them."""
        if name == "cdnow":
            return cdnow.fetch(self.workshop.python)
        if not self.northwind or not (self.northwind / "orders.csv").exists():
            ui.note(
                "northwind skipped: name its CSV files' folder in SMB_CRM_NORTHWIND"
            )
            return None
        return self.northwind

    def _measure(self, name, database):
        if name in REAL:
            return self._worker(name, database, str(self._data(name)))
        if name == "growth":
            orders = self.databases.orders // 10
            tenth = BenchDatabases(self.bases, self.size // 10, orders)
            with scratch(self.bases, tenth.own, "tenth") as small:
                return self._worker(name, database, small)
        if name == "install":
            return self._installation()
        if name == "oca":
            return self._beside_oca(database)
        if name in ("flow", "member"):
            with scratch(self.bases, self.databases.plain, "bare") as plain:
                rounds = 50 if self.size >= 100_000 else 25
                return self._worker(name, database, plain, str(rounds))
        return self._worker(name, database)

    def _beside_oca(self, database):
        """On a copy with OCA's addons beside ours."""
        addons = f"{place.ROOT},{oca.fetch(self.workshop.python)}"
        with scratch(self.bases, database, "oca") as copy:
            self.workshop.install(
                copy,
                oca.MODULES,
                title="OCA's addons installed on it",
                log=place.log("bench"),
                addons=addons,
            )
            rc = str(self.workshop.configuration(addons))
            return self._worker("oca", copy, ODOO_RC=rc)

    def _worker(self, *words, **more):
        """Rows that one measure prints, one JSON object a line."""
        log = place.log("bench")
        with open(log, "a", encoding="utf-8") as errors:
            program = process.start(
                [self.workshop.python, "-m", "tests.bench.worker", *words],
                env={**self.workshop.environment, **more},
                cwd=place.ROOT,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            lines = program.communicate()[0].splitlines()
        if program.returncode:
            print(f"bench: {words[0]} failed, see {log}", file=sys.stderr)
            return [table.failed(words[0])]
        return [json.loads(line) for line in lines if line.startswith("{")]

    def _faults(self):
        """The tests with real processes, with more of them killed."""
        files = sorted((place.ROOT / "tests" / "lifecycle").glob("test_*_faults.py"))
        with ui.step(f"Measuring {MEASURES['faults']}"):
            outcome = pytest(
                self.workshop,
                *("-p", "no:odoo", "--tb=short", *map(str, files)),
                more={"SMB_CRM_KILLS": str(KILLS)},
            )
        failed = outcome.failed or int(bool(outcome.code))
        subject = f"faults, {KILLS} kills: {outcome.passed} passed, failed"
        return [table.row("", subject, failed, "0", not failed)]

    def _installation(self):
        facts = self.databases.installation()
        seconds, megabytes = facts["seconds"], facts["megabytes"]
        return [
            table.row("G14", "installation, seconds", seconds, "<= 30", seconds <= 30),
            table.row(
                "G14", "installation, MiB", megabytes, "<= 400", megabytes <= 400
            ),
        ]
