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
    """Digest of all files of the addons."""
    return content(*_homes())


def installation(names):
    """Digest of what an installation of these addons depends on."""
    return content(*_homes(names), skip=_matters_not_when_installing)


def assets():
    """Digest of the files that go into asset bundles, and of their times.

    Odoo names compiled assets after these times, hence a checkout with other times
    needs a template of its own.
    """
    static = [home / "static" for home in _homes()]
    times = (path.stat().st_mtime for path in files(*static))
    return place.digest(content(*static), *times)


def _homes(names=None):
    return [place.ROOT / name for name in names or place.addons()]


def snapshot(target, names=None):
    """Copy addons to ``target``: what is built stays true to its digest."""
    shutil.rmtree(target, ignore_errors=True)
    for name in names or place.addons():
        ignore = shutil.ignore_patterns(*SKIP, "*.pyc")
        shutil.copytree(place.ROOT / name, target / name, ignore=ignore)
    return target


def _matters_not_when_installing(path):
    """Tests in Python and what goes into bundles; a menu's icon is installed."""
    room = path.relative_to(place.ROOT).parts[1:]
    in_bundle = room[0] == "static" and room[1] in ("src", "tests", "lib")
    return in_bundle or (room[0] == "tests" and path.suffix == ".py")
