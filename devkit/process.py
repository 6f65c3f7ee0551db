"""Running other programs: output into a log, failures into one line."""

import ctypes
import os
import shutil
import signal
import subprocess
from pathlib import Path

from .problem import Problem

PIPE = subprocess.PIPE
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_libc = ctypes.CDLL(None)


def _follow_parent():
    """Take SIGTERM when ./dev itself is killed, so that nothing stays behind."""
    _libc.prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def start(argv, **options):
    """Start a program that ends when ./dev, or the thread that calls, ends."""
    return subprocess.Popen(
        [str(part) for part in argv],
        preexec_fn=_follow_parent,
        stdin=options.pop("stdin", subprocess.DEVNULL),
        **options,
    )


def run(argv, *, log, failed, way_out="", on_line=None, ok=(0,), **options):
    """Run a program to its end, append its output to ``log``; return the exit code.

    :param failed: what to tell when the exit code is not in ``ok``
    :param on_line: called with each line of output, for progress
    """
    Path(log).parent.mkdir(parents=True, exist_ok=True)
    with open(log, "a", encoding="utf-8", errors="replace") as out:
        out.write(f"$ {' '.join(str(part) for part in argv)}\n")
        out.flush()
        program = _start_or_explain(argv, failed, options)
        for line in program.stdout:
            out.write(line)
            if on_line:
                on_line(line.rstrip("\n"))
        code = program.wait()
    if code not in ok:
        raise failure(failed, log, way_out)
    return code


def failure(what, log, way_out=""):
    """The problem to raise when a program failed that wrote to ``log``."""
    return Problem(what, _disk_hint(log) or way_out, log)


def _start_or_explain(argv, failed, options):
    try:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            preexec_fn=_follow_parent,
            **options,
        )
    except FileNotFoundError:
        raise Problem(f"{failed}: {argv[0]} is not installed") from None


def output(argv, **options):
    """Standard output of a program, or None when it fails or is missing."""
    try:
        done = subprocess.run(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            **options,
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def stop(program, patience=15):
    """End a program politely, then firmly."""
    if program.poll() is not None:
        return
    program.terminate()
    try:
        program.wait(patience)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def alive(pid):
    """Whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def which(*names):
    """Path of the first of these programs that is installed, or None."""
    return next(filter(None, map(shutil.which, names)), None)


def _disk_hint(log):
    with open(log, encoding="utf-8", errors="replace") as lines:
        text = lines.read()[-20000:]
    return "The disk is full: free some space" if "No space left" in text else ""
