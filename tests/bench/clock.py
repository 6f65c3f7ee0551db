"""Time, queries and memory of a call."""

import gc
import resource
import statistics
import time


def milliseconds(call):
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def medians(*calls, times=7):
    """Median milliseconds of each call, taken in turns after one warm-up."""
    for call in calls:
        call()
    gc.collect()
    taken = [[milliseconds(call) for call in calls] for _ in range(times)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def queries(env, call):
    """How many queries ``call`` costs with warm registry and cold records."""
    for _ in range(2):
        env.invalidate_all()
        before = env.cr.sql_log_count
        call()
        spent = env.cr.sql_log_count - before
    return spent


def peak_megabytes():
    """The largest memory this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
