"""What no other test runs still has to load."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERBS = sorted(path.stem for path in (ROOT / "devkit" / "verbs").glob("[a-z]*.py"))


def test_the_benchmark_and_every_verb_load():
    names = ["tests.bench.host", *(f"devkit.verbs.{verb}" for verb in VERBS)]
    subprocess.run(
        [sys.executable, "-c", "; ".join(f"import {name}" for name in names)],
        cwd=ROOT,
        check=True,
    )
