"""Digests of source files: what has not changed need not be done again."""

import hashlib
import shutil

from . import place

SKIP = {"__pycache__", ".git", "node_modules", "dist"}


def files(*roots, skip=lambda path: False):
    """All source files below the roots (or the roots themselves), sorted."""
    found = []
    for root in roots:
        inside = [root] if root.is_file() else root.rglob("*")
        found += [path for path in inside if path.is_file() and not _ignored(path)]
    return sorted(path for path in found if not skip(path))


def _ignored(path):
    return bool(SKIP.intersection(path.parts)) or path.suffix == ".pyc"


def content(*roots, skip=lambda path: False):
    """Digest of names and contents of all files below the roots."""
    digest = hashlib.sha256()
    for path in files(*roots, skip=skip):
        digest.update(str(path.relative_to(place.ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def addons():
    """Digest of what an installation of the addons depends on."""
    roots = [place.ROOT / name for name in place.addons()]
    return content(*roots, skip=_is_python_test)


def static_times():
    """Digest of the times of the files that go into asset bundles.

    Odoo names compiled assets after these times, hence a checkout with other times
    needs a template of its own.
    """
    static = files(*(place.ROOT / name / "static" for name in place.addons()))
    return place.digest(*(path.stat().st_mtime for path in static), length=4)


def snapshot(target):
    """Copy the addons to ``target``: what is built stays true to its digest."""
    shutil.rmtree(target, ignore_errors=True)
    for name in place.addons():
        ignore = shutil.ignore_patterns(*SKIP, "*.pyc")
        shutil.copytree(place.ROOT / name, target / name, ignore=ignore)
    return target


def _is_python_test(path):
    parts = path.relative_to(place.ROOT).parts
    return len(parts) > 2 and parts[1] == "tests" and path.suffix == ".py"
