"""Progress on the terminal: what is being done and how long it took."""

import sys
import threading
import time
from contextlib import contextmanager

_lock = threading.Lock()
_live = sys.stdout.isatty()


def say(text=""):
    """Print a line of the result."""
    with _lock:
        _erase()
        print(text, flush=True)


def note(text):
    """Print a remark that is worth knowing but no failure."""
    say(f"  ! {text}")


class Step:
    """One line of progress; ``detail`` may be called while the work goes on."""

    def __init__(self, title):
        self.title = title
        self.started = time.monotonic()
        self._spoken = self.started

    @property
    def seconds(self):
        return time.monotonic() - self.started

    def detail(self, text):
        """Show how far the step is: at once on a terminal, now and then in a log."""
        line = f"  … {self.title}: {text} ({self.seconds:.0f} s)"
        if _live:
            with _lock:
                _erase()
                print(line[:100], end="\r", flush=True)
        elif time.monotonic() - self._spoken > 15:
            self._spoken = time.monotonic()
            say(line)


@contextmanager
def step(title):
    """Announce ``title``, time what happens inside and say how it ended."""
    current = Step(title)
    if _live:
        current.detail("started")
    else:
        say(f"  … {title}")
    try:
        yield current
    except BaseException:
        say(f"  ✗ {title} ({current.seconds:.1f} s)")
        raise
    say(f"  ✓ {title} ({current.seconds:.1f} s)")


def together(*jobs):
    """Run the callables at the same time; return their results in order.

    The first failure is raised once all have ended, so that none is left half done.
    """
    results, failures = [None] * len(jobs), []

    def work(index, job):
        try:
            results[index] = job()
        except BaseException as error:
            failures.append(error)

    threads = [
        threading.Thread(target=work, args=pair, daemon=True)
        for pair in enumerate(jobs)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def _erase():
    if _live:
        print("\033[2K", end="\r")
