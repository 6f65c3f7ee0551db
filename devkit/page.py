"""A page of the web client: open it, act on it, wait until it has settled."""

import base64
import json
import time
from pathlib import Path

from .problem import Problem

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
QUIET = 0.5  # seconds without traffic after which a page counts as settled
# true while Odoo still draws; a chart is animated for about a second
BUSY = """(() => {
    if (document.readyState !== 'complete') return true;
    const client = document.querySelector('.o_web_client');
    // a dialog opened by its address has nothing behind it
    const shown = '.o_action, .o_home_menu, .modal';
    if (client && !document.querySelector(shown)) return true;
    return Boolean(document.querySelector('.o_loading_indicator, .o_blockUI'));
})()"""
BOX = """(() => {
    const found = [...document.querySelectorAll(%s)].find((e) => e.checkVisibility());
    if (!found) return null;
    found.scrollIntoView({block: 'center', inline: 'center'});
    const box = found.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
})()"""
HEIGHT = """Math.max(...['.o_content', '.o_action_manager', '.o_form_sheet_bg', 'html']
    .flatMap((where) => [...document.querySelectorAll(where)])
    .map((e) => e.scrollHeight + e.getBoundingClientRect().top))"""


class Page:
    """The only page of a browser, at the size of a desktop or of a phone."""

    def __init__(self, browser, width):
        self.browser = browser
        self.errors = []
        self._under_way = set()
        self._last_traffic = time.monotonic()
        browser.listen(self._hear)
        for domain in ("Page", "Runtime", "Log", "Network"):
            browser.call(f"{domain}.enable")
        self.phone = width == "phone"
        self.size = SIZES.get(width) or _parse_size(width)
        self._resize(*self.size)

    def log_in(self, site, session):
        """Use a session of the server at ``site``."""
        cookie = {"name": "session_id", "value": session}
        self.browser.call("Network.setCookie", url=site, **cookie)

    def open(self, url):
        """Open an address and wait until the page has settled."""
        answer = self.browser.call("Page.navigate", url=url)
        if answer.get("errorText"):
            raise Problem(f"{url} cannot be opened: {answer['errorText']}")
        self.settle()

    def settle(self, patience=60):
        """Wait until nothing is loaded and nothing is drawn any more."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            self.browser.pump(0.1)
            silence = time.monotonic() - self._last_traffic
            if self._under_way or silence < QUIET:
                continue
            if not self.browser.evaluate(BUSY):
                self._let_charts_grow()
                return
        self.errors.append(f"not settled after {patience} s")

    def _let_charts_grow(self):
        if self.browser.evaluate("Boolean(document.querySelector('canvas'))"):
            end = time.monotonic() + 1.2
            while time.monotonic() < end:
                self.browser.pump(0.1)

    def wait(self, selector, patience=20):
        """Wait for an element to be visible; return the middle of it."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            found = self.browser.evaluate(BOX % json.dumps(selector))
            if found:
                return found
            self.browser.pump(0.1)
        raise Problem(f"Nothing visible matches {selector}", "Look at the page first")

    def click(self, selector):
        """Click an element like a person with a mouse."""
        x, y = self.wait(selector)
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.browser.call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left" if kind != "mouseMoved" else "none",
                clickCount=1,
            )
        self._last_traffic = time.monotonic()
        self.settle()

    def fill(self, selector, text):
        """Type a text into a field."""
        self.click(selector)
        self.browser.call("Input.insertText", text=text)
        self._last_traffic = time.monotonic()
        self.settle()

    def save(self, path, full=False):
        """Write the page as a picture; ``full`` includes what has to be scrolled to."""
        if full:
            width, height = self.size
            wanted = self.browser.evaluate(HEIGHT) or height
            self._resize(width, min(max(height, int(wanted)), 8000))
            self._last_traffic = time.monotonic()
            self.settle()
        picture = self.browser.call("Page.captureScreenshot", format="png")
        Path(path).write_bytes(base64.b64decode(picture["data"]))

    def _resize(self, width, height):
        self.browser.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=2 if self.phone else 1,
            mobile=self.phone,
        )
        self.browser.call("Emulation.setTouchEmulationEnabled", enabled=self.phone)

    def _hear(self, method, event):
        number = event.get("requestId")
        if method == "Network.requestWillBeSent":
            # what a worker loads is never reported as finished to the page
            if "/bus/" not in event["request"]["url"]:
                self._under_way.add(number)
        elif method in ("Network.loadingFinished", "Network.loadingFailed"):
            self._under_way.discard(number)
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            thrown = details.get("exception", {}).get("description")
            self.errors.append(thrown or details["text"])
        elif method == "Log.entryAdded" and event["entry"]["level"] == "error":
            entry = event["entry"]
            self.errors.append(f"{entry['text']} {entry.get('url', '')}")
        elif method == "Runtime.consoleAPICalled" and event["type"] == "error":
            self.errors.append(" ".join(map(_as_text, event["args"])))
        if method.startswith("Network.") and "webSocket" not in method:
            self._last_traffic = time.monotonic()


def _as_text(argument):
    return str(argument.get("value", argument.get("description", "?")))


def _parse_size(width):
    try:
        wide, high = (int(part) for part in width.split("x"))
    except ValueError:
        raise Problem(
            f"--width {width} is not a size", "Say desktop, phone or 1280x720"
        ) from None
    return wide, high
