"""Python environments: one to run Odoo, one for the tools that only read code."""

import hashlib
import os
import platform
import shutil
import sys
from pathlib import Path

from . import debian, locks, place, process, ui
from .problem import Problem

LOCKS = Path(__file__).with_name("requirements")


def lock_digest(name):
    """Digest of a locked list of packages, for keys of what is built with them."""
    return hashlib.sha256((LOCKS / f"{name}.txt").read_bytes()).hexdigest()[:8]


def environment(name):
    """Folder of the environment ``name`` (odoo or tools), built when missing."""
    version = ".".join(platform.python_version_tuple()[:2])
    home = place.folder("python") / f"{name}-{version}-{lock_digest(name)}"
    if not (home / "complete").exists():
        with locks.exclusive(f"python-{name}"):
            if not (home / "complete").exists():
                place.need_space()
                with ui.step(f"Python {version} packages ({name})"):
                    _build(home, name)
    return home


def python(name="odoo"):
    """The interpreter of an environment."""
    return environment(name) / "bin" / "python"


def _build(home, name):
    log = place.log(f"python-{name}")
    if process.output([sys.executable, "-c", "import ensurepip, venv"]) is None:
        debian.install("python3-venv")
    shutil.rmtree(home, ignore_errors=True)
    process.run(
        [sys.executable, "-m", "venv", home],
        log=log,
        failed="Python cannot make a virtual environment",
        way_out="On Debian: apt-get install python3-venv",
    )
    if not _install_with_uv(home, name, log):
        _install_with_pip(home, LOCKS / f"{name}.txt", log)
    _patched_wkhtmltopdf(home)
    (home / "complete").touch()


def _install_with_uv(home, name, log):
    """Whether uv did it; it knows less than pip about private indexes."""
    try:
        _install_with_pip(home, LOCKS / "uv.txt", log)
        process.run(
            [
                *(home / "bin" / "uv", "pip", "install", "--require-hashes"),
                *("--python", home / "bin" / "python"),
                *("-r", LOCKS / f"{name}.txt"),
            ],
            log=log,
            failed="uv failed",
            env=_uv_settings(home),
        )
    except Problem:
        return False
    return True


def _uv_settings(home):
    """Hand pip's own configuration on to uv, which does not read it."""
    env = dict(os.environ, UV_SYSTEM_CERTS="1", UV_NATIVE_TLS="1", UV_NO_CONFIG="1")
    env["UV_CACHE_DIR"] = str(place.folder("uv"))
    index = process.output([home / "bin" / "pip", "config", "get", "global.index-url"])
    if index and "UV_DEFAULT_INDEX" not in env:
        env["UV_DEFAULT_INDEX"] = index.strip()
    return env


def _install_with_pip(home, requirements, log):
    process.run(
        [
            *(home / "bin" / "pip", "install", "--require-hashes", "-r", requirements),
            *("--disable-pip-version-check", "--no-input", "--no-cache-dir"),
        ],
        log=log,
        failed="Python packages could not be installed",
        way_out="Check pip's index with: pip download uv",
    )


def _patched_wkhtmltopdf(home):
    """Odoo looks for `wkhtmltopdf` on PATH; the package calls it otherwise."""
    packed = home / "bin" / "wkhtmltopdf-pack"
    if packed.exists():
        (home / "bin" / "wkhtmltopdf").symlink_to(packed.name)
