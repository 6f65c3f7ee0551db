"""What passed before: a part whose input is unchanged need not be tried again."""

import os

from . import place


def passed(part, state):
    """Whether this part passed in this very state; in CI nothing is believed."""
    return not os.environ.get("CI") and _note(part, state).exists()


def remember(part, state):
    """Keep that a part passed in this state."""
    _note(part, state).touch()


def _note(part, state):
    return place.folder("passed") / f"{part}-{state}"
