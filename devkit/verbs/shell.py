"""Open a Python prompt with `env` of the demo database.

A script can be piped in: ./dev shell < script.py
"""

import signal
import subprocess

from .. import demo, place
from ..database import Databases
from ..workshop import open_workshop


def main(_options):
    with open_workshop() as workshop:
        database = demo.demo_database(Databases(workshop))
        ours = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the prompt's
        try:
            return subprocess.run(
                workshop.command("shell", database, "--no-http", "--log-level=warn"),
                env=workshop.environment,
                cwd=place.ROOT,
            ).returncode
        finally:
            signal.signal(signal.SIGINT, ours)
