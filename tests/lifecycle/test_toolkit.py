"""What no other test runs still has to load, and to fail in one clear line."""

import errno
import os
import runpy
import socket
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from devkit import cli, core, place, serving
from devkit.problem import Problem
from devkit.store import MARKER, Store

ROOT = Path(__file__).resolve().parents[2]
VERBS = sorted(path.stem for path in (ROOT / "devkit" / "verbs").glob("[a-z]*.py"))


def test_the_benchmark_and_every_verb_load():
    names = ["tests.bench.host", *(f"devkit.verbs.{verb}" for verb in VERBS)]
    subprocess.run(
        [sys.executable, "-c", "; ".join(f"import {name}" for name in names)],
        cwd=ROOT,
        check=True,
    )


def test_every_verb_explains_itself():
    for verb in cli.VERBS:
        done = _dev(verb, "--help")
        assert done.returncode == 0, verb
        assert f"./dev {verb}" in done.stdout


def test_an_unknown_verb_is_one_clear_line():
    done = _dev("brew")
    assert done.returncode == 1
    assert done.stderr == "dev: There is no verb 'brew'. See: ./dev help.\n"


def test_a_taken_port_is_one_clear_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = _dev("run", "--port", str(port))
    assert done.returncode == 1
    way_out = f"Choose another: ./dev run --port {port + 1}."
    assert done.stderr == f"dev: Port {port} is taken. {way_out}\n"


def test_a_port_for_the_administrator_is_said_to_be_one(monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(Problem, match="Port 80 needs more rights.*above 1023"):
        serving.need_port(80)


def test_too_old_a_python_is_one_clear_line(monkeypatch):
    version = namedtuple("version", "major minor micro")(3, 9, 2)
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setenv("SMB_CRM_PYTHON", "tried already")
    with pytest.raises(SystemExit, match="needs Python 3.10 or newer.*is Python 3.9"):
        runpy.run_path(str(ROOT / "dev"), run_name="__main__")


def test_a_full_disk_is_one_clear_line(monkeypatch):
    usage = namedtuple("usage", "total used free")(10**12, 10**12, 10**9)
    monkeypatch.setattr(place.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(Problem, match=r"Disk full: 1\.0 GB free.*needs 4 GB"):
        place.need_space()
    full = cli._explain(OSError(errno.ENOSPC, "No space left on device"))
    assert "The disk is full" in str(full)
    assert "SMB_CRM_CACHE" in str(full)


def test_a_path_that_is_none_is_named():
    error = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/none/a.pdf")
    assert str(cli._explain(error)).startswith("/none/a.pdf: No such file or directory")


class _Shelf(Store):
    """A server that holds one database with a given comment."""

    def __init__(self, comment):
        self.comment = comment
        self.server = self

    def query(self, _statement):
        return [[self.comment]]

    def exists(self, _name):
        return True


def test_somebody_elses_database_is_left_alone():
    with pytest.raises(Problem, match="prod was not made by ./dev and is left alone"):
        _Shelf("").must_be_ours("prod")
    assert _Shelf(f"{MARKER} abc").must_be_ours("smb_demo") is None


def test_core_results_are_compared_by_name():
    without = {"a": "pass", "b": "failure", "c": "pass", "d": "error"}
    having = {"a": "pass", "b": "failure", "c": "failure", "d": "pass", "e": "error"}
    assert core.broken({"crm": (without, having)}) == {"crm": ["c", "e"]}
    assert core.broken({"crm": (without, dict(without))}) == {}


def _dev(*words):
    return subprocess.run(
        [sys.executable, ROOT / "dev", *words], capture_output=True, text=True
    )
