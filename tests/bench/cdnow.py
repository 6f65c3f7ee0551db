"""What 23,570 customers bought from January 1997 to June 1998: the CDNOW data.

Fader and Hardie, "Forecasting Repeat Sales at CDNOW" (2001); every tenth customer is
the sample on which the BG/NBD model was published.
"""

import zipfile
from datetime import date
from typing import NamedTuple

from devkit import place, process, python_env

PACKAGE = "lifetimes"
MASTER, SAMPLE = "CDNOW_master.txt", "CDNOW_sample.txt"


class Purchase(NamedTuple):
    customer: int
    day: date
    amount: str


def fetch(python):
    """Path of the package, fetched once with pip as this machine has it configured."""
    folder = place.folder("bench", f"cdnow-{python_env.lock_digest('data')}")
    if not list(folder.glob("*.whl")):
        process.run(
            [
                *(python, "-m", "pip", "download", "--require-hashes", "--no-deps"),
                *("--only-binary", ":all:", "--disable-pip-version-check"),
                *("--no-input", "-r", python_env.LOCKS / "data.txt", "-d", folder),
            ],
            log=place.log("cdnow"),
            failed="The CDNOW data could not be fetched",
            way_out="Check pip's index with: pip download lifetimes",
        )
    return next(folder.glob("*.whl"))


def purchases(path):
    """All purchases, in the order of the file."""
    return [
        Purchase(int(customer), _day(day), amount)
        for customer, day, _discs, amount in _lines(path, MASTER)
    ]


def sample(path):
    """Numbers of the customers of the published sample."""
    return {int(line[0]) for line in _lines(path, SAMPLE)}


def _lines(path, name):
    with zipfile.ZipFile(path) as package:
        text = package.read(f"{PACKAGE}/datasets/{name}").decode()
    lines = (line.split() for line in text.splitlines())
    return [words for words in lines if words and words[0].isdigit()]


def _day(text):
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
