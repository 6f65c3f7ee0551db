"""What passed before: a part whose input is unchanged need not be tried again."""

import os

from . import place


def passed(part, state):
    """How many tests of this part passed in this very state, 0 when unknown.

    In CI nothing is believed.
    """
    note = _note(part, state)
    known = note.exists() and not os.environ.get("CI")
    return int(note.read_text()) if known else 0


def remember(part, state, number=1):
    """Keep that a part passed in this state, with this many tests."""
    _note(part, state).write_text(str(number))


def _note(part, state):
    return place.folder("passed") / f"{part}-{state}"
