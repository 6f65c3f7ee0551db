"""wkhtmltopdf as a child that never outlives its time, nor leaves children behind."""

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess  # nosec B404

PAGES = re.compile(rb"/Type /Page\b")
# what a page never needs: nothing is fetched, nothing is linked, nothing is asked
ALWAYS = (
    *("--quiet", "--disable-local-file-access", "--disable-plugins"),
    *("--disable-external-links", "--disable-internal-links"),
    *("--disable-smart-shrinking", "--dpi", "96", "--encoding", "utf-8"),
    *("--javascript-delay", "1"),
)
OUTLINE = {True: ("--outline", "--outline-depth", "1"), False: ("--no-outline",)}
CSS_DPI = 96


class EngineError(Exception):
    """The engine is missing, hung or failed; ``why`` says which."""

    def __init__(self, why, words=""):
        super().__init__(why, words)
        self.why, self.words = why, words


def run(command, given=b"", timeout=60.0):
    """What ``command`` writes, reading ``given``; killed with its children when late.

    >>> run(["cat"], b"words")
    b'words'
    >>> try: run(["sh", "-c", "sleep 60"], timeout=0.1)
    ... except EngineError as error: print(error.why)
    hung
    >>> try: run(["/none/such"])
    ... except EngineError as error: print(error.why)
    missing
    """
    if not shutil.which(command[0]):
        raise EngineError("missing", str(command[0]))
    leash = shutil.which("timeout")
    if leash:
        # ends it even when whoever waits for it here was killed
        command = [leash, "-s", "KILL", str(timeout + 5), *command]
    try:
        # no shell; the program is the one that is installed, the rest are our words
        child = subprocess.Popen(  # nosec B603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # a group of its own, so that its children can be ended with it
            start_new_session=True,
        )
    except OSError as error:
        raise EngineError("missing", str(error)) from error
    try:
        out, words = child.communicate(given, timeout)
    except subprocess.TimeoutExpired as error:
        raise EngineError("hung") from error
    finally:
        _end(child)
    # 1: something could not be fetched, which a page of ours never asks for
    if child.returncode not in (0, 1) or not out:
        raise EngineError("failed", words.decode(errors="replace")[-500:])
    return out


def _end(child):
    """Whatever still runs of the child and of what it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.stdin.close()
    child.stdout.close()
    child.stderr.close()
    child.wait()


def found(more=""):
    """Path of the engine on this machine, or None; ``more`` is one more folder."""
    folders = [os.environ.get("PATH", os.defpath), more]
    return shutil.which("wkhtmltopdf", path=os.pathsep.join(filter(None, folders)))


def pages(pdf: bytes) -> int:
    """How many pages a PDF of the engine has.

    >>> pages(b"<< /Type /Page >> << /Type /Pages >>")
    1
    """
    return len(PAGES.findall(pdf))


@functools.cache
def zoom(engine: str, timeout: float = 60.0) -> float:
    """By how much a page must be made smaller so that a millimetre is one.

    Builds of the engine differ in the pixels they count per inch, 75 for most; one
    long empty page tells which.
    """
    page = b"<!DOCTYPE html><body style='margin:0'><div style='height:40000px'></div>"
    sheet = _sheet(100, 50, 0, 0, 0)
    count = pages(run([engine, *ALWAYS, *sheet, "-", "-"], page, timeout))
    asked = 40_000 / CSS_DPI * 25.4 / 50
    return round(CSS_DPI * asked / max(count, 1)) / CSS_DPI


def _sheet(width, height, top, side, bottom):
    measures = {
        "page-width": width,
        "page-height": height,
        "margin-top": top,
        "margin-bottom": bottom,
        "margin-left": side,
        "margin-right": side,
    }
    return [word for name, mm in measures.items() for word in (f"--{name}", f"{mm}mm")]


def pdf(engine, page, size, margins, timeout=60.0, outline=False) -> bytes:
    """``page`` on sheets of ``size`` mm with ``margins`` (top, side, bottom).

    :param outline: whether headings are listed, as whoever takes it apart needs

    :raise EngineError: when the engine is missing, hangs or fails
    """
    command = [engine, *ALWAYS, "--zoom", str(zoom(engine, timeout)), *OUTLINE[outline]]
    return run([*command, *_sheet(*size, *margins), "-", "-"], page.encode(), timeout)
