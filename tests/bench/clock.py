"""Time, queries and memory of a call."""

import gc
import resource
import statistics
import time
from pathlib import Path

PATIENCE = 60_000  # milliseconds


def milliseconds(call):
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


class Work:
    """What calls cost this process and the database server's process behind ``cr``.

    Time on the processor, which other programs of a busy machine do not lengthen; where
    the server runs elsewhere, time that went by.
    """

    def __init__(self, cr):
        cr.execute("SELECT pg_backend_pid()")
        (number,) = cr.fetchone()
        self.server = Path(f"/proc/{number}/schedstat")
        local = cr.connection.info.host.startswith("/") and self.server.exists()
        self.now = self._worked if local else self._went_by

    def milliseconds(self, call):
        begun = self.now()
        call()
        return self.now() - begun

    def medians(self, *calls, times, prepare=None):
        """Median milliseconds of each call, taken in turns, each one prepared.

        At least once each; no further turn after ``PATIENCE``, or a company of a
        million customers would take a night.
        """
        taken = [[] for _ in calls]
        for _ in range(times):
            for column, call in zip(taken, calls, strict=True):
                if prepare:
                    prepare()
                column.append(self.milliseconds(call))
            if sum(map(sum, taken)) > PATIENCE:
                break
        return [statistics.median(column) for column in taken]

    def _worked(self):
        nanoseconds = int(self.server.read_text().split()[0])
        return nanoseconds / 1e6 + time.process_time() * 1000

    def _went_by(self):
        return time.perf_counter() * 1000


def medians(*calls, times=7):
    """Median milliseconds of each call, taken in turns after one warm-up."""
    for call in calls:
        call()
    gc.collect()
    taken = [[milliseconds(call) for call in calls] for _ in range(times)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def queries(env, call, cold=True):
    """How many queries ``call`` costs with warm registry and cold records.

    :param cold: false for a call by who has worked with the same records before
    """
    for _ in range(2):
        if cold:
            env.invalidate_all()
        before = env.cr.sql_log_count
        call()
        spent = env.cr.sql_log_count - before
    return spent


def peak_megabytes():
    """The largest memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
