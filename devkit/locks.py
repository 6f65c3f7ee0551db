"""File locks: several checkouts and several ./dev at a time share one cache."""

import fcntl
from contextlib import contextmanager

from . import place, ui


def _open(name):
    return open(place.folder("locks") / f"{name}.lock", "a")


@contextmanager
def exclusive(name):
    """Hold the lock ``name`` alone, waiting for whoever has it."""
    with _open(name) as handle:
        if not try_exclusive(handle):
            ui.note(f"waiting until {name} is free")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def try_exclusive(handle):
    """Take the lock of an open file alone if nobody else holds it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def share(name):
    """Open the lock ``name`` and hold it together with others."""
    handle = _open(name)
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


@contextmanager
def attempt(name):
    """Yield True when the lock could be taken at once, False otherwise."""
    with _open(name) as handle:
        yield try_exclusive(handle)
