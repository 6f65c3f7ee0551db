"""Chromium without a window, spoken to over a pipe (DevTools protocol)."""

import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

from . import place, process
from .problem import Problem

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",  # root has no other choice
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-features=Translate,OptimizationHints",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    "--lang=en-US",
    "--mute-audio",
    "--no-first-run",
    "--remote-debugging-pipe",
    "about:blank",
)


class Chromium:
    """One browser with one page; ``call`` sends a command, ``pump`` hears events."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="chromium-", dir=place.folder())
        self._listeners = []
        self._numbers = iter(range(1, 1_000_000))
        self._answers = {}
        self._rest = b""
        self._session = None
        self._start()

    def __enter__(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        return self

    def __exit__(self, *_):
        process.stop(self.program, patience=3)
        os.close(self._in)
        os.close(self._out)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, patience=60, **parameters):
        """Send a command to the page and return its result."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._in, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + patience
        while number not in self._answers:
            if time.monotonic() > deadline:
                raise Problem(f"Chromium does not answer to {method}")
            self.pump(0.5)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise Problem(f"Chromium refused {method}: {answer['error']['message']}")
        return answer["result"]

    def evaluate(self, script):
        """Value of a JavaScript expression in the page."""
        result = self.call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        return result["result"].get("value")

    def listen(self, listener):
        """Have ``listener(method, parameters)`` called for each event."""
        self._listeners.append(listener)

    def pump(self, seconds):
        """Take in what the browser has to say, waiting at most this long."""
        ready, _, _ = select.select([self._out], [], [], seconds)
        if not ready:
            return
        heard = os.read(self._out, 1 << 20)
        if not heard:
            raise Problem("Chromium ended by itself", log=self.log)
        *messages, self._rest = (self._rest + heard).split(b"\0")
        for message in map(json.loads, messages):
            self._sort_in(message)

    def _sort_in(self, message):
        if "id" in message:
            self._answers[message["id"]] = message
            return
        for listener in self._listeners:
            listener(message["method"], message.get("params", {}))

    def _start(self):
        program = process.which(*NAMES)
        if not program:
            raise Problem("Chromium is missing", "apt-get install chromium")
        self.log = place.log("chromium")
        theirs_in, self._in = os.pipe()
        self._out, theirs_out = os.pipe()
        with open(self.log, "ab") as log, contextlib.ExitStack() as closing:
            closing.callback(os.close, theirs_in)
            closing.callback(os.close, theirs_out)
            self.program = process.start(
                # the browser reads from descriptor 3 and writes to 4
                [
                    *("sh", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "sh"),
                    *(program, f"--user-data-dir={self.profile}", *FLAGS),
                ],
                pass_fds=(theirs_in, theirs_out),
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(os.environ, HOME=self.profile),
            )
