"""A running Odoo on the demo database."""

import contextlib
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request

from . import fingerprint, place, process, ui
from .problem import Problem


def free_port():
    """A TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def need_port(port):
    """Fail early and clearly when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Problem(
                f"Port {port} needs more rights", "Choose one above 1023 with --port"
            ) from None
        except OSError:
            raise Problem(
                f"Port {port} is taken", f"Choose another: ./dev run --port {port + 1}"
            ) from None


@contextlib.contextmanager
def serve(workshop, database, port, *words):
    """Serve a database on the port; yields the server's process once it answers."""
    log = place.log("server")
    command = workshop.command(
        "server",
        database,
        *("--http-port", port, "--db-filter", f"^{database}$"),
        *words,
        max_cron_threads=1,
    )
    with open(log, "a", encoding="utf-8") as out:
        program = process.start(
            command,
            stdout=out,
            stderr=out,
            env=workshop.environment,
            cwd=place.ROOT,
            start_new_session=True,  # Ctrl-C is ours to pass on, once
        )
    try:
        with ui.step("Odoo server"):
            _wait_until_served(program, port, log)
        yield program
    finally:
        process.stop(program)


def _wait_until_served(program, port, log, patience=120):
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if program.poll() is not None:
            raise Problem("Odoo stopped while starting", log=log)
        if answers(port):
            return
        time.sleep(0.1)
    raise Problem(f"Odoo does not answer after {patience} s", log=log)


def answers(port):
    """Whether an Odoo login page is served on this port."""
    try:
        url = f"http://127.0.0.1:{port}/web/login"
        with urllib.request.urlopen(url, timeout=60) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def announced(port):
    """Leave word for other ./dev of this checkout that a server runs here."""
    word = _word_file()
    state = {"pid": os.getpid(), "port": port, "state": fingerprint.addons()}
    word.write_text(json.dumps(state))
    try:
        yield
    finally:
        word.unlink(missing_ok=True)


def announced_server():
    """Port of the server that `./dev run` keeps for this checkout, or None."""
    try:
        state = json.loads(_word_file().read_text())
    except (OSError, ValueError):
        return None
    if not process.alive(state["pid"]) or not answers(state["port"]):
        return None
    if state["state"] != fingerprint.addons():
        ui.note("the running server has older code: restart ./dev run to see changes")
    return state["port"]


def _word_file():
    return place.checkout_folder() / "server.json"


def wait_for_the_end(program):
    """Sleep until the server ends by itself or somebody stops us."""
    try:
        code = program.wait()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C changes nothing
        ui.say("\nStopping ...")
        return
    raise Problem(f"Odoo ended by itself with code {code}", log=place.log("server"))
